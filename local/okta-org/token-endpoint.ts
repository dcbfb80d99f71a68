import type { Request, RequestHandler } from 'express';
import type { Clock } from '../../src/base/clock.ts';
import { isObject, type JsonObject } from '../../src/base/is-object.ts';
import { OAuthError } from '../okta/oauth-error.ts';
import { type AccessTokens, TOKEN_SECONDS } from './access-tokens.ts';
import { addressOf } from './address.ts';
import type { ClientAssertions } from './client-assertion.ts';
import { DpopNonces } from './dpop-nonces.ts';
import type { DpopProofs } from './dpop-proofs.ts';
import type { OktaOrgSwitches } from './switches.ts';

interface Parts {
  readonly clock: Clock;
  readonly switches: OktaOrgSwitches;
  readonly tokens: AccessTokens;
  readonly assertions: ClientAssertions;
  readonly proofs: DpopProofs;
}

function askedScopes({ scope }: JsonObject, granted: readonly string[]): string[] {
  const asked = typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [];
  if (asked.length === 0) throw new OAuthError(400, 'invalid_scope', "'scope' must be provided.");
  if (!asked.every((one) => granted.includes(one))) {
    throw new OAuthError(400, 'invalid_scope', 'A requested scope is not granted to the client.');
  }
  return asked;
}

/**
 * `POST /oauth2/v1/token` of the org server: client credentials for a service app, bound to a DPoP key when a proof is
 * sent. https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
 */
export function tokenEndpoint({ clock, switches, tokens, assertions, proofs }: Parts): RequestHandler {
  const nonces = new DpopNonces();

  /** The thumbprint of the key that the token is to be bound to. */
  async function proveKey(req: Request): Promise<string | undefined> {
    const proof = req.get('dpop');
    if (proof === undefined && !switches.dpopRequired) return undefined;
    const { keyThumbprint, nonce } = await proofs.check(proof, { method: req.method, url: addressOf(req) });
    if (nonces.accepts(nonce, clock.now())) return keyThumbprint;
    throw new OAuthError(400, 'use_dpop_nonce', 'Authorization server requires nonce in DPoP proof.');
  }

  return async (req, res) => {
    const form = isObject(req.body) ? req.body : {};
    res.set('Cache-Control', 'no-store');
    try {
      if (form.grant_type !== 'client_credentials') {
        throw new OAuthError(400, 'unsupported_grant_type', 'Only client_credentials is supported.');
      }
      await assertions.check(form, req.get('authorization'), addressOf(req));
      const keyThumbprint = await proveKey(req);
      const scopes = askedScopes(form, switches.grantedScopes);
      res.json({
        token_type: keyThumbprint === undefined ? 'Bearer' : 'DPoP',
        expires_in: TOKEN_SECONDS,
        access_token: tokens.issue({ scopes, keyThumbprint }, clock.now()),
        scope: scopes.join(' '),
      });
    } catch (thrown) {
      if (!(thrown instanceof OAuthError)) throw thrown;
      if (thrown.code === 'use_dpop_nonce') res.set('DPoP-Nonce', nonces.current(clock.now()));
      res.status(thrown.status).json(thrown.body());
    }
  };
}
