import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { playTrouble } from './play-trouble.ts';
import { useStores } from './use-stores.ts';
import { openWorld, type World } from './world.ts';

const SEED = Number(process.env.KILLS_SEED ?? randomInt(2 ** 24));
const LOAD_MS = 1_000 * Number(process.env.LOAD_SECONDS ?? 4);
const HOUR_MS = 3_600_000;
/** Long enough that leases are taken again in between, to be lost once more. */
const EVERY_MS = 250;
/** How wrong the clock of the process is, and how far that of the database is moved. */
const JUMPS = [
  [HOUR_MS, 0],
  [0, HOUR_MS],
  [-HOUR_MS, 0],
  [0, HOUR_MS],
] as const;

/**
 * The embedded database has the clock of its process: where that were set back, so would be its own, and a wish that is
 * on its way then may win over one that is accepted right after it (docs/order.md).
 */
async function jump(world: World): Promise<void> {
  const isServer = world.store.settings.DATA_DIR === undefined;
  for (let i = 0; i < LOAD_MS / EVERY_MS; i += 1) {
    const [shiftMs = 0, moveMs = 0] = JUMPS[i % JUMPS.length] ?? [];
    if (isServer) world.connector?.tell({ shiftMs });
    if (moveMs > 0) await world.moveClock(moveMs);
    await delay(EVERY_MS);
  }
}

describe.each(useStores())(`on %s (KILLS_SEED=${SEED})`, (_, create) => {
  test('clocks that jump by an hour, that of the process forward and back, that of the database forward, change no order', async () => {
    expect(await playTrouble(async () => openWorld(await create('clocks')), SEED, jump)).toEqual([]);
  });
});
