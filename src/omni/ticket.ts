/** Who goes first: a waiting interactive call takes the next slot before any bulk row. */
const LANES = { interactive: { rank: 0 }, bulk: { rank: 1 } } as const;
export type Lane = keyof typeof LANES;

/**
 * One call of an action (or one slice of a job) in the queue. Earlier tickets of a lane are served to their end first.
 */
export interface Ticket {
  readonly lane: Lane;
  /** ms epoch; Infinity for bulk. */
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
  LANES[one.lane].rank < LANES[other.lane].rank || (one.lane === other.lane && one.order < other.order);
