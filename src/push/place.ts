/**
 * Where a wish stands in the one order over everything that writes: its time, then the number that the database gave
 * it. The time is that of the database's clock when the wish was accepted, of an event when it happened, of what comes
 * from Okta when Okta was read. docs/order.md
 */
export interface Place {
  /** ms epoch */
  readonly at: number;
  readonly seq: number;
}

/** What comes before every wish. */
export const NO_PLACE: Place = { at: 0, seq: 0 };

/** For sorting: negative where the first wish comes before the other one. */
export const comparePlaces = (one: Place, other: Place): number => one.at - other.at || one.seq - other.seq;

/** Whether a wish stands behind another one, and so wins. */
export const isLater = (one: Place, other: Place): boolean => comparePlaces(one, other) > 0;

/** Whether two places are of one wish. */
export const isSamePlace = (one: Place, other: Place): boolean => one.at === other.at && one.seq === other.seq;
