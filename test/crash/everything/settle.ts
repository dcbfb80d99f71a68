import { setTimeout as delay } from 'node:timers/promises';
import { countOpen } from '../../order/support/test-database.ts';
import { MOVE_CLOCK } from '../../support/movable-clock.ts';
import { ask } from './ask.ts';
import type { Load } from './load.ts';
import type { World } from './world.ts';

/** No lease lasts longer, and no request of before is on its way after this. */
const LATE_MS = 61_000;
const ROUNDS = 15;
const LOOKS = 100;
const LOOK_EVERY_MS = 100;

/** The jobs of a status. */
async function jobsWith(world: World, status: string): Promise<string[]> {
  const answer = await ask(world, 'list-jobs', { status, limit: 100 });
  return (answer?.body?.jobs ?? []).map(({ jobId }: { jobId: string }) => jobId);
}

/** Cancels what waits for somebody. @returns whether nothing is being worked on */
async function isQuiet(world: World): Promise<boolean> {
  for (const jobId of await jobsWith(world, 'needs-approval')) await ask(world, 'cancel-job', { jobId });
  return [...(await jobsWith(world, 'queued')), ...(await jobsWith(world, 'running'))].length === 0;
}

/** What is still to be done, by the database. */
async function countLeft({ store }: World, moveMs: number): Promise<number> {
  const database = await store.open();
  try {
    const { intents, jobs, rows } = await countOpen(database);
    const [hints] = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM connector.okta_hints');
    const left = intents + jobs + rows + (hints?.count ?? 0);
    if (left > 0) await database.query(MOVE_CLOCK, [moveMs]);
    return left;
  } finally {
    await database.close();
  }
}

/** Lets everything come to its end: calls, jobs, what Okta has told, and writes whose outcome nobody knows. */
export async function settle(world: World, load: Load): Promise<void> {
  if (!world.connector?.isAlive) await world.start();
  await world.moveClock(LATE_MS);
  await load.end();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let look = 0; look < LOOKS && !(await isQuiet(world)); look += 1) await delay(LOOK_EVERY_MS);
    await world.stop();
    if ((await countLeft(world, LATE_MS)) === 0) return;
    await world.start();
    // What was told by Okta is taken up a moment after the start.
    await delay(500);
  }
  world.record.odd.push(`it has not come to rest after ${ROUNDS} rounds`);
}
