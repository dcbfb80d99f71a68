import type { JsonObject } from '../base/is-object.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { AppUserCalls, OktaAppUser, OktaAppUserPage } from './app-users.ts';
import type { AppCalls, OktaApp } from './apps.ts';
import type { EventHookCalls, OktaEventHook } from './event-hooks.ts';
import type { GroupCalls, GroupsNamed, OktaGroup, OktaMemberPage } from './groups.ts';
import type { MappingCalls, OktaMapping, PropertyMapping } from './mappings.ts';
import type { SchemaCalls } from './schema-calls.ts';
import type { OktaSchema } from './schemas.ts';
import type { OktaScope } from './scopes.ts';
import type { OktaUserType, UserTypeCalls } from './user-types.ts';
import type { OktaUser, UserCalls } from './users.ts';

/** The Okta org, as far as set-up and sync need it. */
export interface OktaOrg {
  /** Whether the settings of the Management API are there. */
  readonly isConfigured: boolean;
  /**
   * Okta as one piece of work sees it.
   *
   * @param deadline ms epoch by which every answer must be there; Infinity in the background
   * @throws ConnectorError OKTA_NOT_CONFIGURED
   */
  session(deadline: number): OktaSession;
}

/**
 * Every method throws ConnectorError: OKTA_ACCESS_REFUSED, OKTA_REFUSED (with Okta's errorCode), OKTA_RATE_LIMITED,
 * OKTA_UNREACHABLE, OKTA_TOO_SLOW or OKTA_UNEXPECTED_ANSWER, and what is named below.
 */
export interface OktaSession {
  /** ms epoch */
  readonly deadline: number;

  /** The attributes of the Okta user profile (the default user type). */
  userSchema(): Promise<OktaSchema>;
  /** The attributes of the Omni app's profile. @throws OKTA_APP_NOT_FOUND */
  appSchema(): Promise<OktaSchema>;
  /**
   * Adds or changes exactly one custom attribute of the Okta user profile, and returns when Okta shows it. An existing
   * one is sent whole, as it was read: Okta does not say whether it keeps what a definition leaves out.
   *
   * @param property the definition; undefined removes the attribute
   * @throws OKTA_NOT_VISIBLE_YET when Okta took it and does not show it in time
   */
  writeUserAttribute(variable: string, property: JsonObject | undefined): Promise<void>;
  /** As `writeUserAttribute`, of the Omni app's profile. */
  writeAppAttribute(variable: string, property: JsonObject | undefined): Promise<void>;

  /** The Omni app, with what its provisioning may do. @throws OKTA_APP_NOT_FOUND */
  app(): Promise<OktaApp>;
  /** The types of users of the org. Profile and mapping above and below are those of the default one. */
  userTypes(): Promise<OktaUserType[]>;
  /**
   * Whether a call of this scope has to prove its key; nothing is called. @throws OKTA_ACCESS_REFUSED when it is not
   * granted
   */
  granted(scope: OktaScope): Promise<'Bearer' | 'DPoP'>;

  /** The mapping from the Okta user profile to the Omni app's. @throws OKTA_MAPPING_NOT_FOUND */
  mapping(): Promise<OktaMapping>;
  /**
   * Maps exactly one attribute of the app, and returns when Okta shows it.
   *
   * @param property undefined removes the mapping of that attribute
   * @throws OKTA_NOT_VISIBLE_YET
   */
  writeMapping(mappingId: string, appVariable: string, property: PropertyMapping | undefined): Promise<void>;

  /** A user of the org by id or login; undefined when there is none. */
  user(idOrLogin: string): Promise<OktaUser | undefined>;
  /**
   * Changes only the named attributes of a user's profile; null empties one. Returns the user as Okta shows them then.
   *
   * @throws OKTA_USER_NOT_FOUND
   */
  updateUser(id: string, profile: Readonly<Record<string, unknown>>): Promise<OktaUser>;

  /** One user's assignment to the Omni app; undefined when they have none. */
  appUser(userId: string): Promise<OktaAppUser | undefined>;
  /**
   * One page of the users assigned to the Omni app, each with their Okta profile.
   *
   * @param next of the page before; left out for the first
   * @throws OKTA_APP_NOT_FOUND
   */
  appUserPage(next?: string): Promise<OktaAppUserPage>;
  /**
   * Assignments to the Omni app whose userName, first or last name or e-mail begins so. Okta may show a new one late.
   *
   * @throws OKTA_APP_NOT_FOUND
   */
  appUsersBeginning(text: string): Promise<readonly OktaAppUser[]>;

  /** The event hooks of the org. */
  eventHooks(): Promise<readonly OktaEventHook[]>;
  /** Makes a hook that sends what counts here, with this text as its Authorization header. It is not verified yet. */
  createEventHook(uri: string, secret: string): Promise<OktaEventHook>;
  /** @throws OKTA_REFUSED when the hook's address does not send Okta's challenge back */
  verifyEventHook(id: string): Promise<void>;
  /** Deactivates and deletes it. */
  removeEventHook(id: string): Promise<void>;

  /** The groups of these names, or whose names begin so. Okta may show a new one late. @param named at least one */
  groupsNamed(named: readonly GroupsNamed[]): Promise<readonly OktaGroup[]>;
  /** The group with this id; undefined: there is none. */
  group(groupId: string): Promise<OktaGroup | undefined>;
  /** The groups of a user. */
  groupsOf(userId: string): Promise<readonly OktaGroup[]>;
  /** One page of a group's members; undefined: no such group. @param next of the page before; left out for the first */
  memberPage(groupId: string, next?: string): Promise<OktaMemberPage | undefined>;
}

/** The calls of one org, by what they are about. */
export interface OktaCalls {
  readonly userSchema: SchemaCalls;
  readonly appSchema: SchemaCalls;
  readonly apps: AppCalls;
  readonly mappings: MappingCalls;
  readonly userTypes: UserTypeCalls;
  readonly tokens: (scope: OktaScope) => AccessTokens;
  readonly users: UserCalls;
  readonly appUsers: AppUserCalls;
  readonly groups: GroupCalls;
  readonly eventHooks: EventHookCalls;
  /** Runs a write of a profile's attributes or mapping while no other one runs. */
  readonly exclusive: <T>(deadline: number, work: () => Promise<T>) => Promise<T>;
}

/** Okta as one piece of work sees it: each call ends by the same deadline, and profiles are written one at a time. */
export function createSession(calls: OktaCalls, deadline: number): OktaSession {
  const { userSchema, appSchema, apps, mappings, userTypes, tokens, users, appUsers, groups, eventHooks } = calls;
  const inTurn = (work: () => Promise<void>) => calls.exclusive(deadline, work);
  return {
    deadline,
    userSchema: () => userSchema.read(deadline),
    appSchema: () => appSchema.read(deadline),
    writeUserAttribute: (variable, property) => inTurn(() => userSchema.write(variable, property, deadline)),
    writeAppAttribute: (variable, property) => inTurn(() => appSchema.write(variable, property, deadline)),
    app: () => apps.read(deadline),
    userTypes: () => userTypes.list(deadline),
    granted: async (scope) => ((await tokens(scope).get(deadline)).proofKeys ? 'DPoP' : 'Bearer'),
    mapping: () => mappings.read(deadline),
    writeMapping: (id, variable, property) => inTurn(() => mappings.write(id, variable, property, deadline)),
    user: (idOrLogin) => users.read(idOrLogin, deadline),
    updateUser: (id, profile) => users.update(id, profile, deadline),
    appUser: (userId) => appUsers.read(userId, deadline),
    appUserPage: (next) => appUsers.page(next, deadline),
    appUsersBeginning: (text) => appUsers.beginning(text, deadline),
    eventHooks: () => eventHooks.list(deadline),
    createEventHook: (uri, secret) => eventHooks.create(uri, secret, deadline),
    verifyEventHook: (id) => eventHooks.verify(id, deadline),
    removeEventHook: (id) => eventHooks.remove(id, deadline),
    groupsNamed: (named) => groups.find(named, deadline),
    group: (groupId) => groups.get(groupId, deadline),
    groupsOf: (userId) => groups.ofUser(userId, deadline),
    memberPage: (groupId, next) => groups.memberPage(groupId, next, deadline),
  };
}
