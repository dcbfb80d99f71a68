import type { ErrorKind } from './error-kind.ts';

/** Failures of Okta's Management API, and of what is set up there. */
export const OKTA_ERRORS = {
  OKTA_NOT_CONFIGURED: {
    status: 409,
    message: 'This needs the Okta Management API, and {missing} is not set.',
    fix: 'Make an API Services app with a public key in Okta and set {missing}: docs/okta.md shows how.',
  },
  OKTA_ACCESS_REFUSED: {
    status: 502,
    message: 'Okta refuses the service app or its permissions: {detail}.',
    fix: 'Grant the app the scope that is named, or those that docs/okta.md lists for the call, and assign it an admin role that covers it: the attributes of the app need one that may manage the Omni app (okta.apps.manage).',
  },
  OKTA_APP_NOT_FOUND: {
    status: 409,
    message: 'Okta has no app with the id in OKTA_OMNI_APP_ID, or the service app may not see it.',
    fix: "Take the id from the address of the Omni app's page in the Okta Admin Console.",
  },
  OKTA_MAPPING_NOT_FOUND: {
    status: 409,
    message: "Okta has no mapping from its user profile to the Omni app's.",
    fix: 'Turn on provisioning for the Omni app in Okta: Applications > Omni > Provisioning.',
  },
  OKTA_REFUSED: {
    status: 422,
    message: 'Okta refused the request: {detail}.',
    fix: 'Correct what Okta names.',
  },
  OKTA_RATE_LIMITED: {
    status: 429,
    message: "Okta's rate limit for this kind of request leaves no room now.",
    fix: 'Repeat later. Half of the limit is left to the other programs of the org.',
  },
  OKTA_UNEXPECTED_ANSWER: {
    status: 502,
    message: 'Okta answered something that cannot be understood: {problem}.',
    fix: 'Check OKTA_ORG_URL; if it is right, repeat later.',
  },
  OKTA_UNREACHABLE: {
    status: 503,
    message: 'Okta could not be reached or failed: {problem}.',
    fix: 'Repeat later: what is already in place is not written again.',
  },
  OKTA_TOO_SLOW: {
    status: 504,
    message: 'There was no time left to finish the work in Okta.',
    fix: 'Repeat the call: what is already in place is not written again.',
  },
  OKTA_NOT_VISIBLE_YET: {
    status: 504,
    message: 'Okta accepted {what} and does not show it yet.',
    fix: 'Repeat the call in a minute: Okta may take up to two minutes, and what is in place is not written again.',
  },
  OKTA_BUSY: {
    status: 503,
    message: 'Another call is changing profiles in Okta at this moment.',
    fix: 'Repeat in some seconds.',
  },
  OKTA_NAME_SHARED: {
    status: 409,
    message:
      'Okta assigns two people to the Omni app by the name {userName}, the users {one} and {other}, so that nobody can tell whose values it is to hold.',
    fix: 'In Okta give one of them another userName in the assignment to the Omni app, or end one of the assignments; then sync again. Nothing is written to that name until then.',
  },
  OKTA_ATTRIBUTE_CONFLICT: {
    status: 409,
    message: '{where} has an attribute {variable} already, and it is different: {difference}.',
    fix: 'Choose another oktaVariable, or give the type that is there: an existing attribute is never altered.',
  },
  OKTA_ATTRIBUTE_IN_USE: {
    status: 409,
    message: 'The Okta profile attribute {variable} also feeds {users} of the Omni app.',
    fix: 'Remove those first, or leave removeOktaAttribute out to keep the attribute.',
  },
  OKTA_MAPPING_CONFLICT: {
    status: 409,
    message: 'The attribute {variable} of the Omni app is mapped already, from {expression}.',
    fix: 'Send that as mappingExpression, or remove it with remove-synced-attribute: an existing mapping is never replaced.',
  },
  OKTA_VARIABLE_UNKNOWN: {
    status: 422,
    message: 'The Okta user profile has no attribute {variable}{suggestion}.',
    fix: 'Use the variable name that the Profile Editor shows, or create it with setup-synced-attribute.',
  },
  OKTA_VARIABLE_PROTECTED: {
    status: 422,
    message: 'The Okta profile attribute {variable} decides how a user signs in, and is never written here.',
    fix: 'Leave it out.',
  },
  OKTA_VARIABLE_NOT_SETTABLE: {
    status: 422,
    message: 'The Okta profile attribute {variable} does not feed Omni, and is not written here.',
    fix: 'Map it to the Omni app with setup-synced-attribute, or have it named in the setting OKTA_SETTABLE_ATTRIBUTES.',
  },
  OKTA_USER_NOT_ASSIGNED: {
    status: 422,
    message: 'Okta does not assign {userName} to the Omni app, so their profile is not written here.',
    fix: 'Assign the user to the Omni app in Okta, then repeat.',
  },
  OKTA_VALUE_NOT_ALLOWED: {
    status: 422,
    message: 'The Okta profile attribute {variable} takes {takes} only.',
    fix: 'Send such a value, or null to empty the attribute.',
  },
  OKTA_VALUE_NOT_APPLIED: {
    status: 502,
    message: 'Okta accepted the values of {variables} and still shows something else.',
    fix: 'Check in Okta whether another source or rule owns these attributes.',
  },
  OKTA_ATTRIBUTE_NOT_SYNCED: {
    status: 422,
    message: 'The Omni app in Okta has no attribute for the reference {reference}{suggestion}.',
    fix: 'Call setup-synced-attribute for it first, or name another reference.',
  },
  OKTA_NOTHING_SYNCED: {
    status: 409,
    message: 'The Omni app in Okta has no attribute that carries an Omni user attribute.',
    fix: 'Call setup-synced-attribute first.',
  },
  OKTA_EXPRESSION_NOT_PLAIN: {
    status: 422,
    message: 'The mapping of {reference} is an expression, so its value cannot be read from the Okta profile.',
    fix: 'Leave source out: the app profile holds what the expression gave.',
  },
  OKTA_USER_NOT_FOUND: {
    status: 404,
    message: 'Okta has no user {userName}.',
    fix: "Use the login of the user's Okta profile.",
  },
} as const satisfies Record<string, ErrorKind>;
