import type { Settings } from '../config/settings.ts';

type Json = Record<string, unknown>;

const inner = (value: unknown, key: string): Json => ((value as Json | undefined)?.[key] ?? {}) as Json;

/**
 * The OpenAPI document with the addresses of this deployment: where Okta Workflows calls, and where it gets its token.
 *
 * @param document the generated connector/openapi.json, which stays as it is
 */
export function withPublicUrl(document: Json, { publicUrl, oktaIssuer }: Settings): Json {
  const components = inner(document, 'components');
  const schemes = inner(components, 'securitySchemes');
  const oauth2 = inner(schemes, 'oauth2');
  const clientCredentials = {
    ...inner(inner(oauth2, 'flows'), 'clientCredentials'),
    tokenUrl: `${oktaIssuer}/v1/token`,
  };
  const securitySchemes = { ...schemes, oauth2: { ...oauth2, flows: { clientCredentials } } };
  return { ...document, servers: [{ url: publicUrl }], components: { ...components, securitySchemes } };
}
