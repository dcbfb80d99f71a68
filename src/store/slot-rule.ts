/**
 * What every budget of requests keeps to, the shared one and that of a single process.
 *
 * After a 429 the spacing of the key doubles, at most to `maxSlowFactor` times; each further slot takes 2 % of that
 * back. 429s of one moment are one event: one that was reserved before the key was slowed down last says nothing new.
 *
 * A slot can be ahead by the longest rest and by those who are before it in line. A replica reserves one slot at a
 * time, and one more for the test of a key, so `maxQueue` slots at the key's present spacing are room for sixteen
 * replicas. Whatever is further ahead was reserved by a clock that ran ahead and came back: the next slot is one gap
 * from now.
 */
export const SLOT_RULE = { maxSlowFactor: 8, recovery: 0.98, maxRestMs: 30_000, maxQueue: 32 } as const;
