import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../support/seeded-random.ts';
import { until } from '../../support/until.ts';
import { cutting } from './cuts.ts';
import { duplicating } from './duplicates.ts';
import { playTrouble } from './play-trouble.ts';
import { useStores } from './use-stores.ts';
import { openWorld, type World, type WorldOptions } from './world.ts';

const SEED = Number(process.env.KILLS_SEED ?? randomInt(2 ** 24));
const LOAD_MS = 1_000 * Number(process.env.LOAD_SECONDS ?? 2);
/** Of the pieces that are on their way. */
const CUT_SHARE = 0.04;

/** The trouble lasts, and longer where a slow machine has met none of it yet. */
async function troubled(isMet: () => boolean): Promise<void> {
  await delay(LOAD_MS);
  await until(isMet);
}

describe.each(useStores())(`on %s (KILLS_SEED=${SEED})`, (label, create) => {
  let made = 0;
  const open = async (options?: WorldOptions): Promise<World> => {
    made += 1;
    return await openWorld(await create(`${made}`), options);
  };

  test('connections that are cut in the middle of a body, on every way, lose nothing and make nothing untrue', async () => {
    const cuts = { there: 0, back: 0 };
    const way = cutting(seededRandom(SEED), CUT_SHARE, cuts);
    const problems = await playTrouble(
      () => open({ toOmni: way, toOkta: way, toConnector: way }),
      SEED,
      () => troubled(() => cuts.there > 0 && cuts.back > 0),
    );
    process.stdout.write(`${label}: ${cuts.there} requests and ${cuts.back} answers were cut\n`);
    expect(problems).toEqual([]);
    expect(Math.min(cuts.there, cuts.back)).toBeGreaterThan(0);
  });

  test('requests that come twice have the effect of one', async () => {
    const duplicates = { count: 0 };
    const way = duplicating(seededRandom(SEED), duplicates);
    const problems = await playTrouble(
      () => open({ toOmni: way, toConnector: way }),
      SEED,
      () => troubled(() => duplicates.count > 0),
      { comesTwice: true },
    );
    process.stdout.write(`${label}: ${duplicates.count} requests were sent twice\n`);
    expect(problems).toEqual([]);
    expect(duplicates.count).toBeGreaterThan(0);
  });
});
