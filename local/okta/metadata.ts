/** The server's metadata (RFC 8414), the same at both of its addresses. */
export function serverMetadata(issuer: string, scopes: readonly string[]): Record<string, unknown> {
  return {
    issuer,
    token_endpoint: `${issuer}/v1/token`,
    jwks_uri: `${issuer}/v1/keys`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: ['token'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    scopes_supported: scopes,
  };
}
