/**
 * What every budget of requests keeps to, the shared one and that of a single process.
 *
 * After a 429 the spacing of the key doubles, at most to `maxSlowFactor` times; each further slot takes 2 % of that
 * back. 429s of one moment are one event: one that was reserved before the key was slowed down last says nothing new.
 *
 * A slot can be ahead by the longest rest and by those who are before it in line. A replica reserves a slot for an
 * interactive call, one for an event and one for the test of a key at a time, and these leave up to `earlyGaps` before
 * theirs, so `maxQueue` slots at the key's present spacing are room for eight replicas. Whatever is further ahead was
 * reserved by a clock that ran ahead and came back: the next slot is one gap from now.
 *
 * A request of a call that somebody waits for leaves up to `earlyGaps` gaps before its slot, as long as the last
 * `windowMs` have room for all that the call still has to send, one less than the limit in all. The slot stays used, so
 * jobs pay it back. Eight gaps and the request itself fit into a bucket of ten; the 600 ms are for jitter. Of a budget
 * above `windowUpTo` requests a minute the times are not kept: a gap is a tenth of a second there.
 *
 * Such a call gets up to `together` slots at once, what a write takes, where the key is idle: it has a slot now and
 * less than half of its minute is used. Each may be used until its own time, and counts as used then; what is left when
 * the call is over is given back. Of a budget above `windowUpTo` they may be used `lateMs` after that, as their own
 * times are too soon: three late requests of each of four replicas are what the spacing leaves of such a minute.
 */
export const SLOT_RULE = {
  maxSlowFactor: 8,
  recovery: 0.98,
  maxRestMs: 30_000,
  maxQueue: 32,
  earlyGaps: 8,
  windowMs: 60_600,
  windowUpTo: 600,
  together: 4,
  lateMs: 1_000,
} as const;
