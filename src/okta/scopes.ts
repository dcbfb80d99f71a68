/**
 * What the service app must be granted, by the calls that need it. Each call has a token of its own scope, so that one
 * that is not granted fails only what needs it; an app that only syncs and reports needs nothing that changes the org.
 */
export type OktaScope =
  | 'okta.schemas.read' // GET of a schema
  | 'okta.schemas.manage' // POST of a schema: add, change or remove an attribute
  | 'okta.userTypes.read' // GET /api/v1/meta/types/user: a mapping begins at the default user type
  | 'okta.profileMappings.read' // GET of mappings
  | 'okta.profileMappings.manage' // POST of a mapping
  | 'okta.eventHooks.read' // GET of event hooks
  | 'okta.eventHooks.manage' // POST and DELETE of an event hook
  | 'okta.apps.read' // GET of the app and of its users
  | 'okta.groups.read' // GET of groups and of their members
  | 'okta.users.read' // GET of a user and of their groups
  | 'okta.users.manage'; // POST of a user's profile
