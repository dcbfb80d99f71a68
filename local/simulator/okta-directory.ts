import type { OktaOrgDouble } from '../okta-org/okta-org-double.ts';

/** A user as the Okta cards see them. */
export interface DirectoryUser {
  readonly id: string;
  readonly status: string;
  /** ms epoch */
  readonly created: number;
  readonly lastUpdated: number;
  readonly profile: Readonly<Record<string, unknown>>;
}

/** Where the Okta cards look. May throw a CardError, as Okta answers 429. */
export interface OktaDirectory {
  /** By id or login, without regard to case. */
  find(idOrLogin: string): DirectoryUser | undefined;
  all(): readonly DirectoryUser[];
}

/** The users of a local Okta org. */
export function directoryOf(org: OktaOrgDouble): OktaDirectory {
  return {
    find(idOrLogin) {
      try {
        return org.user(idOrLogin);
      } catch (thrown) {
        // The double's way to say that there is no such user.
        if (thrown instanceof RangeError) return undefined;
        throw thrown;
      }
    },
    all: () => org.state.users,
  };
}
