import type { Request, RequestHandler } from 'express';
import type { Clock } from '../../src/base/clock.ts';
import { OAuthError } from '../okta/oauth-error.ts';
import type { AccessTokens, Grant } from './access-tokens.ts';
import { addressOf } from './address.ts';
import type { DpopProofs } from './dpop-proofs.ts';
import { badToken, forbidden, sendError } from './okta-error.ts';
import { OKTA_SCOPES, type OktaOrgSwitches, type OktaScope } from './switches.ts';

interface Parts {
  readonly clock: Clock;
  readonly switches: OktaOrgSwitches;
  readonly tokens: AccessTokens;
  readonly proofs: DpopProofs;
}

/** What nobody grants to the service app, and administrators may do. */
type AdminScope = OktaScope | 'okta.groups.manage';
const ADMIN_SCOPES: readonly AdminScope[] = [...OKTA_SCOPES, 'okta.groups.manage'];

/** The grant of the request's token. A token that is bound to a key needs a fresh proof of it with each request. */
async function provenGrant(req: Request, { clock, tokens, proofs }: Parts): Promise<Grant> {
  const [, scheme = '', token = ''] = /^(Bearer|DPoP|SSWS) (\S+)$/i.exec(req.get('authorization') ?? '') ?? [];
  if (scheme.toUpperCase() === 'SSWS') {
    if (token === tokens.apiToken) return { scopes: ADMIN_SCOPES, keyThumbprint: undefined };
    throw new OAuthError(401, 'invalid_token', 'The token is unknown.');
  }
  const grant = tokens.find(token, clock.now());
  if (!grant) throw new OAuthError(401, 'invalid_token', 'The token is unknown or over.');
  const isBound = grant.keyThumbprint !== undefined;
  if (isBound !== (scheme.toLowerCase() === 'dpop')) throw new OAuthError(401, 'invalid_token', 'Wrong scheme.');
  if (!isBound) return grant;
  const proof = await proofs.check(req.get('dpop'), { method: req.method, url: addressOf(req), accessToken: token });
  if (proof.keyThumbprint === grant.keyThumbprint) return grant;
  throw new OAuthError(401, 'invalid_dpop_proof', 'The proof is of another key.');
}

/** Lets only valid tokens through, and leaves their grant in `res.locals.grant`. RFC 6750, and RFC 9449 section 7.1. */
export function authenticate(parts: Parts): RequestHandler {
  return async (req, res, next) => {
    try {
      res.locals.grant = await provenGrant(req, parts);
    } catch (thrown) {
      if (!(thrown instanceof OAuthError)) throw thrown;
      const scheme = parts.switches.dpopRequired ? 'DPoP' : 'Bearer';
      const description = thrown.message.replaceAll('"', "'");
      res.set('WWW-Authenticate', `${scheme} error="${thrown.code}", error_description="${description}"`);
      return sendError(res, badToken());
    }
    next();
  };
}

/** The scope limits what the token may do; the admin role of the app, what the app may touch. */
export function needs(scope: AdminScope, switches: OktaOrgSwitches): RequestHandler {
  return (_req, res, next) => {
    const { scopes }: Grant = res.locals.grant;
    if (scopes.includes(scope) && switches.adminRole) return next();
    sendError(res, forbidden());
  };
}
