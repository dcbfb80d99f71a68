/** How the key endpoint fails: it answers 500, drops the connection, or never answers. */
export type KeysOutage = 'none' | 'error' | 'drop' | 'hang';

/** The ways an Okta org can be set up wrongly or be down. All are off at first, and may be switched at any time. */
export interface Traps {
  /** The server has no access policy whose rule covers client credentials. */
  noPolicy: boolean;
  /** The app requires a DPoP proof, which Workflows does not send. */
  dpopRequired: boolean;
  /** The server encrypts access tokens, which then have five parts. */
  encryptedTokens: boolean;
  /** Tokens come from the org server: another issuer, another audience. */
  orgServerTokens: boolean;
  keysOutage: KeysOutage;
  /** ID tokens say no more of a person than who they are, as Okta's may together with an access token. */
  thinIdTokens: boolean;
  /** Claims of the next ID tokens that are not as they should be. */
  idTokenClaims: Readonly<Record<string, unknown>>;
}

/** Everything as it should be. */
export const noTraps = (): Traps => ({
  noPolicy: false,
  dpopRequired: false,
  encryptedTokens: false,
  orgServerTokens: false,
  keysOutage: 'none',
  thinIdTokens: false,
  idTokenClaims: {},
});
