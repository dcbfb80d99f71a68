import { isObject, type JsonObject } from '../base/is-object.ts';
import { ConnectorError } from '../errors/connector-error.ts';

const MAX_HEADER_BYTES = 8 * 1024;
/** RFC 6750, section 2.1; the scheme's case does not matter (RFC 9110, section 11.1). */
const CREDENTIALS = /^([!#$%&'*+.^`|~\w-]+)(?: +(.*))?$/;

/**
 * The token of an `Authorization: Bearer <token>` header, which is the only place it is taken from.
 *
 * @param header the header's value
 * @param count how many Authorization headers the raw request has: Node keeps the first one and drops the rest
 * @throws ConnectorError TOKEN_MISSING, TOKEN_MALFORMED, TOKEN_DPOP_BOUND
 */
export function readBearer(header: string | undefined, count: number): string {
  if (count > 1) throw malformed('there is more than one Authorization header');
  const value = header?.trim() ?? '';
  if (value === '') throw new ConnectorError('TOKEN_MISSING');
  if (value.length > MAX_HEADER_BYTES) throw malformed(`the header is larger than ${MAX_HEADER_BYTES} bytes`);

  const [, scheme = '', token = ''] = CREDENTIALS.exec(value) ?? [];
  if (scheme.toLowerCase() === 'dpop') throw new ConnectorError('TOKEN_DPOP_BOUND');
  if (scheme.toLowerCase() !== 'bearer') throw malformed('the scheme of the Authorization header is not Bearer');
  if (token === '') throw new ConnectorError('TOKEN_MISSING');
  return token;
}

/** What a token claims to be before its signature is checked: good for a precise refusal, never for an admission. */
export interface UnverifiedToken {
  readonly kid: string;
  readonly claims: JsonObject;
}

/**
 * Whether a text is the one way to write its bytes: the last character may hold bits that stand for nothing, and a
 * token with others there would be another text with the same signature. RFC 4648, section 3.5.
 */
const isBase64url = (part: string): boolean =>
  part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;

/** `typ` values (RFC 8725, section 3.11) of tokens that are signed like access tokens and are not for us. */
const REFUSED_TYPES: ReadonlyMap<string, 'TOKEN_MALFORMED' | 'TOKEN_FROM_ORG_SERVER'> = new Map([
  ['dpop+jwt', 'TOKEN_MALFORMED'],
  ['logout+jwt', 'TOKEN_MALFORMED'],
  ['secevent+jwt', 'TOKEN_MALFORMED'],
  ['okta-internal-at+jwt', 'TOKEN_FROM_ORG_SERVER'],
]);

/**
 * Takes a JWT apart and refuses what must not reach the verifier. Among it is a token with an empty signature, which
 * @okta/jwt-verifier 4.0.2 answers with an uncaught exception that ends the process.
 *
 * @param issuer the configured issuer, for the sentence of the refusal
 * @throws ConnectorError TOKEN_ENCRYPTED, TOKEN_MALFORMED, TOKEN_FROM_ORG_SERVER
 */
export function readUnverified(token: string, issuer: string): UnverifiedToken {
  const parts = token.split('.');
  if (parts.length === 5) throw new ConnectorError('TOKEN_ENCRYPTED');
  const [header = '', payload = ''] = parts;
  if (parts.length !== 3 || !parts.every(isBase64url)) throw malformed('it is not a signed JWT');

  const kid = checkHeader(decode(header, 'header'), issuer);
  return { kid, claims: decode(payload, 'payload') };
}

/** Returns the key id. The rules on `alg` and `crit` are those of RFC 8725 (3.1) and RFC 7515 (4.1.11). */
function checkHeader({ alg, crit, kid, typ }: JsonObject, issuer: string): string {
  if (alg !== 'RS256') throw malformed('its algorithm is not RS256');
  if (crit !== undefined) throw malformed('its header names extensions that must be understood');
  if (typeof kid !== 'string' || !KID.test(kid)) throw malformed('its header has no usable key id');
  if (typ !== undefined && typeof typ !== 'string') throw malformed('the type in its header is not a text');
  const refusal = REFUSED_TYPES.get(mediaSubtype(typ));
  if (refusal === 'TOKEN_FROM_ORG_SERVER') throw new ConnectorError(refusal, { issuer });
  if (refusal) throw malformed('it is not an access token');
  return kid;
}

/** RFC 7515, section 4.1.9: the prefix `application/` may be left out, and case does not matter. */
const mediaSubtype = (typ = ''): string => typ.toLowerCase().replace(/^application\//, '');

function decode(part: string, name: string): JsonObject {
  const value = parseJsonObject(Buffer.from(part, 'base64url').toString());
  if (value === undefined) throw malformed(`its ${name} is not a JSON object`);
  return value;
}

const malformed = (problem: string): ConnectorError => new ConnectorError('TOKEN_MALFORMED', { problem });

/** The form of a key id that is looked up at all. Okta's are 43 characters of base64url. */
export const KID = /^[\w-]{1,128}$/;

/** The text parsed as a JSON object, or undefined when it is anything else. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
