import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../src/base/clock.ts';
import type { JsonObject } from '../../src/base/is-object.ts';
import { History } from '../shared/history.ts';
import { type AppUser, AppUsers } from './app-users.ts';
import { appBase, userBase } from './base-attributes.ts';
import { EventHooks } from './event-hooks.ts';
import { appTargets, groupTarget, userTarget } from './event-targets.ts';
import { asksForGroups } from './expression.ts';
import { grantedProfile, type OrgGroup, OrgGroups } from './groups.ts';
import { oktaId } from './ids.ts';
import { type Mapping, mappedProfile, populatedBy, writtenMapping } from './mapping.ts';
import { invalid, mappedAndPushed } from './okta-error.ts';
import { type Profile, withoutAttributes, writtenProfile } from './profile.ts';
import { ProfileSchema } from './profile-schema.ts';
import type { OktaOrgSwitches } from './switches.ts';
import { type OrgUser, OrgUsers } from './users.ts';

/** What an assignment may be given; the rest is usual. */
export type NewAppUser = Partial<Omit<AppUser, 'id' | 'created' | 'lastUpdated'>>;

const loginTaken = () => invalid('login', 'login: There is a user with this login already.');

/** Everything one local Okta org holds and goes by. */
export class Org {
  readonly clock: Clock;
  /** May change between two requests. */
  readonly switches: OktaOrgSwitches;
  readonly userSchema = new ProfileSchema('updateUserSchemas', userBase());
  readonly appSchema = new ProfileSchema('updateAppUserSchemas', appBase());
  /** From the Okta user profile to the app's; the other direction is always empty. */
  readonly mapping = new History<Mapping>({});
  readonly users = new OrgUsers();
  readonly appUsers = new AppUsers();
  readonly groups = new OrgGroups();
  readonly eventHooks: EventHooks;
  #nextUser = 1;

  constructor(clock: Clock, switches: OktaOrgSwitches) {
    this.clock = clock;
    this.switches = switches;
    this.eventHooks = new EventHooks(clock, switches);
  }

  addUser(login: string, sent: JsonObject, status: string): OrgUser {
    if (this.users.get(login)) throw loginTaken();
    const profile = writtenProfile(this.userSchema, {}, { email: login, ...sent, login });
    const now = this.clock.now();
    const user = { id: oktaId('00u', this.#nextUser), status, created: now, lastUpdated: now, profile };
    this.#nextUser += 1;
    this.users.add(user);
    this.tellOfUser('user.lifecycle.create', user);
    return user;
  }

  /** Writes the named attributes of a user, and what is mapped from them. @throws OktaError E0000001 */
  writeUserProfile(user: OrgUser, changes: JsonObject): void {
    const profile = writtenProfile(this.userSchema, user.profile, changes);
    const { login } = profile;
    if (typeof login !== 'string') throw invalid('login', 'login: The field cannot be left blank');
    if ((this.users.get(login) ?? user) !== user) throw loginTaken();
    this.users.setProfile(user, profile);
    user.lastUpdated = this.clock.now();
    const appUser = this.appUsers.get(user.id);
    if (appUser) this.#fill(appUser, user);
    this.tellOfUser('user.account.update_profile', user, Object.keys(changes).join(','));
  }

  assign(user: OrgUser, { profile = {}, ...given }: NewAppUser): void {
    const now = this.clock.now();
    const { externalId = '' } = given;
    const appUser: AppUser = {
      userName: String(user.profile.login),
      externalId,
      status: externalId === '' ? 'ACTIVE' : 'PROVISIONED',
      syncState: this.switches.syncState,
      scope: 'USER',
      ...given,
      id: user.id,
      created: now,
      lastUpdated: now,
      profile: this.#appProfile({}, profile),
    };
    appUser.profile = this.#filled(appUser, user, 'assign');
    this.appUsers.add(appUser);
    this.tellOfAssignment('add', user);
  }

  tellOfUser(eventType: string, user: OrgUser, changedAttributes?: string): void {
    this.eventHooks.tell(eventType, [userTarget(user)], changedAttributes);
  }

  tellOfAssignment(what: 'add' | 'remove' | 'update', user: OrgUser): void {
    this.eventHooks.tell(`application.user_membership.${what}`, [...appTargets(user), userTarget(user)]);
  }

  tellOfGroup(eventType: string, group: OrgGroup, user?: OrgUser): void {
    this.eventHooks.tell(eventType, [...(user ? [userTarget(user)] : []), groupTarget(group)]);
  }

  /** Changes an assignment behind the mapping's back. */
  setAppUser(appUser: AppUser, { profile = {}, ...changes }: NewAppUser): void {
    const after = this.#appProfile(appUser.profile, profile);
    Object.assign(appUser, changes, { profile: after, lastUpdated: this.clock.now() });
  }

  /** Replaces the app profile of a user. What is mapped cannot be set. @throws OktaError E0000001, E0000075 */
  writeAppProfile(appUser: AppUser, sent: JsonObject): void {
    const after = this.#appProfile({}, sent);
    const mapped = Object.keys(this.#storedMapping());
    const changed = mapped.find(
      (name) => Object.hasOwn(after, name) && !isDeepStrictEqual(after[name], appUser.profile[name]),
    );
    if (changed !== undefined) throw this.#mappedProblem(changed);
    const kept = Object.entries(appUser.profile).filter(([name]) => mapped.includes(name));
    appUser.profile = { ...after, ...Object.fromEntries(kept) };
    appUser.lastUpdated = this.clock.now();
    const user = this.users.get(appUser.id);
    if (user) this.tellOfAssignment('update', user);
  }

  /** @throws OktaError E0000001, E0000003 */
  writeUserSchema(body: unknown): void {
    const populates = (name: string): string | undefined => {
      const populated = populatedBy(this.#storedMapping(), name);
      return populated && `omni.${populated}`;
    };
    const removed = this.userSchema.write(body, { now: this.clock.now(), switches: this.switches, populates });
    if (removed.length === 0) return;
    for (const user of this.users.all) user.profile = withoutAttributes(user.profile, removed);
  }

  /** The mapping and the values of a removed attribute go with it. @throws OktaError E0000001, E0000003 */
  writeAppSchema(body: unknown): void {
    const now = this.clock.now();
    const { switches } = this;
    const removed = this.appSchema.write(body, { now, switches, populates: () => undefined });
    if (removed.length === 0) return;
    const mapped = Object.entries(this.mapping.current).filter(([name]) => !removed.includes(name));
    this.mapping.write(Object.fromEntries(mapped), now, switches.visibilityDelayMs);
    for (const appUser of this.appUsers.all) appUser.profile = withoutAttributes(appUser.profile, removed);
  }

  /** Only attributes of the app that show already can be mapped. @throws OktaError E0000001 */
  writeMapping(sent: JsonObject): void {
    const now = this.clock.now();
    const { visibilityDelayMs } = this.switches;
    const known = { ...this.appSchema.base, ...this.appSchema.visibleCustom(now, visibilityDelayMs) };
    this.mapping.write(writtenMapping(this.mapping.current, sent, known), now, visibilityDelayMs);
    this.fillAll();
  }

  /** Fills every app profile as the mapping says. */
  fillAll(): void {
    for (const appUser of this.appUsers.all) {
      const user = this.users.get(appUser.id);
      if (user) this.#fill(appUser, user);
    }
  }

  makeGroup(name: string): OrgGroup {
    const group = this.groups.make(name, this.clock.now());
    this.tellOfGroup('group.lifecycle.create', group);
    return group;
  }

  /** The group is made where there is none. */
  joinGroup(group: OrgGroup, user: OrgUser): void {
    group.members.add(user.id);
    group.lastMembershipUpdated = this.clock.now();
    this.membershipChanged(user);
    this.tellOfGroup('group.user_membership.add', group, user);
  }

  leaveGroup(group: OrgGroup, user: OrgUser): void {
    if (group.members.delete(user.id)) group.lastMembershipUpdated = this.clock.now();
    this.membershipChanged(user);
    this.tellOfGroup('group.user_membership.remove', group, user);
  }

  deleteGroup(group: OrgGroup): void {
    this.groups.delete(group);
    for (const member of group.members) {
      const user = this.users.get(member);
      if (user) this.membershipChanged(user);
    }
    this.tellOfGroup('group.lifecycle.delete', group);
  }

  /** What the memberships of a user decide; mappings are computed again only where that is switched on. */
  membershipChanged(user: OrgUser): void {
    const appUser = this.appUsers.get(user.id);
    if (!appUser) return;
    const { groupFunctionsAreStale } = this.switches;
    const mapping = Object.entries(this.#storedMapping()).filter(
      ([, { expression }]) => !(groupFunctionsAreStale && asksForGroups(expression)),
    );
    this.#fill(appUser, user, Object.fromEntries(mapping));
  }

  #mappedProblem(name: string) {
    const isPushed = ['PUSH_NEW_USERS', 'PUSH_PROFILE_UPDATES'].some((one) => this.switches.features.includes(one));
    return isPushed
      ? mappedAndPushed(name)
      : invalid('profile', `${name}: The attribute takes its value from a mapping.`);
  }

  /** @param computed the part of the mapping that is computed now */
  #filled(
    { profile, scope }: AppUser,
    user: OrgUser,
    on: 'assign' | 'update',
    computed = this.#storedMapping(),
  ): Profile {
    const mapped = mappedProfile(profile, { user: user.profile, groups: this.groups.of(user.id) }, computed, on);
    if (scope === 'USER') return mapped;
    return grantedProfile(mapped, this.groups.assignmentsFor(user.id), this.appSchema.custom, this.#storedMapping());
  }

  #fill(appUser: AppUser, user: OrgUser, computed?: Mapping): void {
    const profile = this.#filled(appUser, user, 'update', computed);
    if (profile === appUser.profile) return;
    appUser.profile = profile;
    appUser.lastUpdated = this.clock.now();
  }

  #appProfile(before: Profile, changes: JsonObject): Profile {
    return writtenProfile(this.appSchema, before, changes);
  }

  #storedMapping(): Mapping {
    return this.switches.hasMapping ? this.mapping.current : {};
  }
}
