import type { ConnectorError } from '../errors/connector-error.ts';

/**
 * The value of the WWW-Authenticate header for a refusal of the token, or undefined for any other error.
 * RFC 6750, section 3: no error code when no token was sent; the missing scope is named. What a hook sends is no token.
 */
export function challenge({ code, statusCode, facts }: ConnectorError): string | undefined {
  if (code === 'TOKEN_MISSING') return 'Bearer';
  if (code === 'HOOK_SECRET_REFUSED') return undefined;
  if (statusCode === 401) return 'Bearer error="invalid_token"';
  if (code === 'SCOPE_MISSING') return `Bearer error="insufficient_scope", scope="${facts.scope}"`;
  if (code === 'CLIENT_NOT_ALLOWED') return 'Bearer error="insufficient_scope"';
  return undefined;
}
