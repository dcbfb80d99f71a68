import type { Profile } from './profile.ts';

/** A user's assignment to the app. */
export interface AppUser {
  /** The user's id. */
  readonly id: string;
  userName: string;
  /** The app's id of the user; empty as long as nobody was provisioned. */
  externalId: string;
  /** Okta's word, such as ACTIVE, PROVISIONED or DEPROVISIONED. */
  status: string;
  /** Empty = the answer has none. */
  syncState: string;
  scope: 'USER' | 'GROUP';
  /** ms epoch */
  readonly created: number;
  /** ms epoch */
  lastUpdated: number;
  profile: Profile;
}

export interface AppUserPage {
  readonly users: readonly AppUser[];
  /** Pass it back for the next page; undefined at the end. */
  readonly next: number | undefined;
}

/** The assignments in the order in which they were made. */
export class AppUsers {
  readonly #byId = new Map<string, { readonly place: number; readonly appUser: AppUser }>();
  #nextPlace = 1;

  get all(): AppUser[] {
    return [...this.#byId.values()].map(({ appUser }) => appUser);
  }

  get(id: string): AppUser | undefined {
    return this.#byId.get(id)?.appUser;
  }

  add(appUser: AppUser): void {
    this.#byId.set(appUser.id, { place: this.#nextPlace, appUser });
    this.#nextPlace += 1;
  }

  remove(id: string): void {
    this.#byId.delete(id);
  }

  /** Goes on in the right place even when the last one of the page before was unassigned meanwhile. */
  page(after: number, limit: number, isAsked: (appUser: AppUser) => boolean): AppUserPage {
    const placed = [...this.#byId.values()].filter(({ appUser }) => isAsked(appUser));
    const start = placed.findIndex(({ place }) => place > after);
    const slice = start < 0 ? [] : placed.slice(start, start + limit);
    const isLast = start < 0 || start + limit >= placed.length;
    return { users: slice.map(({ appUser }) => appUser), next: isLast ? undefined : slice.at(-1)?.place };
  }
}
