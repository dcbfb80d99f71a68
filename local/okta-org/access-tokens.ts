import { randomBytes } from 'node:crypto';

/** What one access token allows. */
export interface Grant {
  readonly scopes: readonly string[];
  /** Thumbprint of the DPoP key that the token is bound to; undefined = a bearer token. */
  readonly keyThumbprint: string | undefined;
}

/** An org server's tokens live that long, whatever is asked for. */
export const TOKEN_SECONDS = 3_600;

/** The tokens that were issued; opaque to their holders, as those of Okta's org server are. */
export class AccessTokens {
  /** Of an administrator, who may do everything; it stays. */
  readonly apiToken = randomBytes(30).toString('base64url');
  readonly #issued = new Map<string, Grant & { readonly expiresAt: number }>();

  issue(grant: Grant, now: number): string {
    const token = randomBytes(48).toString('base64url');
    this.#issued.set(token, { ...grant, expiresAt: now + TOKEN_SECONDS * 1_000 });
    return token;
  }

  find(token: string, now: number): Grant | undefined {
    const grant = this.#issued.get(token);
    return grant && grant.expiresAt > now ? grant : undefined;
  }

  revokeAll(): void {
    this.#issued.clear();
  }
}
