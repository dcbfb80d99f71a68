import { createHash, randomBytes } from 'node:crypto';
import { OAuthError } from './oauth-error.ts';
import type { LocalPerson, WebApp } from './people.ts';

/** A request to sign somebody in: https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest */
export interface SignInRequest {
  readonly app: WebApp;
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly scopes: readonly string[];
  readonly challenge: string;
}

/** What a code was given for; a code counts once. */
export interface Granted extends SignInRequest {
  readonly person: LocalPerson;
}

type Fields = Readonly<Record<string, unknown>>;

const text = (fields: Fields, name: string): string => {
  const { [name]: found } = fields;
  return typeof found === 'string' ? found : '';
};

const bad = (description: string): never => {
  throw new OAuthError(400, 'invalid_request', description);
};

/** Judges a request for a code; PKCE with S256 is wanted, as an Okta app may be told to. @throws OAuthError */
export function judgeSignIn(fields: Fields, apps: readonly WebApp[]): SignInRequest {
  const app = apps.find(({ id }) => id === text(fields, 'client_id'));
  if (!app) return bad("Invalid value for 'client_id' parameter.");
  const redirectUri = text(fields, 'redirect_uri');
  if (!app.allows(redirectUri)) {
    return bad("The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.");
  }
  const scopes = text(fields, 'scope').split(' ');
  if (text(fields, 'response_type') !== 'code') bad("The 'response_type' parameter must be code.");
  if (!scopes.includes('openid')) bad('The requested scope must have openid.');
  const challenge = text(fields, 'code_challenge');
  if (challenge === '' || text(fields, 'code_challenge_method') !== 'S256') {
    bad("PKCE code challenge is required when the token endpoint authentication method is 'NONE'.");
  }
  return { app, redirectUri, state: text(fields, 'state'), nonce: text(fields, 'nonce'), scopes, challenge };
}

/** The codes that are open, and the access tokens for the userinfo endpoint. */
export class Codes {
  readonly #codes = new Map<string, Granted>();
  readonly #tokens = new Map<string, Granted>();

  give(granted: Granted): string {
    const code = randomBytes(24).toString('base64url');
    this.#codes.set(code, granted);
    return code;
  }

  /** Trades a code: RFC 6749, section 4.1.3, with RFC 7636. @throws OAuthError */
  trade(form: Fields, clientId: string): Granted & { readonly accessToken: string } {
    const granted = this.#codes.get(text(form, 'code'));
    this.#codes.delete(text(form, 'code'));
    const proof = createHash('sha256').update(text(form, 'code_verifier')).digest('base64url');
    const fits =
      granted?.app.id === clientId && granted.redirectUri === text(form, 'redirect_uri') && granted.challenge === proof;
    if (!granted || !fits) {
      throw new OAuthError(400, 'invalid_grant', 'The authorization code is invalid or has expired.');
    }
    const accessToken = randomBytes(24).toString('base64url');
    this.#tokens.set(accessToken, granted);
    return { ...granted, accessToken };
  }

  /** Whose access token this is. */
  holder(accessToken: string): Granted | undefined {
    return this.#tokens.get(accessToken);
  }
}

/** What the userinfo endpoint says: the groups as a claim of the server has them, with any scope. */
export const personClaims = ({ person }: Granted): Record<string, unknown> => ({
  sub: person.id,
  name: person.displayName,
  preferred_username: person.userName,
  groups: person.groups,
});
