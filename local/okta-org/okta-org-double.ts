import type { Express } from 'express';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import type { JsonObject } from '../../src/base/is-object.ts';
import { FaultScript } from '../shared/fault-script.ts';
import { type Listening, listen } from '../shared/listen.ts';
import { RequestLog } from '../shared/request-log.ts';
import { AccessTokens } from './access-tokens.ts';
import { oktaOrgApp } from './app.ts';
import type { AppUser } from './app-users.ts';
import { ClientAssertions } from './client-assertion.ts';
import type { EventHook } from './event-hooks.ts';
import { appTarget, groupTarget, statusEvent } from './event-targets.ts';
import type { GroupAssignment, OrgGroup } from './groups.ts';
import { IDS } from './ids.ts';
import type { EventTarget } from './log-event.ts';
import { type Mapping, type PropertyMapping, writtenMapping } from './mapping.ts';
import { type NewAppUser, Org } from './org.ts';
import type { ProfileSchema, Properties } from './profile-schema.ts';
import type { SchemaProperty } from './property.ts';
import { ServiceApp } from './service-app.ts';
import { type OktaOrgSwitches, oktaOrgSwitches } from './switches.ts';
import type { OrgUser } from './users.ts';

export interface OktaOrgDoubleOptions {
  /** Of `created`, `lastUpdated`, limits, delays and the tokens' lifetime. */
  readonly clock?: Clock;
  /** Judges the times in assertions and DPoP proofs, which clients' libraries take from the machine's clock. */
  readonly proofClock?: Clock;
  readonly switches?: Partial<OktaOrgSwitches>;
}

export interface NewOrgUser {
  readonly login: string;
  /** Without `login`; `email` is the login unless given. */
  readonly profile?: JsonObject;
  readonly status?: string;
}

/** All that a test may want to compare before and after. */
export interface OktaOrgState {
  readonly userSchema: Properties;
  readonly appSchema: Properties;
  readonly mapping: Mapping;
  readonly users: readonly Readonly<OrgUser>[];
  readonly appUsers: readonly Readonly<AppUser>[];
}

/**
 * A local Okta org as its Management API shows it, with one app (Omni) and one service app, and with the helping hands
 * of tests and of the sandbox; what they change is visible at once.
 */
export class OktaOrgDouble {
  /** Also usable without listening. */
  readonly app: Express;
  readonly appId = IDS.app;
  readonly userTypeId = IDS.userType;
  /** The mapping from the user profile to the app's. */
  readonly mappingId = IDS.toApp;
  /** The service app, with a key made for this double. */
  readonly client = new ServiceApp(IDS.serviceApp);
  /** May be changed at any time; the next request goes by it. */
  readonly switches: OktaOrgSwitches;
  readonly log = new RequestLog();
  readonly faults = new FaultScript();
  readonly #tokens = new AccessTokens();
  readonly #org: Org;

  constructor({ clock = systemClock, proofClock = systemClock, switches }: OktaOrgDoubleOptions = {}) {
    this.switches = oktaOrgSwitches(switches);
    const org = new Org(clock, this.switches);
    this.#org = org;
    const assertions = new ClientAssertions(this.client, proofClock);
    const { log, faults } = this;
    this.app = oktaOrgApp({ org, log, faults, tokens: this.#tokens, assertions, proofClock });
  }

  /** Serves on 127.0.0.1. @param port 0 = any free one */
  listen(port = 0): Promise<Listening> {
    return listen(this.app, port);
  }

  /** A token of an administrator, as the Admin Console gives it: `Authorization: SSWS …`. */
  get apiToken(): string {
    return this.#tokens.apiToken;
  }

  /** Every token that was issued is worth nothing from now on. */
  revokeTokens(): void {
    this.#tokens.revokeAll();
  }

  /** What is stored now, copied, without any delay; custom attributes only. */
  get state(): OktaOrgState {
    const { userSchema, appSchema, mapping, users, appUsers } = this.#org;
    return structuredClone({
      userSchema: userSchema.custom,
      appSchema: appSchema.custom,
      mapping: mapping.current,
      users: users.all,
      appUsers: appUsers.all,
    });
  }

  /** A user by id or login. */
  user(idOrLogin: string): Readonly<OrgUser> {
    return structuredClone(this.#user(idOrLogin));
  }

  /** The assignment of a user by id or login; undefined when there is none. */
  appUser(idOrLogin: string): Readonly<AppUser> | undefined {
    return structuredClone(this.#org.appUsers.get(this.#user(idOrLogin).id));
  }

  /** @returns the id */
  addUser({ login, profile = {}, status = 'ACTIVE' }: NewOrgUser): string {
    return this.#org.addUser(login, profile, status).id;
  }

  /** Changes the named attributes; null empties one. What is mapped from them follows. */
  updateProfile(idOrLogin: string, changes: JsonObject): void {
    this.#org.writeUserProfile(this.#user(idOrLogin), changes);
  }

  setStatus(idOrLogin: string, status: string): void {
    const user = Object.assign(this.#user(idOrLogin), { status, lastUpdated: this.#org.clock.now() });
    this.#org.tellOfUser(statusEvent(status), user);
  }

  /** Assigns a user to the app; the userName is the login unless given. */
  assign(idOrLogin: string, given: NewAppUser = {}): void {
    const user = this.#user(idOrLogin);
    if (this.#org.appUsers.get(user.id)) throw new RangeError('The user is assigned already.');
    this.#org.assign(user, given);
  }

  /** Makes a group without members, also where there is one of that name. @returns the id */
  addGroup(name: string): string {
    return this.#org.makeGroup(name).id;
  }

  /** The first group of this name. */
  group(name: string): Readonly<Pick<OrgGroup, 'id' | 'name'>> {
    return { id: this.#group(name).id, name };
  }

  renameGroup(name: string, to: string): void {
    const group = Object.assign(this.#group(name), { name: to });
    this.#org.tellOfGroup('group.profile.update', group);
  }

  /** Without a word about its members. */
  deleteGroup(name: string): void {
    this.#org.deleteGroup(this.#group(name));
  }

  /** Makes the user a member of the group of that name, which is made where there is none. */
  addToGroup(name: string, idOrLogin: string): void {
    const group = this.#org.groups.named(name) ?? this.#org.makeGroup(name);
    this.#org.joinGroup(group, this.#user(idOrLogin));
  }

  removeFromGroup(name: string, idOrLogin: string): void {
    this.#org.leaveGroup(this.#group(name), this.#user(idOrLogin));
  }

  /** Assigns a group to the app: its members get these values where the attribute is not mapped. */
  assignGroup(assignment: GroupAssignment): void {
    this.#org.groups.assign(assignment);
    this.#org.fillAll();
    const group = this.#org.groups.named(assignment.group);
    const type = 'group.application_assignment.add';
    if (group) this.#org.eventHooks.tell(type, [appTarget, groupTarget(group)]);
  }

  unassign(idOrLogin: string): void {
    this.#org.appUsers.remove(this.#assigned(idOrLogin).id);
    this.#org.tellOfAssignment('remove', this.#user(idOrLogin));
  }

  /** An event hook that is verified already. @param uri of its target, which wants this text in Authorization */
  addEventHook(uri: string, secret: string, eventTypes: readonly string[]): EventHook {
    const auth = { key: 'Authorization', value: secret };
    const hook = this.#org.eventHooks.add({ name: 'Omni', eventTypes, uri, auth });
    hook.verificationStatus = 'VERIFIED';
    return hook;
  }

  get eventHooks(): readonly Readonly<EventHook>[] {
    return structuredClone(this.#org.eventHooks.all);
  }

  /** Something that has happened without a helping hand for it. */
  tellHooks(eventType: string, targets: readonly EventTarget[]): void {
    this.#org.eventHooks.tell(eventType, targets);
  }

  /** Resolves when the event hooks have been told all that has happened. */
  hooksTold(): Promise<void> {
    return this.#org.eventHooks.idle();
  }

  /** Changes an assignment behind everybody's back, the mapping's too; of the profile only the named attributes. */
  setAppUser(idOrLogin: string, changes: NewAppUser): void {
    this.#org.setAppUser(this.#assigned(idOrLogin), changes);
  }

  /** Adds a custom attribute of the user profile, or replaces its definition. */
  addUserAttribute(name: string, property: SchemaProperty): void {
    this.#addAttribute(this.#org.userSchema, name, property);
  }

  /** Adds an attribute of the app's profile, or replaces its definition. */
  addAppAttribute(name: string, property: SchemaProperty): void {
    this.#addAttribute(this.#org.appSchema, name, property);
  }

  /** Maps an attribute of the app's profile and fills the assigned users' profiles; undefined removes the mapping. */
  setMapping(appVariable: string, mapping: PropertyMapping | undefined): void {
    const { appSchema } = this.#org;
    const sent = { [appVariable]: mapping ?? { expression: null, pushStatus: null } };
    const known = { ...appSchema.base, ...appSchema.custom };
    this.#org.mapping.rewrite((before) => writtenMapping(before, sent, known));
    this.#org.fillAll();
  }

  #addAttribute(schema: ProfileSchema, name: string, property: SchemaProperty): void {
    if (Object.hasOwn(schema.base, name)) throw new RangeError(`${name} is a base attribute.`);
    schema.put(name, property);
  }

  #group(name: string): OrgGroup {
    const group = this.#org.groups.named(name);
    if (!group) throw new RangeError('There is no group of this name.');
    return group;
  }

  #user(idOrLogin: string): OrgUser {
    const user = this.#org.users.get(idOrLogin);
    if (!user) throw new RangeError('There is no user with this id or login.');
    return user;
  }

  #assigned(idOrLogin: string): AppUser {
    const appUser = this.#org.appUsers.get(this.#user(idOrLogin).id);
    if (!appUser) throw new RangeError('The user is not assigned to the app.');
    return appUser;
  }
}

/** A local Okta org, ready to answer: no custom attributes, an empty mapping, no users. */
export function createOktaOrgDouble(options?: OktaOrgDoubleOptions): OktaOrgDouble {
  return new OktaOrgDouble(options);
}
