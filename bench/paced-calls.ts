import { PacedReplicas } from '../test/omni/pacing-set-up.ts';
import type { Section } from './report.ts';

const AT_ONCE = [1, 5, 10, 30, 100];
/** Of a call that finds the user, writes and reads back. */
const REQUESTS = 3;
const ANSWER_MS = 100;

/** Seconds from the arrival of so many calls until each has its value verified, the first first. */
async function secondsOf(calls: number, lane: 'event' | 'bulk'): Promise<readonly number[]> {
  const replicas = new PacedReplicas({ answerMs: ANSWER_MS });
  const ended = Array.from({ length: calls }, (_, index) =>
    replicas.call(`call${index}`, { lane, requests: REQUESTS }).then(() => replicas.clock.now() / 1_000),
  );
  await replicas.clock.runUntil();
  return (await Promise.all(ended)).toSorted((one, other) => one - other);
}

const shown = (seconds: readonly number[], share: number): string =>
  (seconds[Math.ceil(share * seconds.length) - 1] ?? 0).toFixed(1);

/** How long calls that come at once wait for the budget of Omni, on a virtual clock. */
export async function measurePacedCalls(): Promise<Section> {
  const rows: string[][] = [];
  for (const calls of AT_ONCE) {
    const [early, even] = [await secondsOf(calls, 'event'), await secondsOf(calls, 'bulk')];
    rows.push([`${calls}`, shown(early, 0.5), shown(early, 1), shown(even, 0.5), shown(even, 1)]);
  }
  return {
    title: 'Calls for one user that come at once, until each is verified',
    head: ['at once', 'median s', 'last s', 'evenly spaced: median s', 'last s'],
    rows,
    notes: [
      `One key at 60 requests a minute, ${REQUESTS} requests each, ${ANSWER_MS} ms until Omni answers; time is virtual.`,
      'Bursts from the event hook take fewer requests than that: docs/hook.md.',
    ],
  };
}
