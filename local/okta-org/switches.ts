/** What the service app may be granted: the scopes that set-up, sync and reports need. */
export const OKTA_SCOPES = [
  'okta.schemas.read',
  'okta.schemas.manage',
  'okta.userTypes.read',
  'okta.profileMappings.read',
  'okta.profileMappings.manage',
  'okta.eventHooks.read',
  'okta.eventHooks.manage',
  'okta.apps.read',
  'okta.apps.manage',
  'okta.groups.read',
  'okta.users.read',
  'okta.users.manage',
] as const;

export type OktaScope = (typeof OKTA_SCOPES)[number];

/** How an org is set up, how it fails, and what is not established about Okta. Times in milliseconds. */
export interface OktaOrgSwitches {
  /** The service app requires DPoP (RFC 9449), as new API Services apps do. */
  dpopRequired: boolean;
  /** What a Super Admin granted to the service app. A token request for more is refused. */
  grantedScopes: readonly OktaScope[];
  /** Whether an admin role is assigned to the service app. Without one every call is refused, whatever the scopes. */
  adminRole: boolean;
  /** Whether that role may manage the app: without it the app's attributes cannot be written, whatever the scopes. */
  roleManagesApp: boolean;
  /** Until a written schema or mapping shows in reads. */
  visibilityDelayMs: number;
  /** Every schema write answers 500, with or without effect. For one of them plan a fault instead. */
  schemaWriteAnswers500: 'no' | 'written' | 'not-written';
  /** How long a removed attribute's name cannot be added again. */
  deletionMs: number;
  /** What the write of an existing attribute does to the parts of its definition that it leaves out. */
  propertyWrite: 'merge' | 'replace';
  /** Each bucket of paths allows this client that many; null = more than anybody sends. */
  requestsPerMinute: number | null;
  /** Requests at a time, over all paths; null = any number. */
  concurrency: number | null;
  /** Whether the app has a mapping from the Okta user profile; without provisioning it has none. */
  hasMapping: boolean;
  /** What the app's provisioning may do, in Okta's words; [] where it is off. */
  features: readonly string[];
  /** Whether the app profile keeps what `isMemberOf…` of a mapping gave when memberships change; Okta says it does. */
  groupFunctionsAreStale: boolean;
  /** Whether a search for groups may join several terms by `or`. */
  groupSearchJoins: boolean;
  /** Types of users beside the default one, by name. */
  otherUserTypes: readonly string[];
  /** The `syncState` of users who are assigned from now on; '' = the answer has none. */
  syncState: 'DISABLED' | 'SYNCHRONIZED' | '';
  /** Whether a service app may manage event hooks; not before Okta's release of May 2026. */
  serviceAppsManageHooks: boolean;
  /** Until an event is delivered. */
  hookDelayMs: number;
  /** How long a hook's target is waited for. */
  hookTimeoutMs: number;
  /** Each delivery comes twice. */
  hooksRepeat: boolean;
  /** What happens at once is told in the opposite order. */
  hooksReorder: boolean;
  /** Events come without actor and targets, as from the Admin Console's preview. */
  hookTargetsAreNull: boolean;
}

/** An org without trouble, with the given switches on top. */
export const oktaOrgSwitches = (given: Partial<OktaOrgSwitches> = {}): OktaOrgSwitches => ({
  dpopRequired: false,
  grantedScopes: OKTA_SCOPES,
  adminRole: true,
  roleManagesApp: true,
  visibilityDelayMs: 0,
  schemaWriteAnswers500: 'no',
  deletionMs: 0,
  propertyWrite: 'merge',
  requestsPerMinute: null,
  concurrency: null,
  hasMapping: true,
  features: ['PUSH_NEW_USERS', 'PUSH_PROFILE_UPDATES', 'PUSH_USER_DEACTIVATION'],
  groupFunctionsAreStale: true,
  groupSearchJoins: true,
  otherUserTypes: [],
  syncState: 'DISABLED',
  serviceAppsManageHooks: true,
  hookDelayMs: 0,
  hookTimeoutMs: 3_000,
  hooksRepeat: false,
  hooksReorder: false,
  hookTargetsAreNull: false,
  ...given,
});
