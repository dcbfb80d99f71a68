/** What the service app must be granted to read, each with the calls that need it. */
const READ = [
  'okta.schemas.read', // GET of a schema
  'okta.userTypes.read', // GET /api/v1/meta/types/user: a mapping begins at the default user type
  'okta.profileMappings.read', // GET of mappings
  'okta.apps.read', // GET of the app's users
  'okta.users.read', // GET of a user
] as const;

/** What it must be granted to write. */
const WRITE = [
  'okta.schemas.manage', // POST of a schema: add, change or remove an attribute
  'okta.profileMappings.manage', // POST of a mapping
  'okta.users.manage', // POST of a user's profile
] as const;

/**
 * What a token request asks for (RFC 6749, section 3.3), by what the token is for: an app that only syncs and reports is
 * granted nothing that could change the org.
 */
export const OKTA_SCOPES = { read: READ.join(' '), write: WRITE.join(' ') } as const;
