import type { ErrorKind } from './error-kind.ts';

/** Failures of Omni. */
export const OMNI_ERRORS = {
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
  OMNI_USER_REFUSED: {
    status: 422,
    message: 'The Omni API key works, but Omni does not let it read or change the user {user}: {detail}.',
    fix: 'Look at this user in Omni: they may be managed elsewhere, or be of a kind that the key may not change.',
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
} as const satisfies Record<string, ErrorKind>;
