import type { ErrorKind } from './error-kind.ts';

/** Failures of the access token, answered as RFC 6750 has it. */
export const TOKEN_ERRORS = {
  TOKEN_MISSING: {
    status: 401,
    message: 'The request carries no access token.',
    fix: 'Choose the OAuth 2.0 connection of this connector on the card; it sends Authorization: Bearer <token>.',
  },
  TOKEN_MALFORMED: {
    status: 401,
    message: 'The access token is not usable: {problem}.',
    fix: 'Send one Authorization header with the access token exactly as the authorization server issued it.',
  },
  TOKEN_ENCRYPTED: {
    status: 401,
    message: 'The access token is encrypted (it has five parts).',
    fix: 'In Okta, turn access token encryption off for this authorization server.',
  },
  TOKEN_DPOP_BOUND: {
    status: 401,
    message: 'The access token is bound to a DPoP key, which Okta Workflows cannot prove.',
    fix: 'In the API Services app in Okta, clear "Require Demonstrating Proof of Possession (DPoP) header in token requests".',
  },
  TOKEN_EXPIRED: {
    status: 401,
    message: 'The access token has expired.',
    fix: 'Get a new token; in Workflows, reauthorize the connection if this repeats.',
  },
  TOKEN_NOT_YET_VALID: {
    status: 401,
    message: 'The access token is not valid yet.',
    fix: 'Check the clock of the machine that runs the connector.',
  },
  TOKEN_CLAIMS_INVALID: {
    status: 401,
    message: 'The access token lacks what a token of a custom authorization server carries: {problem}.',
    fix: 'Get the token from {issuer}/v1/token with grant_type client_credentials and a custom scope.',
  },
  TOKEN_WRONG_ISSUER: {
    status: 401,
    message: 'The access token was issued by another authorization server than {issuer}.',
    fix: 'Use the token URL {issuer}/v1/token in the Workflows connection.',
  },
  TOKEN_FROM_ORG_SERVER: {
    status: 401,
    message: 'The access token was issued by the Okta org authorization server, whose tokens are for Okta alone.',
    fix: 'Use a custom authorization server: set the token URL of the Workflows connection to {issuer}/v1/token.',
  },
  TOKEN_WRONG_AUDIENCE: {
    status: 401,
    message: 'The access token is meant for another audience than {audience}.',
    fix: 'Set the audience of the authorization server in Okta to {audience}, or OKTA_AUDIENCE to its audience.',
  },
  TOKEN_UNKNOWN_KEY: {
    status: 401,
    message: 'The access token is signed with a key that {issuer} does not publish.',
    fix: 'Get a new token from {issuer}/v1/token; after a key rotation repeat in half a minute.',
  },
  TOKEN_BAD_SIGNATURE: {
    status: 401,
    message: 'The signature of the access token is wrong.',
    fix: 'Send the access token exactly as the authorization server issued it.',
  },
  METRICS_TOKEN_REFUSED: {
    status: 401,
    message: 'The metrics are shown with their token only.',
    fix: 'Send Authorization: Bearer <METRICS_TOKEN>, the token that this connector was given.',
  },
  HOOK_SECRET_REFUSED: {
    status: 401,
    message: 'The request does not carry the secret of the event hook.',
    fix: 'Give the event hook in Okta the authentication field Authorization with the text of OKTA_HOOK_SECRET.',
  },
  CLIENT_NOT_ALLOWED: {
    status: 403,
    message: 'The client of this access token is not allowed here.',
    fix: 'Add the client id to OKTA_CLIENT_IDS, or use an allowed client.',
  },
  SCOPE_MISSING: {
    status: 403,
    message: 'The access token lacks the scope {scope}.',
    fix: 'In Okta, add {scope} to the scopes of the authorization server and to the rule of its access policy; then to the scopes of the Workflows connection, and reauthorize it.',
  },
  OKTA_KEYS_UNAVAILABLE: {
    status: 503,
    message: 'The signing keys of {issuer} could not be loaded yet, so no token can be checked.',
    fix: 'Nothing to do for a short outage; otherwise check that the connector reaches {issuer}/v1/keys.',
  },
} as const satisfies Record<string, ErrorKind>;
