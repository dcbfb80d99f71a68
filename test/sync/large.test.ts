import { expect, test } from '@jest/globals';
import { eventually } from '../pushes/set-up.ts';
import { type ConnectorUnderTest, type StartOptions, useConnector } from '../support/connector.ts';
import { assign, held, until, worldOf, writeCount } from './set-up.ts';

const start = useConnector();
const MIB = 1_048_576;
const PAGE = 500;
const userName = (i: number): string => `user${i}@acme.example`;

/** As many assigned users; every hundredth has another value in Omni. */
async function crowd(count: number, options: StartOptions = {}): Promise<ConnectorUnderTest> {
  const c = await worldOf(start, { switches: { listValues: 'include' }, ...options });
  for (let i = 0; i < count; i += 1) {
    assign(c, userName(i), { regionOfUser: 'emea' });
    if (i % 100 !== 0) c.omni.setValue(userName(i), 'region', 'emea');
  }
  return c;
}

const startSync = async (c: ConnectorUnderTest): Promise<string> =>
  (await c.call('sync-from-okta', { references: ['region'], mode: 'job' })).body.jobId;

const pagesRead = (c: ConnectorUnderTest) => c.oktaOrg.log.filter({ method: 'GET', path: /\/apps\/[^/]+\/users$/ });

test('10,000 assigned users are read page by page, planned, and written where they differ', async () => {
  const c = await crowd(10_000);
  const before = process.memoryUsage().heapUsed;
  let most = 0;
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage().heapUsed);
  }, 20);
  const jobId = await startSync(c);
  const job = await until(c, jobId, 'done');
  clearInterval(sampling);
  expect(job).toMatchObject({ total: 10_000, changedCount: 100, unchangedCount: 9_900, failedCount: 0 });
  expect(pagesRead(c)).toHaveLength(10_000 / PAGE);
  expect(writeCount(c)).toBe(100);
  // 10,000 profiles as JSON are about 10 MiB; what is kept per page is gone with the page.
  process.stdout.write(`10,000 users synced with ${((most - before) / MIB).toFixed(0)} MiB of heap\n`);
  expect((most - before) / MIB).toBeLessThan(150);
});

/** Lets Okta be slow from the second page on, so that there is something to interrupt. */
function slowDown(c: ConnectorUnderTest): void {
  c.oktaOrg.faults.plan({ kind: 'latency', ms: 400 }, { path: /\/apps\/[^/]+\/users$/, skip: 1, times: 2 });
}

const hasCollected = (c: ConnectorUnderTest, jobId: string) => async (): Promise<boolean> => {
  const sql = 'SELECT count(*)::int AS count FROM connector.job_okta_users WHERE job_id = $1';
  const [found] = await c.connector.services.database.query<{ count: number }>(sql, [jobId]);
  return (found?.count ?? 0) > 0;
};

test('a sync that is cut off while it reads Okta goes on with the page that comes next', async () => {
  const c = await crowd(3 * PAGE);
  slowDown(c);
  const jobId = await startSync(c);
  await eventually(hasCollected(c, jobId));
  await c.connector.close();
  const after = await start({ omni: c.omni, oktaOrg: c.oktaOrg });
  expect(await until(after, jobId, 'done')).toMatchObject({ total: 3 * PAGE, changedCount: 15, failedCount: 0 });
  const firstPages = pagesRead(c).filter(({ query }) => !('after' in (query ?? {})));
  expect(firstPages).toHaveLength(1);
});

test('a page whose address Okta has forgotten makes the reading begin anew, and nobody is asked twice', async () => {
  const c = await crowd(3 * PAGE);
  const gone = { errorCode: 'E0000001', errorSummary: 'Api validation failed: after', errorCauses: [] };
  c.oktaOrg.faults.plan({ kind: 'answer', status: 400, body: gone }, { path: /\/apps\/[^/]+\/users$/, skip: 2 });
  const jobId = await startSync(c);
  expect(await until(c, jobId, 'done')).toMatchObject({ total: 3 * PAGE, changedCount: 15 });
  expect(held(c, userName(100))).toEqual({ region: 'emea' });
  expect(pagesRead(c)).toHaveLength(6);
});

test('somebody who comes with two pages, because the list has shifted, is one row', async () => {
  const c = await crowd(PAGE + 10);
  slowDown(c);
  const jobId = await startSync(c);
  await eventually(hasCollected(c, jobId));
  // Names sort before all others here and there; whoever stood at the end of the first page comes again.
  for (let i = 0; i < 3; i += 1) assign(c, `aaa${i}@acme.example`, { regionOfUser: 'emea' });
  const { total, failedCount } = await until(c, jobId, 'done');
  expect(failedCount).toBe(0);
  expect(total).toBeGreaterThanOrEqual(PAGE + 10);
  const { results } = (await c.call('list-job-results', { jobId, limit: 200 })).body;
  expect(new Set(results.map((row: { userName: string }) => row.userName)).size).toBe(results.length);
});
