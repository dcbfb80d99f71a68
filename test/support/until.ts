import { setTimeout as delay } from 'node:timers/promises';

/** The first pause between two looks, which grows to the longest. */
const SHORTEST_MS = 2;
const LONGEST_MS = 50;
/**
 * Far longer than anything takes on a slow machine, and shorter than the time-out of a test, which names no condition.
 */
const END_MS = 240_000;

/**
 * Looks until something holds, for as long as a slow machine needs: the one way in which tests wait for real sockets,
 * processes and databases.
 *
 * @param holds what is waited for; its text stands in the error
 * @param meanwhile what is done before each further look
 */
export async function until(holds: () => unknown, meanwhile?: () => Promise<unknown>): Promise<void> {
  const end = Date.now() + END_MS;
  for (let pause = SHORTEST_MS; !(await holds()); pause = Math.min(pause * 2, LONGEST_MS)) {
    if (Date.now() > end) throw new Error(`It has not come true in ${END_MS / 1_000} s: ${holds}`);
    await meanwhile?.();
    await delay(pause);
  }
}
