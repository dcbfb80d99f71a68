import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import axios from 'axios';
import { growthOf, type Sample, usualOf } from './flatness.ts';
import { judgeWorld } from './judge-world.ts';
import { startLoad } from './load.ts';
import { settle } from './settle.ts';
import { useStores } from './use-stores.ts';
import { openWorld, type World } from './world.ts';

/** `SOAK_MINUTES=20` is `npm run test:soak`. */
const MINUTES = Number(process.env.SOAK_MINUTES ?? 0.1);
const SEED = Number(process.env.KILLS_SEED ?? randomInt(2 ** 24));
/** Twenty keys of Omni. */
const PER_MINUTE = 1_200;
/** About as much as the budget lets through. */
const REST_MS = 1_500;
const SAMPLES = 30;
/** In less time nothing can be said about what grows. */
const LEAST_MINUTES = 5;
/** Of the usual value. */
const MOST_GROWTH = 0.1;
const MOST_HANDLES = 5;

const MEASURED = {
  rss: 'process_resident_memory_bytes',
  heap: 'nodejs_heap_size_used_bytes',
  handles: 'nodejs_active_resources_total',
  database: 'okta_workflows_omni_database_bytes',
} as const;
type Measured = Record<keyof typeof MEASURED, Sample[]>;

/** So long a process has to collect its garbage before it is asked what it holds. */
const COLLECT_MS = 500;

/** What is in use: garbage of the last seconds comes to as much as all that, and now more, now less. */
async function look(world: World, measured: Measured): Promise<void> {
  world.connector?.tell({ collect: true });
  await delay(COLLECT_MS);
  const { data } = await axios.get<string>(`${world.url}/metrics`, {
    headers: { authorization: `Bearer ${await world.token()}` },
  });
  for (const [name, metric] of Object.entries(MEASURED)) {
    const [, value] = new RegExp(`^${metric} (\\S+)$`, 'm').exec(data) ?? [];
    // A busy database may not tell its size in time.
    if (value !== undefined) measured[name as keyof Measured].push({ at: Date.now(), value: Number(value) });
  }
}

const inMb = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

describe.each(useStores())('on %s', (label, create) => {
  test(
    `after ${MINUTES} minutes of everything at once (KILLS_SEED=${SEED}) nothing is lost, nothing was too much, and memory is flat`,
    async () => {
      const world = await openWorld(await create('soak'), { requestsPerMinute: PER_MINUTE });
      try {
        await world.start({ OMNI_REQUESTS_PER_MINUTE: `${PER_MINUTE}` });
        const load = startLoad(world, SEED, REST_MS);
        const measured: Measured = { rss: [], heap: [], handles: [], database: [] };
        for (let sample = 0; sample < SAMPLES; sample += 1) {
          await delay((MINUTES * 60_000) / SAMPLES);
          await look(world, measured);
        }
        const refused = world.omni.log.count({ status: 429 });
        const requests = world.omni.log.count();
        const { done } = load;
        await settle(world, load);
        const [rss, heap, handles, database] = [measured.rss, measured.heap, measured.handles, measured.database];
        process.stdout.write(
          `${label}, ${MINUTES} minutes, seed ${SEED}: ${done} things done, ${requests} requests to Omni, ${refused} of ` +
            `them 429; memory ${inMb(usualOf(rss))} (${inMb(growthOf(rss))} more in the last two thirds), heap ` +
            `${inMb(usualOf(heap))} (${inMb(growthOf(heap))} more), ${usualOf(handles)} handles ` +
            `(${growthOf(handles).toFixed(1)} more), database ${inMb(usualOf(database))} (${inMb(growthOf(database))} more)\n`,
        );
        expect(Math.min(...Object.values(measured).map(({ length }) => length))).toBeGreaterThan(SAMPLES / 2);
        expect(refused).toBe(0);
        expect(await judgeWorld(world)).toEqual([]);
        if (MINUTES < LEAST_MINUTES) return;
        expect(growthOf(rss) / usualOf(rss)).toBeLessThan(MOST_GROWTH);
        expect(growthOf(heap) / usualOf(heap)).toBeLessThan(MOST_GROWTH);
        expect(growthOf(handles)).toBeLessThan(MOST_HANDLES);
      } finally {
        await world.close();
      }
    },
    300_000 + MINUTES * 120_000,
  );
});
