/** Somebody who signs in at the local Okta, without a password: a click is enough. */
export interface LocalPerson {
  /** `sub` */
  readonly id: string;
  readonly userName: string;
  readonly displayName: string;
  readonly groups: readonly string[];
}

/** A web app of the local Okta, which people sign in to. */
export interface WebApp {
  readonly id: string;
  readonly secret: string;
  /** Whether the browser may be sent back to this address. */
  allows(redirectUri: string): boolean;
}
