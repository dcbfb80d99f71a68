import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { addBoth, coverage, drift, expectOnlyRead, seed } from './set-up.ts';

const start = useConnector();
const MIB = 1_048_576;
const USERS = 10_000;
const MOST_MIB = 100;

/** The most heap that the work takes beyond what was there before it. */
async function heapOf<T>(work: () => Promise<T>): Promise<{ result: T; growth: number; seconds: number }> {
  await delay(10);
  const before = process.memoryUsage().heapUsed;
  let most = before;
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage().heapUsed);
  }, 20);
  const begin = Date.now();
  try {
    const result = await work();
    return { result, growth: (most - before) / MIB, seconds: (Date.now() - begin) / 1_000 };
  } finally {
    clearInterval(sampling);
  }
}

test(`${USERS} users and three attributes are reported in flat memory`, async () => {
  const c = await start({ oktaOrg: true, switches: { listValues: 'include' }, logLevel: 'warn' });
  seed(c);
  for (let i = 0; i < USERS; i += 1) {
    const values = { region: 'emea', seats: `${i}`, tier: 'gold' };
    addBoth(c, `user${i}@acme.example`, values, i % 100 === 0 ? { region: 'emea', seats: i } : { ...values, seats: i });
  }
  for (const report of [() => drift(c), () => coverage(c)]) {
    const { result, growth, seconds } = await heapOf<{ readonly message: string }>(report);
    process.stdout.write(`${result.message} ${seconds} s, ${growth.toFixed(0)} MiB of heap, doubles and all\n`);
    expect(growth).toBeLessThan(MOST_MIB);
  }
  expect(await drift(c)).toMatchObject({ oktaUserCount: USERS, sameCount: 3 * USERS - USERS / 100, driftCount: 100 });
  await expectOnlyRead(c);
});
