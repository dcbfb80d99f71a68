/** Which of Okta's two profiles the values come from: what the Omni app pushes, or the user's own. */
export type SyncSource = 'app-profile' | 'okta-profile';

/** A reference, and the variable of the profile that holds its value. */
export interface SyncedAttribute {
  readonly reference: string;
  readonly variable: string;
}

/** What a sync takes from Okta; kept with its job. */
export interface SyncOptions {
  readonly source: SyncSource;
  readonly attributes: readonly SyncedAttribute[];
  /** An attribute that is empty in Okta: left alone in Omni, or cleared. */
  readonly emptyValues: 'leave' | 'clear';
  /** Takes the values of users whom Okta no longer assigns. */
  readonly clearLeftovers: boolean;
  /** ms epoch: users who have not changed since are left out; null takes all. */
  readonly changedSince: number | null;
}
