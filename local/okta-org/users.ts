import type { Profile } from './profile.ts';

/** A user of the org. */
export interface OrgUser {
  readonly id: string;
  /** Okta's word: ACTIVE, DEPROVISIONED, SUSPENDED and others. */
  status: string;
  /** ms epoch */
  readonly created: number;
  /** ms epoch */
  lastUpdated: number;
  /** Its `login` is unique without regard to case. */
  profile: Profile;
}

const loginOf = ({ profile }: Pick<OrgUser, 'profile'>): string => String(profile.login);

const fold = (login: string): string => login.toLowerCase();

/** The users of the org in the order of creation. */
export class OrgUsers {
  readonly #byId = new Map<string, OrgUser>();
  readonly #byLogin = new Map<string, OrgUser>();

  get all(): OrgUser[] {
    return [...this.#byId.values()];
  }

  get(idOrLogin: string): OrgUser | undefined {
    return this.#byId.get(idOrLogin) ?? this.#byLogin.get(fold(idOrLogin));
  }

  add(user: OrgUser): void {
    this.#byId.set(user.id, user);
    this.#byLogin.set(fold(loginOf(user)), user);
  }

  setProfile(user: OrgUser, profile: Profile): void {
    this.#byLogin.delete(fold(loginOf(user)));
    user.profile = profile;
    this.#byLogin.set(fold(loginOf(user)), user);
  }
}
