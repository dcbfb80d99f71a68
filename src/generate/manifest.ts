import type { AnyAction } from './action-modules.ts';
import { DYNAMIC_ROUTES } from './dynamic-routes.ts';
import { OPENAPI_VERSION } from './openapi.ts';
import type { PackageFacts } from './package-facts.ts';
import { SCOPE_DESCRIPTIONS } from './scope-descriptions.ts';

const actionEntry = ({ name, title, description, group, scope, effect }: AnyAction): object => ({
  name,
  title,
  description,
  group,
  scope: scope ?? '',
  effect,
  method: 'POST',
  path: `/v1/actions/${name}`,
  inputSchema: `schemas/${name}.input.json`,
  outputSchema: `schemas/${name}.output.json`,
});

/** manifest.json: what the connector offers, for programs; schemas/manifest.schema.json describes it. */
export const manifest = (
  actions: readonly AnyAction[],
  { name, version, description, engines }: PackageFacts,
): object => ({
  name,
  version,
  description,
  authentication: {
    type: 'oauth2',
    grantType: 'client_credentials',
    defaultAudience: 'api://omni-connector',
    scopes: Object.entries(SCOPE_DESCRIPTIONS).map(([scope, meaning]) => ({ name: scope, description: meaning })),
  },
  actions: actions.map(actionEntry),
  dynamicRoutes: DYNAMIC_ROUTES.map(({ path, purpose, description: meaning, scope, outputSchema }) => ({
    purpose,
    description: meaning,
    scope,
    method: 'GET',
    path,
    outputSchema: `schemas/${outputSchema}`,
  })),
  compatibility: { node: engines.node, openapi: OPENAPI_VERSION },
});
