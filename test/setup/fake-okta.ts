import type { ConnectorError } from '../../src/errors/connector-error.ts';
import type { OktaAppUser } from '../../src/okta/app-users.ts';
import type { OktaApp } from '../../src/okta/apps.ts';
import type { PropertyMapping } from '../../src/okta/mappings.ts';
import type { OktaSession } from '../../src/okta/okta-org.ts';
import { readProperty } from '../../src/okta/read-schema.ts';
import type { OktaProperty, ShownProperty } from '../../src/okta/schemas.ts';
import type { OktaUserType } from '../../src/okta/user-types.ts';
import type { OktaUser } from '../../src/okta/users.ts';

type Named<T> = Record<string, T>;

/** What an Okta org holds, as far as set-up goes. */
export interface FakeOktaState {
  readonly base?: Named<OktaProperty>;
  readonly user?: Named<OktaProperty>;
  readonly appBase?: Named<OktaProperty>;
  readonly app?: Named<OktaProperty>;
  readonly mapping?: Named<PropertyMapping>;
  readonly profiles?: Named<Named<unknown>>;
  /** Okta's word for the assignment of a login to the app, where it is not ACTIVE; '' for none. */
  readonly assignments?: Named<string>;
}

/** Properties as Okta shows them. */
export const shown = (properties: Iterable<readonly [string, object]>): Map<string, ShownProperty> =>
  new Map([...properties].map(([name, one]) => [name, readProperty(name, one)]));

const put = <T>(map: Map<string, T>, name: string, value: T | undefined): void => {
  if (value === undefined) map.delete(name);
  else map.set(name, value);
};

const notPart = () => Promise.reject(new Error('not part of set-up'));

/** An Okta org in memory that writes down every write. */
export class FakeOkta {
  readonly writes: (readonly unknown[])[] = [];
  readonly user: Map<string, object>;
  readonly app: Map<string, object>;
  readonly mapping: Map<string, PropertyMapping>;
  readonly profiles: Map<string, Record<string, unknown>>;
  /** The method that fails next, and how. */
  fails: readonly [method: string, error: ConnectorError] | undefined;
  userTypes: OktaUserType[] = [{ id: 'type-1', name: 'user', isDefault: true }];
  /** With provisioning as set-up wants it. */
  omniApp: OktaApp = { status: 'ACTIVE', features: new Set(['PUSH_NEW_USERS', 'PUSH_PROFILE_UPDATES']) };
  /** Whether Okta drops what is written into a profile. */
  forgetful = false;
  readonly #base: ReadonlyMap<string, OktaProperty>;
  readonly #appBase: ReadonlyMap<string, OktaProperty>;
  readonly #assignments: Named<string>;

  constructor({
    base = {},
    user = {},
    appBase = {},
    app = {},
    mapping = {},
    profiles = {},
    assignments = {},
  }: FakeOktaState = {}) {
    this.#assignments = assignments;
    this.#base = new Map(Object.entries(base));
    this.#appBase = new Map(Object.entries(appBase));
    this.user = new Map(Object.entries(user));
    this.app = new Map(Object.entries(app));
    this.mapping = new Map(Object.entries(mapping));
    this.profiles = new Map(Object.entries(profiles));
  }

  #answer<T>(method: string, work: () => T): Promise<T> {
    const failure = this.fails?.[0] === method ? this.fails[1] : undefined;
    return failure ? Promise.reject(failure) : Promise.resolve().then(work);
  }

  #write(method: string, work: () => void, ...what: unknown[]): Promise<void> {
    return this.#answer(method, () => {
      this.writes.push([method, ...what]);
      work();
    });
  }

  #shown(login: string): OktaUser | undefined {
    const profile = this.profiles.get(login);
    return profile && { id: `id-${login}`, login, status: 'ACTIVE', lastUpdated: 0, profile };
  }

  #assignment(login: string): OktaAppUser | undefined {
    const status = this.#assignments[login] ?? 'ACTIVE';
    const fields = { userName: login, externalId: '', syncState: '', lastUpdated: 0, profile: {}, user: undefined };
    return status === '' ? undefined : { id: `id-${login}`, status, ...fields };
  }

  #update(login: string, changes: object): OktaUser {
    this.writes.push(['updateUser', login, changes]);
    if (!this.forgetful) this.profiles.set(login, { ...this.profiles.get(login), ...changes });
    const user = this.#shown(login);
    if (!user) throw new Error('no such user');
    return user;
  }

  session(deadline: number): OktaSession {
    return {
      deadline,
      userSchema: () => this.#answer('userSchema', () => ({ base: shown(this.#base), custom: shown(this.user) })),
      appSchema: () => this.#answer('appSchema', () => ({ base: shown(this.#appBase), custom: shown(this.app) })),
      userTypes: () => this.#answer('userTypes', () => this.userTypes),
      granted: () => Promise.reject(new Error('not part of set-up')),
      group: () => Promise.reject(new Error('not part of set-up')),
      app: () => this.#answer('app', () => this.omniApp),
      mapping: () => this.#answer('mapping', () => ({ id: 'mapping-1', properties: new Map(this.mapping) })),
      writeUserAttribute: (name, one) => this.#write('user', () => put(this.user, name, one), name, one),
      writeAppAttribute: (name, one) => this.#write('app', () => put(this.app, name, one), name, one),
      writeMapping: (id, name, one) => this.#write('mapping', () => put(this.mapping, name, one), id, name, one),
      user: (login) => this.#answer('findUser', () => this.#shown(login.toLowerCase())),
      updateUser: (id, changes) => this.#answer('updateUser', () => this.#update(id.slice('id-'.length), changes)),
      appUser: (id) => this.#answer('appUser', () => this.#assignment(id.slice('id-'.length))),
      appUserPage: notPart,
      appUsersBeginning: notPart,
      groupsNamed: notPart,
      groupsOf: notPart,
      memberPage: notPart,
      eventHooks: notPart,
      createEventHook: notPart,
      verifyEventHook: notPart,
      removeEventHook: notPart,
    };
  }
}
