import type { Clock } from './clock.ts';

const DRAIN_MS = 10_000;

/** Resolves when the work has ended that a stop waits for, after 10 s at the latest. */
export async function drained(clock: Clock, work: Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  await Promise.race([work, clock.sleep(DRAIN_MS, ended.signal).catch(() => undefined)]);
  ended.abort();
}
