import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { crossedDatabases, useDatabase } from '../support/databases.ts';
import { IS_LONG } from '../support/is-long.ts';
import { judge } from './model.ts';
import { ONCE_FAILED } from './support/once-failed.ts';
import { play } from './support/play.ts';
import { scenarios } from './support/scenario.ts';
import { prepare } from './support/test-database.ts';

/** `ORDER_SEED=7` plays the same scenarios again; with `ORDER_RUNS` new ones. */
const SEED = Number(process.env.ORDER_SEED ?? (process.env.ORDER_RUNS ? Date.now() % 1_000_000 : 7));
/** On each database; thousands with `npm run test:order`. Each takes some hundred steps. */
const PLAYS = Number(process.env.ORDER_RUNS ?? (IS_LONG ? 50 : 10));
const TIMEOUT_MS = 120_000 + PLAYS * 2_000;

describe.each(crossedDatabases)('on %s', (_label, open) => {
  const db = useDatabase(async () => {
    const database = await open();
    await prepare(database);
    return database;
  });

  test.each(ONCE_FAILED)('%s', async (_what, scenario) => {
    const { played, failures } = await play(scenario, db());
    expect([...judge(played), ...failures.map(String)]).toEqual([]);
  });

  test(
    `whatever stalls, dies, breaks off or comes late, the newest wish counts and no answer says too much (ORDER_SEED=${SEED})`,
    async () => {
      const property = fc.asyncProperty(scenarios, async (scenario) => {
        const { played, failures, trace } = await play(scenario, db());
        const problems = [...judge(played), ...failures.map(String)];
        if (problems.length > 0) throw new Error([...problems, ...trace].join('\n'));
      });
      const found = await fc.check(property, {
        seed: SEED,
        numRuns: PLAYS,
        interruptAfterTimeLimit: TIMEOUT_MS - 20_000,
      });
      if (found.failed) throw new Error(`${fc.defaultReportMessage(found)}\n${found.errorInstance}`);
      expect(found.numRuns).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});
