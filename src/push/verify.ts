/** How many writes of a push are read back at once; the rest is read later, while the budget is free. */
export type Verify = 'none' | 'sample' | 'all';

/** "sample" reads back the first row and every 20th after it. */
const EVERY: Readonly<Record<Verify, number>> = { none: Number.POSITIVE_INFINITY, sample: 20, all: 1 };

/** Whether the write of the row with this index is read back at once. */
export const isReadBack = (verify: Verify, index: number): boolean => verify !== 'none' && index % EVERY[verify] === 0;

/** Whether a push may go by what was read earlier, by itself or to tell a value of the user's own from a default. */
export const mayRemember = (verify: Verify): boolean => verify !== 'all';

/** The share of the writes that are read back at once. */
export const readBackShare = (verify: Verify): number => 1 / EVERY[verify];
