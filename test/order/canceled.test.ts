import { expect, test } from '@jest/globals';
import { useReceiver } from '../pushes-callback/receiver.ts';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { quickClock } from '../support/quick-clock.ts';
import {
  ADA,
  BEN,
  endLeases,
  eventually,
  getJob,
  held,
  ok,
  outcomes,
  patches,
  REPLICA,
  row,
  started,
  until,
  worldOf,
} from './set-up.ts';
import { stallAfterClaim, stallBeforeClaim } from './support/stall.ts';

const start = useConnector();
const receive = useReceiver();

/** A job that is canceled while its first row is on its way; Omni answers that write when `goOn` is called. */
async function canceled() {
  const receiver = await receive();
  const c = await worldOf(start, { environment: { CALLBACK_HOSTS: '127.0.0.1' } });
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'PATCH' });
  const rows = [row(ADA, { region: 'by job' }), row(BEN, { region: 'by job' })];
  const jobId = await started(c, 'push-users', { rows, mode: 'job', callbackUrl: receiver.url });
  await eventually(() => patches(c) === 1);
  expect(ok(await c.call('cancel-job', { jobId }))).toEqual({ jobId, status: 'canceled' });
  return { c, jobId, goOn, receiver };
}

test('a canceled job has ended when its last row has: then it is told, once and with the counts that stay', async () => {
  const { c, jobId, goOn, receiver } = await canceled();
  expect(await getJob(c, jobId)).toMatchObject({ status: 'canceled', changedCount: 0, finishedAt: '' });
  expect(await outcomes(c, jobId)).toEqual(['pending', 'pending']);
  // Longer than a turn lasts that nobody keeps, and callbacks look each second.
  await c.connector.services.clock.sleep(1_500);
  expect(receiver.jobs).toEqual([]);
  goOn();
  await eventually(() => receiver.jobs.length > 0);
  const ended = await getJob(c, jobId);
  expect(ended).toMatchObject({ status: 'canceled', changedCount: 1, finishedAt: expect.stringContaining('Z') });
  expect(receiver.jobs).toEqual([ended]);
  expect(await outcomes(c, jobId)).toEqual(['changed', 'pending']);
  expect(held(c, BEN)).toEqual({ region: 'apac' });
});

test('its undo waits for the row that is on its way, and takes it back', async () => {
  const { c, jobId, goOn } = await canceled();
  const undoing = started(c, 'undo-job', { jobId });
  goOn();
  const undo = await undoing;
  await until(c, undo, 'done');
  expect(await outcomes(c, undo)).toEqual(['changed']);
  expect(held(c)).toMatchObject({ region: 'emea' });
});

test('a retry that would come too early says that it has not ended', async () => {
  const c = await worldOf(start, { clock: quickClock() });
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'PATCH' });
  const jobId = await started(c, 'push-users', { rows: [row(ADA, { region: 'by job' })], mode: 'job' });
  await eventually(() => patches(c) === 1);
  // Nor does an answer come when it is read back.
  c.omni.faults.plan({ kind: 'silence-before' }, { method: 'GET', times: Number.POSITIVE_INFINITY });
  ok(await c.call('cancel-job', { jobId }));
  const { message } = expectError(await c.call('retry-job', { jobId }), 409, 'JOB_NOT_ENDED');
  expect(message).toContain('canceled, and its last row is on its way');
  c.omni.faults.clear();
  goOn();
});

test('a worker that was stalled until its canceled job had ended writes nothing of it', async () => {
  const { wakeAfter, reached, ...stall } = stallBeforeClaim();
  const stalled = await worldOf(start, stall);
  const jobId = await started(stalled, 'push-users', { rows: [row(ADA, { region: 'by job' })], mode: 'job' });
  await reached;
  const c = await start({ omni: stalled.omni, ...REPLICA });
  ok(await c.call('cancel-job', { jobId }));
  await endLeases(c);
  await c.connector.services.database.query('UPDATE connector.jobs SET lease_until = 0');
  await eventually(async () => (await getJob(c, jobId)).finishedAt !== '');
  wakeAfter(12_000);
  const { database } = c.connector.services;
  await eventually(
    async () => (await database.query('SELECT FROM connector.leases WHERE name = $1', [`user:${ADA}`])).length === 0,
  );
  expect(patches(c)).toBe(0);
  expect(await outcomes(c, jobId)).toEqual(['pending']);
});

test.each([
  ['at its first try', ''],
  ['after one that has met something else', 'OMNI_UNREACHABLE'],
])('a write that was cut off %s, and may have happened, is taken back by its undo', async (_what, code) => {
  const { wakeAfter, reached, ...stall } = stallAfterClaim();
  const stalled = await worldOf(start, stall);
  const rows = [row(ADA, { region: 'by job' })];
  const jobId = await started(stalled, 'push-users', { rows, mode: 'job', maxChangedUsers: 0 });
  await until(stalled, jobId, 'needs-approval');
  const { database } = stalled.connector.services;
  await database.query('UPDATE connector.push_rows SET code = $2 WHERE job_id = $1', [jobId, code]);
  ok(await stalled.call('approve-job', { jobId }));
  await reached;
  // What it has noted has reached Omni, and nobody hears of it again.
  stalled.omni.setValue(ADA, 'region', 'by job');
  const c = await start({ omni: stalled.omni, ...REPLICA });
  ok(await c.call('cancel-job', { jobId }));
  await endLeases(c);
  await database.query('UPDATE connector.jobs SET lease_until = 0');
  await eventually(async () => (await getJob(c, jobId)).finishedAt !== '');
  wakeAfter(12_000);
  expect(await outcomes(c, jobId)).toEqual(['pending OMNI_WRITE_UNCERTAIN']);
  const undo = await started(c, 'undo-job', { jobId });
  await until(c, undo, 'done');
  expect(held(c)).toMatchObject({ region: 'emea' });
});
