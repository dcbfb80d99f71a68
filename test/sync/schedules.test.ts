import { expect, test } from '@jest/globals';
import { eventually } from '../pushes/set-up.ts';
import { useReceiver } from '../pushes-callback/receiver.ts';
import { type ConnectorUnderTest, type StartOptions, useConnector } from '../support/connector.ts';
import { fastClock } from '../support/fast-clock.ts';
import { ADA, assign, held, ok, worldOf } from './set-up.ts';

const start = useConnector();
const receiver = useReceiver();

const EVERY_FIVE_MINUTES = { SYNC_SCHEDULE: '*/5 * * * *' };
const FIVE_MINUTES_MS = 300_000;

/** A connector whose hour passes in 4 s, between an Okta and an Omni with one user to sync. */
async function world(options: StartOptions = {}): Promise<ConnectorUnderTest> {
  const c = await worldOf(start, { clock: fastClock(900), environment: EVERY_FIVE_MINUTES, ...options });
  assign(c, ADA, { regionOfUser: 'emea' });
  return c;
}

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
  const begin = c.connector.services.clock.now();
  await eventually(async () => c.connector.services.clock.now() > begin + 2 * FIVE_MINUTES_MS);
  expect(await jobs(c)).toEqual([]);
});

test('a due sync pushes what Okta holds, in the name of the schedule', async () => {
  const c = await world();
  await eventually(async () => held(c, ADA).region === 'emea');
  expect(await jobs(c)).toMatchObject([{ kind: 'sync', clientId: 'schedule' }]);
  expect(c.logLines.some((line) => line.includes('a scheduled run has started'))).toBe(true);
});

test('of two replicas just one starts each run', async () => {
  const clock = fastClock(900);
  const c = await world({ clock });
  const begin = clock.now();
  const other = await start({ clock, omni: c.omni, oktaOrg: c.oktaOrg, environment: EVERY_FIVE_MINUTES });
  await eventually(async () => (await jobs(c)).length >= 3);
  await Promise.all([c.connector.close(), other.connector.close()]);
  const started = (await runs(c, 'started')) + (await runs(other, 'started'));
  const found = (await jobs(c)).length;
  expect(started).toBe(found);
  expect(found).toBeLessThanOrEqual(Math.floor((clock.now() - begin) / FIVE_MINUTES_MS) + 1);
});

test('a run is left out while the last one waits, and the next one starts when that has ended', async () => {
  const c = await world({ environment: { ...EVERY_FIVE_MINUTES, GUARD_MAX_CHANGED_USERS: '0' } });
  await eventually(async () => (await jobs(c)).some(({ status }) => status === 'needs-approval'));
  const before = await runs(c, 'skipped');
  await eventually(async () => (await runs(c, 'skipped')) > before);
  const [job, ...others] = await jobs(c);
  expect(others).toEqual([]);
  ok(await c.call('approve-job', { jobId: job?.id }));
  await eventually(async () => (await jobs(c)).length > 1);
  expect(held(c, ADA)).toEqual({ region: 'emea' });
});

test('a start that Okta has thwarted is tried again', async () => {
  const c = await world();
  c.oktaOrg.faults.plan({ kind: 'answer', status: 403, body: {} }, { path: '/api/v1/meta/schemas', times: 2 });
  await eventually(async () => (await jobs(c)).length > 0);
  // On a slow machine a start may be thwarted by its own time limit as well.
  expect(await runs(c, 'failed')).toBeGreaterThanOrEqual(2);
  expect(c.logLines.some((line) => line.includes('OKTA_ACCESS_REFUSED'))).toBe(true);
});

test('a time that passed while nobody ran is made up for once', async () => {
  const yearly = { SYNC_SCHEDULE: '0 0 1 1 *' };
  const c = await world({ environment: yearly });
  const { database } = c.connector.services;
  await eventually(async () => (await database.query('SELECT FROM connector.schedules')).length === 1);
  await c.connector.close();
  await database.query('UPDATE connector.schedules SET due_at = due_at - 400 * 86400000::bigint');
  const after = await start({ omni: c.omni, oktaOrg: c.oktaOrg, environment: yearly });
  await eventually(async () => held(after, ADA).region === 'emea');
  expect(await jobs(after)).toHaveLength(1);
});

test('another pattern counts at once', async () => {
  const c = await world({ environment: { SYNC_SCHEDULE: '0 0 1 1 *' } });
  const { database } = c.connector.services;
  await eventually(async () => (await database.query('SELECT FROM connector.schedules')).length === 1);
  await c.connector.close();
  const after = await start({
    clock: fastClock(900),
    omni: c.omni,
    oktaOrg: c.oktaOrg,
    environment: EVERY_FIVE_MINUTES,
  });
  await eventually(async () => (await jobs(after)).length > 0);
});

test('the end of a scheduled run is told to the callback of the settings', async () => {
  const { url, jobs: told } = await receiver();
  const callback = { SCHEDULE_CALLBACK_URL: url, CALLBACK_HOSTS: '127.0.0.1' };
  await world({ environment: { ...EVERY_FIVE_MINUTES, ...callback } });
  await eventually(async () => told.length > 0);
  expect(told[0]).toMatchObject({ kind: 'sync', status: 'done', changedCount: 1 });
});

test('a callback that may not be called stops the start, not the night', async () => {
  const environment = { ...EVERY_FIVE_MINUTES, SCHEDULE_CALLBACK_URL: 'https://elsewhere.example/invoke' };
  await expect(start({ oktaOrg: {}, environment })).rejects.toMatchObject({ code: 'CALLBACK_NOT_ALLOWED' });
});

test('a due drift report compares, writes nothing, and is told by metric and log', async () => {
  const c = await world({ environment: { DRIFT_REPORT_SCHEDULE: '*/5 * * * *' } });
  expect((await c.send('GET', '/metrics')).text).not.toMatch(/^okta_workflows_omni_drift{/m);
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
