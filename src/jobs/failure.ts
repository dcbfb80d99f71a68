import { ConnectorError } from '../errors/connector-error.ts';
import type { ErrorCode } from '../errors/error-codes.ts';

/** What a failed row means for its push. */
export type FailureKind =
  /** Nothing about the row: the key or its permission. The push pauses; no row is spent. */
  | 'quarantine'
  /** No room right now; the row is tried again without counting. */
  | 'wait'
  /** May pass; the row climbs its ladder. */
  | 'later'
  /** The row's own; it fails with this code. */
  | 'final';

const KINDS: Readonly<Partial<Record<ErrorCode, FailureKind>>> = {
  OMNI_KEY_REFUSED: 'quarantine',
  OMNI_KEY_NOT_ORGANIZATION: 'quarantine',
  OMNI_RATE_LIMITED: 'wait',
  OMNI_BUDGET_FULL: 'wait',
  USER_BUSY: 'wait',
  OKTA_RATE_LIMITED: 'wait',
  STORE_UNAVAILABLE: 'wait',
  OMNI_UNREACHABLE: 'later',
  OMNI_UNEXPECTED_ANSWER: 'later',
  OMNI_TOO_SLOW: 'later',
  OMNI_WRITE_UNCERTAIN: 'later',
};

/** Failures of finding or reading one user, which say nothing about the others. */
const OF_ONE_USER: ReadonlySet<ErrorCode> = new Set(['USER_AMBIGUOUS', 'OMNI_USER_REFUSED']);

/** A failure of one user alone, as a value; any other is thrown on. */
export function ofOneUser(thrown: unknown): ConnectorError {
  if (thrown instanceof ConnectorError && OF_ONE_USER.has(thrown.code)) return thrown;
  throw thrown;
}

/** Judges a failure by its code alone. */
export const failureKind = ({ code }: ConnectorError): FailureKind => KINDS[code] ?? 'final';
