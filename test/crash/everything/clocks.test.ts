import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { playTrouble } from './play-trouble.ts';
import { useStores } from './use-stores.ts';
import { openWorld, type World } from './world.ts';

const SEED = Number(process.env.KILLS_SEED ?? randomInt(2 ** 24));
const LOAD_MS = 250 * Number(process.env.LOAD_SECONDS ?? 2);
const HOUR_MS = 3_600_000;
/** How wrong the clock of the process is, and how far that of the database is moved. */
const JUMPS = [
  [HOUR_MS, 0],
  [0, HOUR_MS],
  [-HOUR_MS, 0],
  [0, HOUR_MS],
] as const;

async function jump(world: World): Promise<void> {
  for (const [shiftMs, moveMs] of JUMPS) {
    world.connector?.tell({ shiftMs });
    if (moveMs !== 0) await world.moveClock(moveMs);
    await delay(LOAD_MS);
  }
}

describe.each(useStores())(`on %s (KILLS_SEED=${SEED})`, (_, create) => {
  test('clocks that jump by an hour, that of the process forward and back, that of the database forward, change no order', async () => {
    expect(await playTrouble(async () => openWorld(await create('clocks')), SEED, jump)).toEqual([]);
  });
});
