import { expect, test } from '@jest/globals';
import { noteAssigned } from '../../src/store/assigned-users.ts';
import { acquireLease, releaseLease, userLease } from '../../src/store/leases.ts';
import { useConnector } from '../support/connector.ts';
import { ADA, assign, ok, worldOf } from '../sync/set-up.ts';
import { eventually, held, minutesAgo, outcomes, row, set, started, until } from './set-up.ts';

const start = useConnector();

async function world() {
  const c = await worldOf(start);
  assign(c, ADA, { regionOfUser: 'emea' });
  return c;
}
type World = Awaited<ReturnType<typeof world>>;

/** A sync that has read Okta and waits before its first write. */
async function heldSync(c: World): Promise<string> {
  const jobId = await started(c, 'sync-from-okta', { references: ['region'], maxChangedUsers: 0 });
  await until(c, jobId, 'needs-approval');
  return jobId;
}

async function approved(c: World, jobId: string): Promise<string[]> {
  ok(await c.call('approve-job', { jobId }));
  await until(c, jobId, 'done');
  return await outcomes(c, jobId);
}

test('what was written after Okta was read stays, though the sync is written later', async () => {
  const c = await world();
  const sync = await heldSync(c);
  await set(c, ADA, { region: 'by call' });
  expect(await approved(c, sync)).toEqual(['unchanged ROW_SUPERSEDED']);
  expect(held(c, ADA)).toEqual({ region: 'by call' });
});

test('what was written before Okta was read does not', async () => {
  const c = await world();
  await set(c, ADA, { region: 'by call' });
  expect(await approved(c, await heldSync(c))).toEqual(['changed']);
  expect(held(c, ADA)).toEqual({ region: 'emea' });
});

test('an event that happened before Okta was read loses to the sync, and one that happened after it wins', async () => {
  const c = await world();
  await approved(c, await heldSync(c));
  const before = { eventId: 'e1', eventTime: minutesAgo(c, 5) };
  expect(await set(c, ADA, { region: 'before' }, before)).toMatchObject({ skippedReason: 'older-event' });
  expect(await set(c, ADA, { region: 'after' }, { eventId: 'e2', eventTime: minutesAgo(c, 0) })).toMatchObject({
    changed: true,
  });
});

test('a sync-user that is repeated under its Idempotency-Key is as old as what it reads of Okta by then', async () => {
  const c = await world();
  const call = { userName: ADA, references: ['region'] };
  const again = () => c.call('sync-user', call, { 'idempotency-key': 'sync-1' });
  c.omni.faults.plan({ kind: 'answer', status: 422, body: { detail: 'Not now' } }, { method: 'PATCH' });
  expect(await again()).toMatchObject({ status: 422 });
  await approved(c, await heldSync(c));
  c.oktaOrg.updateProfile(ADA, { regionOfUser: 'amer' });
  expect(ok(await again())).toMatchObject({ changed: true, skippedReason: '' });
  expect(held(c, ADA)).toEqual({ region: 'amer' });
});

test('the time of the row counts, not that of its job: an event between the two loses', async () => {
  const c = await world();
  const sync = await heldSync(c);
  const { database } = c.connector.services;
  const [{ placed, read } = { placed: 0, read: 0 }] = await database.query<{ placed: number; read: number }>(
    'SELECT place_at AS placed, wished_at AS read FROM connector.jobs JOIN connector.push_rows ON id = job_id',
  );
  expect(read).toBeGreaterThanOrEqual(placed);
  // As if the sync had waited an hour for its turn before it read Okta.
  await database.query('UPDATE connector.jobs SET place_at = place_at - 3600000');
  expect(await set(c, ADA, { region: 'meanwhile' }, { eventId: 'e1', eventTime: minutesAgo(c, 30) })).toMatchObject({
    changed: true,
  });
  expect(await approved(c, sync)).toEqual(['changed']);
  expect(held(c, ADA)).toEqual({ region: 'emea' });
});

test('whom no page shows is as old as the first of them: what was written while the others were read stays', async () => {
  const c = await worldOf(start, { switches: { listValues: 'include' } });
  // One more than two pages hold.
  for (let i = 0; i <= 1_000; i += 1) assign(c, `user${i}@acme.example`, { regionOfUser: '' });
  c.omni.addUser({ userName: ADA });
  await noteAssigned(c.connector.services.database, { oktaUserId: 'gone', userName: ADA });
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  c.oktaOrg.faults.plan({ kind: 'held', until: promise }, { path: /\/apps\/[^/]+\/users$/, skip: 1 });
  const sync = await started(c, 'sync-from-okta', { references: ['region'], clearLeftovers: true, mode: 'job' });
  await eventually(() => c.oktaOrg.log.count({ method: 'GET', path: /\/apps\/[^/]+\/users$/ }) === 2);
  await set(c, ADA, { region: 'by call' });
  goOn();
  await until(c, sync, 'done');
  expect(await outcomes(c, sync)).toEqual(['unchanged ROW_SUPERSEDED']);
  expect(held(c, ADA)).toEqual({ region: 'by call' });
});

test('the same push is a new wish where a sync of its user, named by their id in Okta, was accepted in between', async () => {
  const c = await world();
  const push = { rows: [row(ADA, { region: 'amer' })], mode: 'job', maxChangedUsers: 0 };
  const first = await started(c, 'push-users', push);
  await until(c, first, 'needs-approval');
  const { database } = c.connector.services;
  const lease = await acquireLease(database, { name: userLease(ADA), owner: 'somebody', leaseMs: 600_000 });
  const syncing = c.call('sync-user', { oktaUserId: c.oktaOrg.user(ADA).id });
  await eventually(async () => (await database.query('SELECT FROM connector.assigned_users')).length > 0);
  expect(await started(c, 'push-users', push)).not.toBe(first);
  if (lease) await releaseLease(database, lease);
  ok(await syncing);
});
