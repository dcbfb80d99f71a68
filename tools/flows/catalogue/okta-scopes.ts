/**
 * What an Okta connection has to be granted for a card, by the method of its address.
 * https://help.okta.com/wf/en-us/content/topics/Workflows/connector-reference/okta/overviews/scopes.htm
 */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  oktaUserProfileUpdated: ['okta.eventHooks.manage'],
  userAddedToApplicationMembership: ['okta.eventHooks.manage', 'okta.apps.read'],
  userRemovedFromApplicationMembership: ['okta.eventHooks.manage', 'okta.apps.read'],
  userDeactivated: ['okta.eventHooks.manage'],
  userAddedToGroupMembership: ['okta.eventHooks.manage'],
  userRemovedFromGroupMembership: ['okta.eventHooks.manage'],
  // The attributes that Read User offers are read from the schema of the profile.
  readUser: ['okta.users.read', 'okta.schemas.read'],
  listUsersWithSearch: ['okta.users.read', 'okta.schemas.read'],
};

/** The scopes of a card of the Okta connector. */
export const oktaScopesOf = (address: string): readonly string[] => SCOPES[address.split(':').at(-1) ?? ''] ?? [];
