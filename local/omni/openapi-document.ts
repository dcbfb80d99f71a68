import { BODY_SCHEMAS, type BodySchemaName } from './body-schemas.ts';
import type { OmniSwitches } from './switches.ts';

type Operation = readonly [method: string, path: string, body?: BodySchemaName];

const DEFINITION_WRITES: readonly Operation[] = [
  ['post', '/api/v1/user-attributes', 'UserAttributeCreateBody'],
  ['put', '/api/v1/user-attributes/{userAttributeId}', 'UserAttributeUpdateBody'],
  ['delete', '/api/v1/user-attributes/{userAttributeId}'],
  ['get', '/api/v1/user-attributes/{userAttributeId}/selectable-values'],
  ['put', '/api/v1/user-attributes/{userAttributeId}/selectable-values', 'SelectableValuesBody'],
];

const MODELS: readonly Operation[] = [
  ['get', '/api/v1/models'],
  ['get', '/api/v1/models/{modelId}/yaml'],
];
const CONNECTIONS: Operation = ['get', '/api/v1/connections'];
const ENVIRONMENTS: Operation = ['get', '/api/v1/connection-environments'];

const WHOAMI: Operation = ['get', '/api/v1/whoami'];

const ALWAYS: readonly Operation[] = [
  ['get', '/api/v1/user-attributes'],
  ['get', '/api/scim/v2/Users'],
  ['post', '/api/scim/v2/Users', 'ScimUserCreateRequest'],
  ['get', '/api/scim/v2/Users/{id}'],
  ['put', '/api/scim/v2/Users/{id}', 'ScimUserPutRequest'],
  ['patch', '/api/scim/v2/Users/{id}', 'ScimUserPatchRequest'],
  ['delete', '/api/scim/v2/Users/{id}'],
  ['get', '/api/scim/v2/embed/Users'],
  ['get', '/api/scim/v2/embed/Users/{id}'],
  ['delete', '/api/scim/v2/embed/Users/{id}'],
  ['get', '/api/scim/v2/Groups'],
  ['post', '/api/scim/v2/Groups', 'ScimGroupsCreateBody'],
  ['get', '/api/scim/v2/Groups/{miniUuid}'],
  ['put', '/api/scim/v2/Groups/{miniUuid}', 'ScimGroupsReplaceBody'],
  ['patch', '/api/scim/v2/Groups/{miniUuid}', 'ScimGroupsPatchBody'],
  ['delete', '/api/scim/v2/Groups/{miniUuid}'],
  ['get', '/api/v1/users/email-only'],
  ['post', '/api/v1/users/email-only', 'UsersCreateEmailOnlyBody'],
  ['post', '/api/v1/users/email-only/bulk', 'UsersCreateEmailOnlyBulkBody'],
  ['delete', '/api/v1/users/email-only/bulk', 'EmailOnlyBulkDeleteBody'],
];

const describe = (body?: BodySchemaName) => ({
  responses: { default: { description: 'See the API reference.' } },
  ...(body
    ? { requestBody: { content: { 'application/json': { schema: { $ref: `#/components/schemas/${body}` } } } } }
    : {}),
});

/** The document at `/openapi.json`: an instance lists only the routes that it has. */
export function openApiDocument(switches: OmniSwitches) {
  const { definitionWrites, whoami, models, connections, connectionEnvironments } = switches;
  const operations = [
    ...ALWAYS,
    ...(whoami === 'on' ? [WHOAMI] : []),
    ...(definitionWrites === 'on' ? DEFINITION_WRITES : []),
    ...(models === 'missing' ? [] : MODELS),
    ...(connections === 'missing' ? [] : [CONNECTIONS]),
    ...(connectionEnvironments === 'missing' ? [] : [ENVIRONMENTS]),
  ];
  const paths: Record<string, object> = {};
  for (const [method, path, body] of operations) paths[path] = { ...paths[path], [method]: describe(body) };
  return { openapi: '3.1.0', info: { title: 'Omni API', version: '1' }, paths, components: { schemas: BODY_SCHEMAS } };
}
