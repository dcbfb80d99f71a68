import type { ErrorKind } from './error-kind.ts';

/** Failures of users and their values. */
export const VALUE_ERRORS = {
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
  USER_RENAMED: {
    status: 409,
    message: 'Okta calls them {userName}; by the id that Okta knows, Omni has them as {omniName}.',
    fix: 'Let both have one name: rename the user in Omni, or let Okta push the new name; then sync again. Nothing is written to a name that nobody has confirmed.',
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
    message:
      'The number sent for {reference} is too large, or has too many digits, to travel as a JSON number unrounded.',
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
    fix: 'Send null to clear the value, or leave {field} out to keep it{otherwise}.',
  },
  VALUE_NOT_SUPPORTED: {
    status: 422,
    message: 'The value sent for {reference} is {what}, which Omni does not hold.',
    fix: 'Send text, a number, true, false, null or a list of texts or numbers.',
  },
  VALUE_INVISIBLE: {
    status: 422,
    message: 'The value sent for {reference} holds {character}, which nobody sees but a row filter compares.',
    fix: 'Remove that character where the value comes from.',
  },
  VALUE_TOO_LARGE: {
    status: 422,
    message: 'The value sent for {reference} is larger than {limit}.',
    fix: 'Send a shorter value or fewer entries.',
  },
  VALUE_NOT_ALLOWED: {
    status: 422,
    message: 'The value sent for {reference} is not one that the policy allows.',
    fix: 'Send one of the values that the policy lists under allowed for {reference}, or add it there.',
  },

  GROUPS_UNREADABLE: {
    status: 409,
    message: 'Nobody knows what the policy gives {reference}: {why}. The value is left alone.',
    fix: 'Ask policy check --online: the group may be missing or have a namesake, or the service app may need okta.groups.read or okta.users.read and a role that covers the group.',
  },
  POLICY_INVALID: {
    status: 422,
    message: 'The policy that was sent cannot be followed.',
    fix: 'Correct what the details name; policy check tells the same of a file.',
  },
  POLICY_NO_SOURCE: {
    status: 422,
    message: 'The policy has no source for the reference {reference}{suggestion}.',
    fix: 'Name a reference that has a value in the policy, or give it one there.',
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
  EVENT_TIME_IN_FUTURE: {
    status: 422,
    message: 'The event time lies more than five minutes ahead.',
    fix: "Send the time at which the event happened, as Okta's event card gives it; a time ahead would make every real event after it look older.",
  },
} as const satisfies Record<string, ErrorKind>;
