import type { JsonSchema } from '../../src/schema/validator.ts';
import { errorsOfAction, errorsOfDynamicRoute, statusesOf } from './action-errors.ts';
import type { AnyAction } from './action-modules.ts';
import { COMPONENT_PREFIX, type Component } from './components.ts';
import { DYNAMIC_ROUTES } from './dynamic-routes.ts';
import { failureComponents } from './failure-components.ts';
import { hookPaths } from './openapi-hook-paths.ts';
import { openPaths } from './openapi-open-paths.ts';
import { PARAMETER_COMPONENTS, SECURITY_SCHEME, tokenPaths } from './openapi-operations.ts';
import { HEADER_COMPONENTS, responseComponents } from './openapi-responses.ts';
import { openapiSchema } from './openapi-schema.ts';
import { openapiTags } from './openapi-tags.ts';
import type { PackageFacts } from './package-facts.ts';
import { SCOPE_DESCRIPTIONS } from './scope-descriptions.ts';

/** Okta's import takes 3.0 and later; 3.1 is not known to work there. */
export const OPENAPI_VERSION = '3.0.3';

const securitySchemes = {
  [SECURITY_SCHEME]: {
    type: 'oauth2',
    description: 'An access token of a custom Okta authorization server, for an API Services app.',
    flows: {
      clientCredentials: {
        // The server puts its own issuer here, as it does with servers[0].url.
        tokenUrl: 'https://YOUR_OKTA_DOMAIN/oauth2/default/v1/token',
        scopes: SCOPE_DESCRIPTIONS,
      },
    },
  },
};

/** For those who review a listing: what is needed before a call, and where it stands. */
const AUTHORIZATION =
  'Authorization: OAuth 2.0 client credentials of a custom Okta authorization server; scopes are those of each operation.';

/** Where the package, its pages and its licence are read. */
const packageUrl = (name: string): string => `https://www.npmjs.com/package/${name}`;

/** The licence is all there is between who runs it and who made it. */
const TERMS = 'https://www.apache.org/licenses/LICENSE-2.0';

/** Every deployment has an address of its own; a running one puts it here. */
const SERVER = {
  url: 'https://{host}',
  description: 'The connector of an organization.',
  variables: { host: { default: 'YOUR_CONNECTOR_HOST', description: 'Where the organization runs it.' } },
};

/** The components that `text` refers to, and those that these refer to. */
function reachable(components: ReadonlyMap<string, Component>, text: string, seen = new Set<string>()): Set<string> {
  for (const [, name = ''] of text.matchAll(new RegExp(`"${COMPONENT_PREFIX}(\\w+)"`, 'g'))) {
    if (seen.has(name)) continue;
    seen.add(name);
    reachable(components, JSON.stringify(components.get(name)?.schema), seen);
  }
  return seen;
}

/** The statuses of the errors that some operation answers with. */
const statusesIn = (actions: readonly AnyAction[]): number[] =>
  statusesOf([
    ...actions.flatMap((action) => [...errorsOfAction(action)]),
    ...DYNAMIC_ROUTES.flatMap((route) => [...errorsOfDynamicRoute(route)]),
  ]);

/**
 * connector/openapi.json: every route for Okta's import, OpenAPI 3.0.3 (https://spec.openapis.org/oas/v3.0.3).
 *
 * @param actions in the order of the registry
 */
export function openapi(
  actions: readonly AnyAction[],
  components: ReadonlyMap<string, Component>,
  { name, version, description, license }: PackageFacts,
): JsonSchema {
  const paths = { ...tokenPaths(actions, components), ...openPaths(), ...hookPaths() };
  const responses = responseComponents(statusesIn(actions));
  const failures = failureComponents(actions, components).map((failure) => [failure.name, failure] as const);
  const all = new Map([...components, ...failures]);
  const used = reachable(all, JSON.stringify([paths, responses]));
  const schemas = [...all.values()].filter(({ name }) => used.has(name));
  return {
    openapi: OPENAPI_VERSION,
    info: {
      title: 'Omni for Okta Workflows',
      version,
      description: `${description} ${AUTHORIZATION}`,
      termsOfService: TERMS,
      contact: { name: 'The maintainers of okta-workflows-omni', url: packageUrl(name) },
      license: { name: license },
    },
    externalDocs: { description: 'How to set it up, and what each action does.', url: packageUrl(name) },
    servers: [SERVER],
    tags: openapiTags(actions),
    paths,
    components: {
      securitySchemes,
      schemas: Object.fromEntries(schemas.map(({ name, schema }) => [name, openapiSchema(schema)])),
      responses,
      parameters: PARAMETER_COMPONENTS,
      headers: HEADER_COMPONENTS,
    },
  };
}
