import type { AppUser } from './app-users.ts';
import type { EventHook } from './event-hooks.ts';
import type { OrgGroup } from './groups.ts';
import { IDS, oktaId } from './ids.ts';
import type { Mapping } from './mapping.ts';
import type { ProfileSchema, Properties } from './profile-schema.ts';
import type { OrgUser } from './users.ts';

// The answers of https://developer.okta.com/docs/api/openapi/okta-management/ as far as a client may need them.

const timestamp = (at: number): string => new Date(at).toISOString();

export function schemaResource(url: string, name: string, { base }: ProfileSchema, custom: Properties): object {
  return {
    id: url,
    $schema: 'http://json-schema.org/draft-04/schema#',
    name,
    type: 'object',
    definitions: {
      custom: { id: '#custom', type: 'object', properties: custom, required: [] },
      base: { id: '#base', type: 'object', properties: base, required: [] },
    },
    properties: { profile: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] } },
  };
}

const userTypeResource = (origin: string, id: string, name: string, schema: string): object => ({
  id,
  displayName: name,
  name,
  default: id === IDS.userType,
  _links: { schema: { rel: 'schema', href: `${origin}/api/v1/meta/schemas/user/${schema}`, method: 'GET' } },
});

/** @param others the names of the types beside the default one */
export const userTypeResources = (origin: string, others: readonly string[]): object[] => [
  userTypeResource(origin, IDS.userType, 'user', IDS.userSchema),
  ...others.map((name, index) => userTypeResource(origin, oktaId('oty', 2 + index), name, oktaId('osc', 2 + index))),
];

export const appResource = (origin: string, status: string, features: readonly string[]): object => ({
  id: IDS.app,
  name: 'omni',
  label: 'Omni',
  status,
  features,
  signOnMode: 'SAML_2_0',
  _links: { self: { href: `${origin}/api/v1/apps/${IDS.app}` } },
});

const USER_END = { id: IDS.userType, name: 'user', type: 'user' };
const APP_END = { id: IDS.app, name: 'omni', type: 'appuser' };

/** Both directions between the user profile and the app's. */
export const MAPPINGS = [
  { id: IDS.toApp, source: USER_END, target: APP_END },
  { id: IDS.fromApp, source: APP_END, target: USER_END },
] as const;

export type MappingEnds = (typeof MAPPINGS)[number];

/** @param properties left out of lists */
export const mappingResource = (origin: string, ends: MappingEnds, properties?: Mapping): object => ({
  ...ends,
  ...(properties && { properties }),
  _links: { self: { href: `${origin}/api/v1/mappings/${ends.id}` } },
});

export const userResource = (origin: string, { id, status, created, lastUpdated, profile }: OrgUser): object => ({
  id,
  status,
  created: timestamp(created),
  lastUpdated: timestamp(lastUpdated),
  type: { id: IDS.userType },
  profile,
  _links: { self: { href: `${origin}/api/v1/users/${id}` } },
});

export const groupResource = (origin: string, group: OrgGroup): object => ({
  id: group.id,
  created: timestamp(group.created),
  lastUpdated: timestamp(group.created),
  lastMembershipUpdated: timestamp(group.lastMembershipUpdated),
  objectClass: ['okta:user_group'],
  type: 'OKTA_GROUP',
  profile: { name: group.name, description: '' },
  _links: { users: { href: `${origin}/api/v1/groups/${group.id}/users` } },
});

/** @param user embedded when given */
export function appUserResource(origin: string, appUser: AppUser, user?: OrgUser): object {
  const { id, userName, externalId, status, syncState, scope, created, lastUpdated, profile } = appUser;
  return {
    id,
    ...(externalId && { externalId }),
    created: timestamp(created),
    lastUpdated: timestamp(lastUpdated),
    scope,
    status,
    ...(syncState && { syncState }),
    credentials: { userName },
    profile,
    _links: { user: { href: `${origin}/api/v1/users/${id}` } },
    ...(user && { _embedded: { user: userResource(origin, user) } }),
  };
}

/** The text of the header is never shown. */
export function eventHookResource(origin: string, hook: EventHook): object {
  const { id, name, eventTypes, uri, auth, created, lastUpdated, status, verificationStatus } = hook;
  const authScheme = auth && { type: 'HEADER', key: auth.key };
  const address = `${origin}/api/v1/eventHooks/${id}`;
  return {
    id,
    status,
    verificationStatus,
    name,
    description: null,
    created: timestamp(created),
    createdBy: IDS.serviceApp,
    lastUpdated: timestamp(lastUpdated),
    events: { type: 'EVENT_TYPE', items: eventTypes, filter: null },
    channel: {
      type: 'HTTP',
      version: '1.0.0',
      config: { uri, headers: [], method: 'POST', ...(authScheme && { authScheme }) },
    },
    _links: { self: { href: address }, verify: { href: `${address}/lifecycle/verify` } },
  };
}
