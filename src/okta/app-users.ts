import type { OktaUser } from './users.ts';

/** A user's assignment to the Omni app. */
export interface OktaAppUser {
  /** The Okta user's id. */
  readonly id: string;
  /** The name in Omni: the userName of the app's credentials. */
  readonly userName: string;
  /** Omni's id of the user, where Okta has provisioned them; empty otherwise. */
  readonly externalId: string;
  /** Okta's word for the assignment, such as ACTIVE, PROVISIONED or DEPROVISIONED. */
  readonly status: string;
  /** Okta's word: DISABLED, OUT_OF_SYNC, SYNCING, SYNCHRONIZED or ERROR; empty when it is not there. A hint, no proof. */
  readonly syncState: string;
  /** ms epoch */
  readonly lastUpdated: number;
  /** The app profile: what Okta pushes, by variable name. */
  readonly profile: Readonly<Record<string, unknown>>;
  /** Undefined when Okta left the user out. */
  readonly user: OktaUser | undefined;
}

export interface OktaAppUserPage {
  readonly users: readonly OktaAppUser[];
  /** Pass it back for the next page; undefined at the end. */
  readonly next: string | undefined;
}
