import { History } from '../shared/history.ts';
import type { StoredValues } from './stored-values.ts';

/** A standard user: somebody who can sign in to Omni. */
export interface OmniUser {
  /** The membership id, a uuid. */
  readonly id: string;
  userName: string;
  displayName: string;
  active: boolean;
  /** ISO 8601. */
  readonly created: string;
  lastModified: string;
  readonly values: History<StoredValues>;
}

export interface NewUser {
  readonly id: string;
  readonly userName: string;
  readonly displayName: string;
  readonly active?: boolean;
  readonly created: string;
  readonly values?: StoredValues;
}

const fold = (userName: string) => userName.toLowerCase();

/** The standard users of one instance in the order of creation; `userName` is unique without case. */
export class Users {
  #byId = new Map<string, OmniUser>();
  readonly #byName = new Map<string, OmniUser>();
  readonly #deleted = new Set<string>();

  get all(): OmniUser[] {
    return [...this.#byId.values()];
  }

  byId(id: string): OmniUser | undefined {
    return this.#byId.get(id);
  }

  byUserName(userName: string): OmniUser | undefined {
    return this.#byName.get(fold(userName));
  }

  /** Whether the address belonged to somebody who was deactivated or deleted. */
  isFormer(userName: string): boolean {
    return this.byUserName(userName)?.active === false || this.#deleted.has(fold(userName));
  }

  /** Adds a user, whose address must be free, at the end or before all others. */
  add(
    { id, userName, displayName, active = true, created, values = {} }: NewUser,
    place: 'end' | 'start' = 'end',
  ): OmniUser {
    const history = new History(values);
    const user: OmniUser = { id, userName, displayName, active, created, lastModified: created, values: history };
    if (place === 'end') this.#byId.set(id, user);
    else this.#byId = new Map([[id, user], ...this.#byId]);
    this.#byName.set(fold(userName), user);
    return user;
  }

  rename(user: OmniUser, userName: string): void {
    this.#byName.delete(fold(user.userName));
    user.userName = userName;
    this.#byName.set(fold(userName), user);
  }

  remove({ id, userName }: OmniUser): void {
    this.#byId.delete(id);
    this.#byName.delete(fold(userName));
    this.#deleted.add(fold(userName));
  }
}
