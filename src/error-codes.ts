/** What is the same for every failure of one code. */
export interface ErrorKind {
  readonly status: number;
  readonly message: string;
  readonly fix: string;
  /** Overrides the rule "429, 503 and 504 may be repeated as they are". */
  readonly retryable?: boolean;
  /** The body also has the fields of the action's output. */
  readonly withOutput?: boolean;
}

/**
 * Every failure the connector can answer with. The code is the contract; the sentences may improve.
 * `{name}` is filled from the facts of the error. No sentence may hold a key, a token or an attribute value.
 */
export const ERROR_CODES = {
  // --- the request -----------------------------------------------------------------------------------------------
  BODY_NOT_JSON: {
    status: 400,
    message: 'The body is not a JSON object: {problem}.',
    fix: 'Send one JSON object, for example {}.',
  },
  BODY_INVALID: {
    status: 400,
    message: 'The request does not match the action {action}: {problem}.',
    fix: 'Correct the fields named in details; docs/actions.md shows each with an example.',
  },
  IDEMPOTENCY_KEY_INVALID: {
    status: 400,
    message: 'The Idempotency-Key header is not usable.',
    fix: 'Send 1 to 255 printable ASCII characters, for example the execution id of the flow.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    message: 'The body is larger than {limit} bytes.',
    fix: 'Send fewer rows per call, or raise MAX_BODY_BYTES.',
  },
  BODY_WRONG_TYPE: {
    status: 415,
    message: 'The body is of type {type}, not application/json.',
    fix: 'Set the header Content-Type to application/json.',
  },
  ACTION_NOT_FOUND: {
    status: 404,
    message: 'There is no action {action}.',
    fix: 'Use an action listed in /manifest.json.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    message: 'There is nothing at {path}.',
    fix: 'Call POST /v1/actions/<action>; /openapi.json lists every route.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    message: '{path} does not take {method}.',
    fix: 'Use {allow}.',
  },
  IDEMPOTENCY_KEY_BUSY: {
    status: 409,
    message: 'A call with this Idempotency-Key is still running.',
    fix: 'Repeat the same call later: it will get the answer of the running one.',
    retryable: true,
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    message: 'This Idempotency-Key was used with another action or body.',
    fix: 'Use a new key for a new call, and the same key only to repeat the same call.',
  },

  REQUEST_MALFORMED: {
    status: 400,
    message: 'The request is not valid HTTP.',
    fix: 'Check the client or the proxy in front of the connector.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    message: 'The request did not arrive in time.',
    fix: 'Repeat the call; if it happens often, check the network between the client and the connector.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    message: 'The headers of the request are too large.',
    fix: 'Send fewer or shorter headers, and no values in the address.',
  },

  // --- the token ---------------------------------------------------------------------------------------------------
  TOKEN_MISSING: {
    status: 401,
    message: 'The request carries no access token.',
    fix: 'Choose the OAuth 2.0 connection of this connector on the card; it sends Authorization: Bearer <token>.',
  },
  TOKEN_MALFORMED: {
    status: 401,
    message: 'The access token is not usable: {problem}.',
    fix: 'Send one Authorization header with the access token exactly as the authorization server issued it.',
  },
  TOKEN_ENCRYPTED: {
    status: 401,
    message: 'The access token is encrypted (it has five parts).',
    fix: 'In Okta, turn access token encryption off for this authorization server.',
  },
  TOKEN_DPOP_BOUND: {
    status: 401,
    message: 'The access token is bound to a DPoP key, which Okta Workflows cannot prove.',
    fix: 'In the API Services app in Okta, clear "Require Demonstrating Proof of Possession (DPoP) header in token requests".',
  },
  TOKEN_EXPIRED: {
    status: 401,
    message: 'The access token has expired.',
    fix: 'Get a new token; in Workflows, reauthorize the connection if this repeats.',
  },
  TOKEN_NOT_YET_VALID: {
    status: 401,
    message: 'The access token is not valid yet.',
    fix: 'Check the clock of the machine that runs the connector.',
  },
  TOKEN_CLAIMS_INVALID: {
    status: 401,
    message: 'The access token lacks what a token of a custom authorization server carries: {problem}.',
    fix: 'Get the token from {issuer}/v1/token with grant_type client_credentials and a custom scope.',
  },
  TOKEN_WRONG_ISSUER: {
    status: 401,
    message: 'The access token was issued by another authorization server than {issuer}.',
    fix: 'Use the token URL {issuer}/v1/token in the Workflows connection.',
  },
  TOKEN_FROM_ORG_SERVER: {
    status: 401,
    message: 'The access token was issued by the Okta org authorization server, whose tokens are for Okta alone.',
    fix: 'Use a custom authorization server: set the token URL of the Workflows connection to {issuer}/v1/token.',
  },
  TOKEN_WRONG_AUDIENCE: {
    status: 401,
    message: 'The access token is meant for another audience than {audience}.',
    fix: 'Set the audience of the authorization server in Okta to {audience}, or OKTA_AUDIENCE to its audience.',
  },
  TOKEN_UNKNOWN_KEY: {
    status: 401,
    message: 'The access token is signed with a key that {issuer} does not publish.',
    fix: 'Get a new token from {issuer}/v1/token; after a key rotation repeat in half a minute.',
  },
  TOKEN_BAD_SIGNATURE: {
    status: 401,
    message: 'The signature of the access token is wrong.',
    fix: 'Send the access token exactly as the authorization server issued it.',
  },
  CLIENT_NOT_ALLOWED: {
    status: 403,
    message: 'The client of this access token is not allowed here.',
    fix: 'Add the client id to OKTA_CLIENT_IDS, or use an allowed client.',
  },
  SCOPE_MISSING: {
    status: 403,
    message: 'The access token lacks the scope {scope}.',
    fix: 'Add {scope} to the scopes of the Workflows connection and to the access policy in Okta, then reauthorize.',
  },
  OKTA_KEYS_UNAVAILABLE: {
    status: 503,
    message: 'The signing keys of {issuer} could not be loaded yet, so no token can be checked.',
    fix: 'Nothing to do for a short outage; otherwise check that the connector reaches {issuer}/v1/keys.',
  },

  // --- attributes --------------------------------------------------------------------------------------------------
  ATTRIBUTE_NOT_FOUND: {
    status: 404,
    message: 'Omni has no user attribute with the reference {reference}.',
    fix: 'Check the spelling with list-attributes, or create it with ensure-attribute.',
  },
  ATTRIBUTE_EXISTS: {
    status: 409,
    message: 'Omni already has a user attribute with the reference {reference}.',
    fix: 'Use ensure-attribute, which accepts one that exists, or choose another reference.',
  },
  ATTRIBUTE_TYPE_CONFLICT: {
    status: 409,
    message: 'The user attribute {reference} exists as {has}, not as {wanted}.',
    fix: 'Omni cannot change a type: use another reference, or ask for the type that exists.',
  },
  ATTRIBUTE_STAYS_MULTI_VALUED: {
    status: 409,
    message: 'The user attribute {reference} takes several values, and Omni cannot change that back.',
    fix: 'Ask for multiValued true, or use another reference.',
  },
  ATTRIBUTE_SYSTEM: {
    status: 422,
    message: 'The user attribute {reference} belongs to Omni and is read-only.',
    fix: 'Use an attribute of your own.',
  },
  ATTRIBUTE_REPEATED: {
    status: 422,
    message: 'The reference {reference} is named more than once.',
    fix: 'Name each reference once.',
  },
  ATTRIBUTE_DELETE_DISABLED: {
    status: 409,
    message: 'This connector does not delete user attributes.',
    fix: "An operator can set ALLOW_ATTRIBUTE_DELETE=true; deleting takes every user's value away.",
  },
  ATTRIBUTE_DELETE_UNCONFIRMED: {
    status: 422,
    message: 'confirmReference does not repeat {reference}.',
    fix: "Repeat the reference in confirmReference: deleting takes every user's value away.",
  },
  ATTRIBUTE_USERS_UNCOUNTED: {
    status: 409,
    message:
      'How many users would lose their value of {reference} could not be counted in time ({counted} of {total} users read).',
    fix: 'Delete it in Omni, or send acceptUnknownCount true to delete without the count.',
  },
  OMNI_CANNOT_CREATE_ATTRIBUTES: {
    status: 409,
    message: 'This Omni instance has no API for creating, changing or deleting user attributes.',
    fix: 'Make the change by hand in Omni under Settings > User Attributes; pushing values works all the same.',
  },

  // --- users and values --------------------------------------------------------------------------------------------
  USER_NOT_FOUND: {
    status: 404,
    message: 'Omni has no user {userName}.',
    fix: 'Provision the user in Omni first; userName must be the e-mail address that Omni knows.',
  },
  USER_AMBIGUOUS: {
    status: 409,
    message: 'Omni has more than one user {userName}.',
    fix: 'Remove the duplicate in Omni.',
  },
  USER_INACTIVE: {
    status: 422,
    message: 'The Omni user {userName} is deactivated.',
    fix: 'Reactivate the user first; values of deactivated users are not written.',
  },
  USER_BUSY: {
    status: 429,
    message: 'Another write to {userName} is still running.',
    fix: 'Repeat the call later.',
  },
  VALUES_INVALID: {
    status: 422,
    message: '{count} values cannot be written; nothing was changed.',
    fix: 'Correct the values named in details.',
  },
  REFERENCE_UNKNOWN: {
    status: 422,
    message: 'Omni has no user attribute with the reference {reference}{suggestion}.',
    fix: 'Check the spelling with list-attributes, or create it with ensure-attribute.',
  },
  VALUE_NOT_A_NUMBER: {
    status: 422,
    message: '{reference} takes numbers only, and {what} was sent.',
    fix: 'Send digits such as 25 or 2.5, or push to an attribute of type string.',
  },
  VALUE_NUMBER_UNSAFE: {
    status: 422,
    message: 'The number sent for {reference} is too large to travel as a JSON number without being rounded.',
    fix: 'Send it as text, in quotes.',
  },
  VALUE_NOT_SINGLE: {
    status: 422,
    message: '{reference} takes one value, and a list was sent.',
    fix: 'Send one value, or make the attribute multi-valued with update-attribute.',
  },
  VALUE_EMPTY_TEXT: {
    status: 422,
    message: 'An empty text was sent for {reference}.',
    fix: 'Send null to clear the value, leave the reference out to keep it, or set emptyText to clear or ignore.',
  },
  VALUE_NOT_SUPPORTED: {
    status: 422,
    message: 'The value sent for {reference} is {what}, which Omni does not hold.',
    fix: 'Send text, a number, true, false, null or a list of texts or numbers.',
  },
  VALUE_TOO_LARGE: {
    status: 422,
    message: 'The value sent for {reference} is larger than {limit}.',
    fix: 'Send a shorter value or fewer entries.',
  },

  ROWS_TOO_MANY: {
    status: 413,
    message: '{count} rows are more than the {limit} that a push may have.',
    fix: 'Send several pushes, or raise MAX_PUSH_ROWS.',
  },
  JOB_NOT_ENDED: {
    status: 409,
    message: 'The job {jobId} has not ended: it is {status}.',
    fix: 'Follow it with get-job, or end it with cancel-job.',
  },
  JOB_NOTHING_TO_DO: {
    status: 409,
    message: 'The job {jobId} has no rows to {what}.',
    fix: 'Look at its results with list-job-results.',
  },
  VALUE_NOT_APPLIED: {
    status: 502,
    message: 'Omni accepted the values of {references} and still shows something else.',
    fix: 'Look at the user with explain-user and repeat the row with retry-job; if it stays so, check the attribute in Omni.',
  },
  ROW_CONTRADICTS: {
    status: 422,
    message: 'The push asks different values for {userName} in several rows: {references}.',
    fix: 'Send each user once, or the same value in every row of the user; none of these rows was written.',
  },

  // --- pushes ------------------------------------------------------------------------------------------------------
  ROW_SUPERSEDED: {
    status: 409,
    message: 'A push accepted later names {userName} and {reference} too; its value was kept.',
    fix: 'Nothing to do, unless the value of this row is the one that counts: then send the row again.',
  },
  ROWS_FAILED: {
    status: 422,
    message: '{failed} of {total} rows failed.',
    fix: 'See results for the code of each row; retry-job repeats the failed rows.',
    withOutput: true,
  },
  JOB_NOT_FOUND: {
    status: 404,
    message: 'There is no job {jobId}.',
    fix: 'Use a jobId that push-users, apply-plan or list-jobs gave.',
  },
  CALLBACK_NOT_ALLOWED: {
    status: 422,
    message: 'No callback is sent to {host}: {problem}.',
    fix: 'Use the https invoke URL of an API endpoint flow, or have its host added to the setting CALLBACK_HOSTS.',
  },
  JOB_NOT_WAITING: {
    status: 409,
    message: 'The job {jobId} is {status} and cannot be {wanted}.',
    fix: 'Approve only a job that is needs-approval, cancel only one that has not ended; get-job shows the status.',
  },
  PLAN_NOT_FOUND: {
    status: 404,
    message: 'There is no plan {planId}, or its 24 hours are over.',
    fix: 'Make a new plan with plan-push.',
  },
  PLAN_STALE: {
    status: 409,
    message: 'The plan is not what would be written now: {problem}.',
    fix: 'Make a new plan with plan-push and review it.',
  },
  UNDO_CHANGED_SINCE: {
    status: 409,
    message: '{userName} no longer holds what the job wrote ({reference}); what was changed since was kept.',
    fix: 'Nothing to do, unless the value before the job is the right one: then write it with set-user-values.',
  },
  UNDO_BEFORE_UNKNOWN: {
    status: 422,
    message: 'What {userName} held before is not known, so it cannot be restored.',
    fix: 'Write the right values with set-user-values.',
  },

  // --- Omni --------------------------------------------------------------------------------------------------------
  OMNI_BUDGET_FULL: {
    status: 429,
    message: 'About {seconds} s of Omni requests are already waiting, more than a call can wait.',
    fix: 'Repeat later, send the rows together with push-users, or add an Omni API key.',
  },
  OMNI_RATE_LIMITED: {
    status: 429,
    message: 'Omni refuses further requests for the moment (its rate limit).',
    fix: 'Repeat later; if it happens often, another program may be using the same API key.',
  },
  OMNI_KEY_REFUSED: {
    status: 502,
    message: 'Omni refuses the API key or its permissions: {detail}.',
    fix: 'Check OMNI_API_KEYS: an enabled organization key made by an Organization Admin.',
  },
  OMNI_KEY_NOT_ORGANIZATION: {
    status: 502,
    message: 'The Omni API key is a personal token, which Omni does not accept for users.',
    fix: 'Put an organization key into OMNI_API_KEYS: Omni, Settings > API access.',
  },
  OMNI_REFUSED: {
    status: 422,
    message: 'Omni refused the request: {detail}.',
    fix: 'Correct what Omni names.',
  },
  OMNI_UNEXPECTED_ANSWER: {
    status: 502,
    message: 'Omni answered something that cannot be understood: {problem}.',
    fix: 'Check OMNI_BASE_URL; if it is right, repeat later.',
  },
  OMNI_UNREACHABLE: {
    status: 503,
    message: 'Omni could not be reached or failed: {problem}. Nothing was written.',
    fix: 'Repeat later.',
  },
  OMNI_TOO_SLOW: {
    status: 504,
    message: 'There was no time left to finish the call: {done}.',
    fix: 'Repeat the call: what is already in place is not written again.',
  },
  OMNI_WRITE_UNCERTAIN: {
    status: 504,
    message: 'Omni did not confirm the write, and it could not be read back: it may or may not have happened.',
    fix: 'Repeat the call: it reads first and writes only what is missing.',
  },

  // --- the connector -----------------------------------------------------------------------------------------------
  STORE_UNAVAILABLE: {
    status: 503,
    message: "The connector's database does not answer.",
    fix: 'Repeat later; an operator finds the reason in /readyz and the log.',
  },
  SHUTTING_DOWN: {
    status: 503,
    message: 'The connector is starting or stopping.',
    fix: 'Repeat in a few seconds.',
  },
  INTERNAL: {
    status: 500,
    message: 'The connector failed in a way that was not foreseen.',
    fix: 'Report it with the requestId; the log holds the cause.',
  },
} as const satisfies Record<string, ErrorKind>;

/** The stable name of a failure. */
export type ErrorCode = keyof typeof ERROR_CODES;
