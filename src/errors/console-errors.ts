import type { ErrorKind } from './error-kind.ts';

/** Failures of the console, which people see as a page. */
export const CONSOLE_ERRORS = {
  CONSOLE_SIGN_IN_FAILED: {
    status: 400,
    message: 'You could not be signed in: {problem}.',
    fix: 'Sign in once more. If that fails again, compare the app in Okta with docs/console.md; the log has the cause.',
  },
  CONSOLE_SIGNED_OUT: {
    status: 401,
    message: 'You are not signed in, or no longer.',
    fix: 'Open the console again; a session ends after 30 minutes without a click, and after 8 hours.',
  },
  CONSOLE_NO_GROUP: {
    status: 403,
    message: '{userName} is signed in to Okta, and in none of the groups that may look at this console.',
    fix: 'Ask an Okta admin to add you to a group that CONSOLE_VIEW_GROUPS or CONSOLE_OPERATE_GROUPS names, or to look at the groups claim of the app (docs/console.md).',
  },
  CONSOLE_VIEW_ONLY: {
    status: 403,
    message: 'You may look at this console, and not act.',
    fix: 'Ask somebody of a group that CONSOLE_OPERATE_GROUPS names.',
  },
  CONSOLE_FORM_REFUSED: {
    status: 403,
    message: 'The form was not taken: {problem}.',
    fix: 'Open the page again in this browser, and send its form from there.',
  },
  CONSOLE_PLAN_CHANGED: {
    status: 409,
    message: 'The plan of the job {jobId} has changed since it was shown, so it was not approved.',
    fix: 'Open the job again, look at what it would write now, and decide about that.',
  },
  CONSOLE_BUSY: {
    status: 429,
    message: 'Too many people sign in, or too many pages follow a job at the same time.',
    fix: 'Try again in a minute; close pages that follow a job, or load them again from time to time.',
  },
} as const satisfies Record<string, ErrorKind>;
