/** What the service app must be granted, each with the calls that need it. */
const SCOPES = [
  'okta.schemas.read', // GET of a schema
  'okta.schemas.manage', // POST of a schema: add, change or remove an attribute
  'okta.userTypes.read', // GET /api/v1/meta/types/user: a mapping begins at the default user type
  'okta.profileMappings.read', // GET of mappings
  'okta.profileMappings.manage', // POST of a mapping
  'okta.apps.read', // GET of the app's users
  'okta.users.read', // GET of a user
  'okta.users.manage', // POST of a user's profile
] as const;

/** As the token request has it: RFC 6749, section 3.3. */
export const OKTA_SCOPE = SCOPES.join(' ');
