import type { JsonObject } from '../base/is-object.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { Caller } from './caller.ts';
import { isOwnClient } from './own-clients.ts';

/** What tokens must have been issued by, and for. */
export interface ClaimRules {
  readonly issuer: string;
  readonly audience: string;
}

/** How far ahead of our clock the authorization server's may be. */
const CLOCK_TOLERANCE_SECONDS = 60;
/** The longest lifetime an Okta access policy can give: https://developer.okta.com/docs/concepts/auth-servers/ */
const MAX_LIFETIME_SECONDS = 86_400;
/** The org server's issuer is the bare address of the org. */
const ORG_ISSUER = /^https?:\/\/[^/]+\/?$/;

/**
 * The caller that an access token's claims describe. All claims are mandatory except `nbf`:
 * https://developer.okta.com/docs/concepts/oauth-claims/
 *
 * `iat` may be up to 60 s ahead of our clock. `exp` and `nbf` have no tolerance, because @okta/jwt-verifier has none.
 *
 * @param now milliseconds since the Unix epoch
 * @throws ConnectorError TOKEN_DPOP_BOUND, TOKEN_FROM_ORG_SERVER, TOKEN_WRONG_ISSUER, TOKEN_WRONG_AUDIENCE,
 *   TOKEN_EXPIRED, TOKEN_NOT_YET_VALID, TOKEN_CLAIMS_INVALID
 */
export function readCaller(claims: JsonObject, rules: ClaimRules, now: number): Caller {
  const lacking = (problem: string): ConnectorError =>
    new ConnectorError('TOKEN_CLAIMS_INVALID', { problem, issuer: rules.issuer });

  const text = (name: string): string => {
    const value = claims[name];
    if (typeof value !== 'string' || value === '') throw lacking(`${name} is not a text`);
    return value;
  };

  const seconds = (name: string): number => {
    const value = claims[name];
    if (typeof value !== 'number' || !Number.isFinite(value)) throw lacking(`${name} is not a number`);
    return value;
  };

  // RFC 9449, section 6: a bound token is worth nothing without the proof of its key.
  if (claims.cnf !== undefined) throw new ConnectorError('TOKEN_DPOP_BOUND');
  requireIssuer(text('iss'), rules.issuer);
  if (claims.aud === undefined) throw lacking('aud is missing');
  requireAudience(claims.aud, rules.audience);

  const times = { exp: seconds('exp'), iat: seconds('iat'), nbf: claims.nbf === undefined ? 0 : seconds('nbf') };
  requireTimes(times, now / 1000);
  if (times.exp - times.iat > MAX_LIFETIME_SECONDS + CLOCK_TOLERANCE_SECONDS) {
    throw lacking('it lives longer than a day');
  }

  if (!isListOfTexts(claims.scp)) throw lacking('scp is not a list of scopes');
  const clientId = text('cid');
  if (isOwnClient(clientId)) throw lacking(`cid is ${clientId}, which stands for the connector itself`);
  return { clientId, subject: text('sub'), scopes: new Set(claims.scp), expiresAt: times.exp * 1000 };
}

function requireIssuer(iss: string, issuer: string): void {
  if (iss === issuer) return;
  throw new ConnectorError(ORG_ISSUER.test(iss) ? 'TOKEN_FROM_ORG_SERVER' : 'TOKEN_WRONG_ISSUER', { issuer });
}

/** RFC 7519, section 4.1.3: one text, or a list that holds ours. */
function requireAudience(aud: unknown, audience: string): void {
  const matches = Array.isArray(aud) ? aud.includes(audience) : aud === audience;
  if (!matches) throw new ConnectorError('TOKEN_WRONG_AUDIENCE', { audience });
}

/** All in seconds. RFC 7519, sections 4.1.4 to 4.1.6. */
function requireTimes({ exp, iat, nbf }: { exp: number; iat: number; nbf: number }, now: number): void {
  if (exp <= now) throw new ConnectorError('TOKEN_EXPIRED');
  if (nbf >= now || iat > now + CLOCK_TOLERANCE_SECONDS) throw new ConnectorError('TOKEN_NOT_YET_VALID');
}

const isListOfTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
