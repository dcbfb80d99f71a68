/**
 * Who goes first: a waiting interactive call takes the next slot before any other request; what Okta has told of, and
 * calls that were queued, before any row of a push, a sync or a report.
 */
const LANES = ['interactive', 'event', 'bulk'] as const;
export type Lane = (typeof LANES)[number];

/** Whether somebody waits for it, so that its requests may leave before their slots. */
export const isUrgent = (lane: Lane): boolean => lane !== 'bulk';

/**
 * One call of an action (or one slice of a job) in the queue. Earlier tickets of a lane are served to their end first.
 */
export interface Ticket {
  readonly lane: Lane;
  /** ms epoch; Infinity where no call waits. */
  readonly deadline: number;
  /** Place in the line, from the first request on; opening a session takes none. */
  order: number;
  /** Requests still expected, so that a later call can tell how long it would wait. */
  remaining: number;
  sent: number;
  /** What the call has done so far, in words, for the answer when its time runs out. */
  progress: string;
}

/** Whether the first is served before the other. */
export const precedes = (one: Ticket, other: Ticket): boolean =>
  one.lane === other.lane ? one.order < other.order : LANES.indexOf(one.lane) < LANES.indexOf(other.lane);
