import { expect, test } from '@jest/globals';
import { eventually } from '../pushes/set-up.ts';
import { useReceiver } from '../pushes-callback/receiver.ts';
import { type ConnectorUnderTest, type StartOptions, useConnector } from '../support/connector.ts';
import { type FastClock, fastClock } from '../support/fast-clock.ts';
import { ADA, assign, held, ok, worldOf } from './set-up.ts';

const start = useConnector();
const receiver = useReceiver();

const EVERY_FIVE_MINUTES = { SYNC_SCHEDULE: '*/5 * * * *' };
const FIVE_MINUTES_MS = 300_000;

type World = ConnectorUnderTest & { readonly clock: FastClock };

/** A connector between an Okta and an Omni with one user to sync, whose first look at the schedule is over. */
async function world({ clock = fastClock(20), ...options }: StartOptions & { readonly clock?: FastClock } = {}) {
  const c = await worldOf(start, { environment: EVERY_FIVE_MINUTES, ...options, clock });
  assign(c, ADA, { regionOfUser: 'emea' });
  if (Object.keys(options.environment ?? EVERY_FIVE_MINUTES).length > 0) await hasLooked(c);
  return Object.assign(c, { clock });
}

const hasLooked = ({ connector }: ConnectorUnderTest): Promise<void> =>
  eventually(async () => (await connector.services.database.query('SELECT FROM connector.schedules')).length > 0);

/** Lets the next run be due, which a look finds: what has begun until then goes on at its own pace. */
const nextRun = ({ clock }: World): void => clock.leap(FIVE_MINUTES_MS);

interface StartedJob {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly clientId: string;
}

const jobs = ({ connector }: ConnectorUnderTest): Promise<StartedJob[]> =>
  connector.services.database.query<StartedJob>(
    'SELECT id, kind, status, client_id AS "clientId" FROM connector.jobs ORDER BY accepted_seq',
  );

const runs = async ({ connector }: ConnectorUnderTest, outcome: string): Promise<number> => {
  const { values } = await connector.services.metrics.scheduledRuns.get();
  return values.filter(({ labels }) => labels.outcome === outcome).reduce((sum, { value }) => sum + value, 0);
};

test('nothing starts by itself unless a schedule is set', async () => {
  const c = await world({ environment: {} });
  nextRun(c);
  await c.clock.sleep(20_000);
  expect(await jobs(c)).toEqual([]);
});

test('a due sync pushes what Okta holds, in the name of the schedule', async () => {
  const c = await world();
  nextRun(c);
  await eventually(async () => held(c, ADA).region === 'emea');
  expect(await jobs(c)).toMatchObject([{ kind: 'sync', clientId: 'schedule' }]);
  expect(c.logLines.some((line) => line.includes('a scheduled run has started'))).toBe(true);
});

test('of two replicas just one starts each run', async () => {
  // Without a leap, which would end the lease of a replica that is just starting a run.
  const clock = fastClock(50);
  const environment = { SYNC_SCHEDULE: '* * * * *' };
  const c = await world({ clock, environment });
  const begin = clock.now();
  const other = await start({ clock, environment, omni: c.omni, oktaOrg: c.oktaOrg });
  await eventually(async () => (await jobs(c)).length >= 3);
  await Promise.all([c.connector.close(), other.connector.close()]);
  const started = (await runs(c, 'started')) + (await runs(other, 'started'));
  const found = (await jobs(c)).length;
  expect(started).toBe(found);
  expect(found).toBeLessThanOrEqual(Math.floor((clock.now() - begin) / 60_000) + 1);
});

test('a run is left out while the last one waits, and the next one starts when that has ended', async () => {
  const c = await world({ environment: { ...EVERY_FIVE_MINUTES, GUARD_MAX_CHANGED_USERS: '0' } });
  nextRun(c);
  await eventually(async () => (await jobs(c))[0]?.status === 'needs-approval');
  nextRun(c);
  await eventually(async () => (await runs(c, 'skipped')) > 0);
  const [job, ...others] = await jobs(c);
  expect(others).toEqual([]);
  ok(await c.call('approve-job', { jobId: job?.id }));
  await eventually(async () => (await jobs(c))[0]?.status === 'done');
  nextRun(c);
  await eventually(async () => (await jobs(c)).length > 1);
  expect(held(c, ADA)).toEqual({ region: 'emea' });
});

test('a start that Okta has thwarted is tried again', async () => {
  const c = await world();
  c.oktaOrg.faults.plan({ kind: 'answer', status: 403, body: {} }, { path: '/api/v1/meta/schemas', times: 2 });
  nextRun(c);
  for (const count of [1, 2]) {
    await eventually(async () => (await runs(c, 'failed')) >= count);
    c.clock.leap(60_000);
  }
  await eventually(async () => (await jobs(c)).length > 0);
  // On a slow machine a start may be thwarted by its own time limit as well.
  expect(await runs(c, 'failed')).toBeGreaterThanOrEqual(2);
  expect(c.logLines.some((line) => line.includes('OKTA_ACCESS_REFUSED'))).toBe(true);
});

test('a time that passed while nobody ran is made up for once', async () => {
  const yearly = { SYNC_SCHEDULE: '0 0 1 1 *' };
  const c = await world({ environment: yearly });
  const { database } = c.connector.services;
  await c.connector.close();
  await database.query('UPDATE connector.schedules SET due_at = due_at - 400 * 86400000::bigint');
  const after = await start({ omni: c.omni, oktaOrg: c.oktaOrg, environment: yearly });
  await eventually(async () => held(after, ADA).region === 'emea');
  expect(await jobs(after)).toHaveLength(1);
});

test('another pattern counts at once', async () => {
  const c = await world({ environment: { SYNC_SCHEDULE: '0 0 1 1 *' } });
  await c.connector.close();
  const { clock, omni, oktaOrg } = c;
  const after = await start({ clock, omni, oktaOrg, environment: EVERY_FIVE_MINUTES });
  const soon = clock.now() + FIVE_MINUTES_MS;
  const dueSoon = 'SELECT FROM connector.schedules WHERE due_at <= $1';
  await eventually(async () => (await after.connector.services.database.query(dueSoon, [soon])).length === 1);
  nextRun(c);
  await eventually(async () => (await jobs(after)).length > 0);
});

test('the end of a scheduled run is told to the callback of the settings', async () => {
  const { url, jobs: told } = await receiver();
  const callback = { SCHEDULE_CALLBACK_URL: url, CALLBACK_HOSTS: '127.0.0.1' };
  nextRun(await world({ environment: { ...EVERY_FIVE_MINUTES, ...callback } }));
  await eventually(async () => told.length > 0);
  expect(told[0]).toMatchObject({ kind: 'sync', status: 'done', changedCount: 1 });
});

test('a callback that may not be called stops the start, not the night', async () => {
  const environment = { ...EVERY_FIVE_MINUTES, SCHEDULE_CALLBACK_URL: 'https://elsewhere.example/invoke' };
  await expect(start({ oktaOrg: {}, environment })).rejects.toThrow(
    /^SCHEDULE_CALLBACK_URL: No callback is sent to elsewhere\.example: .*CALLBACK_HOSTS does not name it\. Name the https/,
  );
});

test('a due drift report compares, writes nothing, and is told by metric and log', async () => {
  const c = await world({ environment: { DRIFT_REPORT_SCHEDULE: '*/5 * * * *' } });
  expect((await c.send('GET', '/metrics')).text).not.toMatch(/^okta_workflows_omni_drift{/m);
  nextRun(c);
  await eventually(async () => (await jobs(c))[0]?.status === 'done');
  expect((await jobs(c))[0]).toMatchObject({ kind: 'drift', clientId: 'schedule' });
  expect(held(c, ADA)).toEqual({});
  const { text } = await c.send('GET', '/metrics');
  expect(text).toContain('okta_workflows_omni_drift{counter="onlyInOktaCount"} 1');
  expect(text).toMatch(/^okta_workflows_omni_drift_report_timestamp_seconds \d{10}/m);
  const line = c.logLines.find((one) => one.includes('a report has ended')) ?? '';
  expect(line).toContain('1 difference');
  expect(line).not.toContain(ADA);
});
