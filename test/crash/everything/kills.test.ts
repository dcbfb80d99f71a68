import { randomInt } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../support/seeded-random.ts';
import type { Store } from '../stores.ts';
import { pick } from './deeds.ts';
import { judgeWorld } from './judge-world.ts';
import { liveOnce, type Moment } from './kills.ts';
import { startLoad } from './load.ts';
import { settle } from './settle.ts';
import { useStores } from './use-stores.ts';
import { openWorld } from './world.ts';

/** `KILLS=200` is `npm run test:kills`; `KILLS_SEED` brings the kills of a printed seed back, as far as timing can. */
const KILLS = Number(process.env.KILLS ?? 3);
const SEED = Number(process.env.KILLS_SEED ?? randomInt(2 ** 24));
/** After so many everything is let come to rest and judged; the next ones meet a new world. */
const KILLS_OF_A_WORLD = 10;
/** What passes between a kill and the next start: no lease has run out, leases of users and jobs have, all have. */
const PAUSES_MS = [0, 10_500, 10_500, 61_000];

const counts = new Map<Moment, number>();
const answers = new Map<string, number>();

/** Kills a connector so often, and lets everything come to rest. @returns what is not as it should be */
async function playWorld(store: Store, seed: number, kills: number): Promise<string[]> {
  const world = await openWorld(store);
  try {
    const random = seededRandom(seed);
    for (let i = 0; i < 8; i += 1) random();
    const load = startLoad(world, seed);
    for (let kill = 0; kill < kills; kill += 1) {
      const moment = await liveOnce(world, random);
      counts.set(moment, (counts.get(moment) ?? 0) + 1);
      // Whoever opens an embedded database ends all leases.
      if (!store.settings.DATA_DIR) await world.moveClock(pick(random, PAUSES_MS));
    }
    Object.assign(world.watches, { omni: {}, okta: {} });
    await settle(world, load);
    for (const [said, count] of world.record.answers) answers.set(said, (answers.get(said) ?? 0) + count);
    return await judgeWorld(world);
  } finally {
    await world.close();
  }
}

describe.each(useStores())('on %s', (label, create) => {
  test(
    `killed ${KILLS} times in the middle of everything that writes (KILLS_SEED=${SEED}), nothing is lost, wrong or silent`,
    async () => {
      counts.clear();
      answers.clear();
      const found: string[] = [];
      for (let done = 0; done < KILLS; done += KILLS_OF_A_WORLD) {
        const seed = SEED + done;
        const problems = await playWorld(await create(`${seed}`), seed, Math.min(KILLS_OF_A_WORLD, KILLS - done));
        const where = `KILLS_SEED=${seed} KILLS=${KILLS_OF_A_WORLD}`;
        found.push(...problems.map((problem) => `${where}: ${problem}`));
        process.stdout.write(`${label}, ${where}: ${problems.length === 0 ? 'all is well' : problems.join('\n')}\n`);
      }
      const told = (map: ReadonlyMap<string, number>) =>
        [...map]
          .sort()
          .map(([what, count]) => `${count} ${what}`)
          .join(', ');
      process.stdout.write(`${label}: ${KILLS} kills, seed ${SEED}: ${told(counts)}. Answers: ${told(answers)}\n`);
      expect(found).toEqual([]);
    },
    120_000 + KILLS * 60_000,
  );
});
