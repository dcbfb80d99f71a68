/** A user of the org. */
export interface OktaUser {
  readonly id: string;
  readonly login: string;
  /** Okta's word: ACTIVE, DEPROVISIONED, SUSPENDED and others. */
  readonly status: string;
  /** ms epoch */
  readonly lastUpdated: number;
  readonly profile: Readonly<Record<string, unknown>>;
}
