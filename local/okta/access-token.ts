import { randomBytes, randomUUID } from 'node:crypto';
import { CompactEncrypt, CompactSign } from 'jose';
import type { SigningPair } from './signing-keys.ts';
import type { Grant } from './token-request.ts';

/** Claims or header members to add or replace; undefined leaves one out. */
export type Overrides = Readonly<Record<string, unknown>>;

/** What a token is made of besides the grant. */
export interface TokenFrame {
  readonly issuer: string;
  readonly audience: string;
  /** Milliseconds since the Unix epoch. */
  readonly issuedAt: number;
  readonly lifetimeSeconds: number;
}

/**
 * The claims of a custom server's access token for a service: https://developer.okta.com/docs/concepts/oauth-claims/
 */
export function accessTokenClaims({ clientId, scopes }: Grant, frame: TokenFrame): Record<string, unknown> {
  const iat = Math.floor(frame.issuedAt / 1000);
  return {
    ver: 1,
    jti: `AT.${randomUUID()}`,
    iss: frame.issuer,
    aud: frame.audience,
    iat,
    exp: iat + frame.lifetimeSeconds,
    cid: clientId,
    scp: scopes,
    sub: clientId,
  };
}

/** Signs the claims with RS256 as a compact JWS (RFC 7515). */
export async function signAccessToken(claims: Overrides, { kid, privateKey }: SigningPair): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(claims));
  return new CompactSign(payload).setProtectedHeader({ kid, alg: 'RS256' }).sign(privateKey);
}

/** Wraps a signed token as a server with access token encryption does: five parts (RFC 7516). */
export async function encryptAccessToken(token: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(token))
    .setProtectedHeader({ alg: 'A256KW', enc: 'A256GCM', cty: 'JWT' })
    .encrypt(randomBytes(32));
}
