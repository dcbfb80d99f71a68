import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { acquireLease, userLease } from '../../src/store/leases.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { REAL_CLOCK, setClock as setClockOf } from '../support/set-clock.ts';
import {
  ADA,
  age,
  BEN,
  eventually,
  held,
  minutesAgo,
  ok,
  outcomes,
  patches,
  REPLICA,
  row,
  set,
  started,
  until,
  worldOf,
} from './set-up.ts';

const start = useConnector();
const HOUR = 3_600_000;

const setClock = (c: ConnectorUnderTest, now: string): Promise<unknown> =>
  setClockOf(c.connector.services.database, now);

/** Sets the database's clock so far ahead, ms. */
const runAhead = (c: ConnectorUnderTest, ms: number): Promise<unknown> => setClock(c, `${REAL_CLOCK} + ${ms}`);

describe('where the clock of the database has run ahead and was set back', () => {
  let c: ConnectorUnderTest;
  async function ahead(ms = HOUR): Promise<void> {
    c = await worldOf(start, REPLICA);
    await runAhead(c, ms);
  }
  const setBack = () => runAhead(c, 0);
  const newest = async () => {
    expect(await set(c, ADA, { region: 'newest' })).toMatchObject({ changed: true, verified: true, skipped: [] });
    expect(held(c)).toMatchObject({ region: 'newest' });
  };
  afterEach(() => setBack());

  test.each([300, HOUR])('by %i ms, what is asked for since counts', async (ms) => {
    await ahead(ms);
    await set(c, ADA, { region: 'ahead' });
    await setBack();
    await newest();
  });

  describe.each([300, HOUR])('by %i ms, also right after that', (ms) => {
    const call = { userName: ADA, values: { region: 'newest' } };
    beforeEach(async () => {
      c = await worldOf(start, REPLICA);
      const now = Date.now();
      await setClock(c, `${now + ms}`);
      await set(c, ADA, { region: 'ahead' });
      await setClock(c, `${now}`);
    });

    test('what a dry run asks for counts', async () => {
      expect(ok(await c.call('set-user-values', { ...call, dryRun: true }))).toMatchObject({
        changed: true,
        skipped: [],
      });
      await newest();
    });

    test('what a call with a key asks for counts', async () => {
      const answer = await c.call('set-user-values', call, { 'idempotency-key': 'call-1' });
      expect(ok(answer)).toMatchObject({ changed: true, skipped: [] });
    });
  });

  test('what was asked for right before it ran ahead is older than what was asked for then', async () => {
    c = await worldOf(start, REPLICA);
    const rows = [row(ADA, { region: 'older' })];
    const jobId = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0 });
    await until(c, jobId, 'needs-approval');
    await runAhead(c, HOUR);
    await set(c, ADA, { region: 'ahead' });
    await setBack();
    ok(await c.call('approve-job', { jobId }));
    await until(c, jobId, 'done');
    expect(await outcomes(c, jobId)).toEqual(['unchanged ROW_SUPERSEDED']);
    expect(held(c)).toMatchObject({ region: 'ahead' });
    await newest();
  });

  test('by a moment, and what has come late after a look is replaced by what that look had found in place', async () => {
    c = await worldOf(start, REPLICA);
    const rows = [row(ADA, { region: 'emea' }), row(BEN, { region: 'amer' })];
    const jobId = await started(c, 'push-users', { rows, mode: 'job', verify: 'all', maxChangedUsers: 0 });
    await until(c, jobId, 'needs-approval');
    const { database } = c.connector.services;
    const [{ lookAt } = { lookAt: 0 }] = await database.query<{ lookAt: number }>(
      'SELECT max(look_at) AS "lookAt" FROM connector.push_rows',
    );
    await setClock(c, `${lookAt - 300}`);
    await set(c, ADA, { region: 'late' }, { eventId: 'e1', eventTime: minutesAgo(c, 60) });
    await setBack();
    ok(await c.call('approve-job', { jobId }));
    // More would be written than was approved.
    await until(c, jobId, 'needs-approval');
    ok(await c.call('approve-job', { jobId }));
    await until(c, jobId, 'done');
    expect(await outcomes(c, jobId)).toEqual(['changed', 'changed']);
    expect(held(c)).toMatchObject({ region: 'emea' });
  });

  test('though nobody has asked for anything but by a push with a key', async () => {
    await ahead();
    const push = { rows: [row(ADA, { region: 'ahead' })], mode: 'job' };
    const { jobId } = (await c.call('push-users', push, { 'idempotency-key': 'nightly' })).body;
    await until(c, jobId, 'done');
    await setBack();
    await newest();
  });

  test('what was asked for before and is written since is older still', async () => {
    await ahead();
    const rows = [row(ADA, { region: 'ahead' }), row(BEN, { region: 'ahead' })];
    const jobId = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0 });
    await until(c, jobId, 'needs-approval');
    await setBack();
    await newest();
    ok(await c.call('approve-job', { jobId }));
    await until(c, jobId, 'done');
    expect(await outcomes(c, jobId)).toEqual(['unchanged ROW_SUPERSEDED', 'changed']);
    expect([held(c).region, held(c, BEN).region]).toEqual(['newest', 'ahead']);
  });

  /** A write of Ada's region that waits at Omni while the clock is set back. */
  async function onItsWay() {
    await runAhead(c, HOUR);
    const { promise, resolve: goOn } = Promise.withResolvers<void>();
    c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'PATCH' });
    const first = set(c, ADA, { region: 'ahead' });
    await eventually(() => patches(c) === 1);
    await setBack();
    return { first, goOn };
  }

  test('what is recorded since, and was on its way when it was, is older still', async () => {
    c = await worldOf(start, REPLICA);
    const { first, goOn } = await onItsWay();
    // Whoever is accepted next notices.
    await set(c, BEN, { region: 'newest' });
    goOn();
    expect(await first).toMatchObject({ verified: true });
    await newest();
  });

  test('but newer than what was asked for right before it ran ahead', async () => {
    c = await worldOf(start, REPLICA);
    const rows = [row(ADA, { region: 'older' })];
    const jobId = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0 });
    await until(c, jobId, 'needs-approval');
    const { first, goOn } = await onItsWay();
    ok(await c.call('approve-job', { jobId }));
    goOn();
    expect(await first).toMatchObject({ verified: true });
    await until(c, jobId, 'done');
    expect(await outcomes(c, jobId)).toEqual(['unchanged ROW_SUPERSEDED']);
    expect(held(c)).toMatchObject({ region: 'ahead' });
  });

  test('so is the next row of a job that was at work when it was', async () => {
    await ahead();
    const { promise, resolve: goOn } = Promise.withResolvers<void>();
    c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'PATCH' });
    const rows = [row(BEN, { region: 'ahead' }), row(ADA, { region: 'ahead' })];
    const jobId = await started(c, 'push-users', { rows, mode: 'job' });
    await eventually(() => patches(c) === 1);
    await setBack();
    await newest();
    goOn();
    await until(c, jobId, 'done');
    expect(await outcomes(c, jobId)).toEqual(['changed', 'unchanged ROW_SUPERSEDED']);
    expect([held(c).region, held(c, BEN).region]).toEqual(['newest', 'ahead']);
  });

  test('and what was asked for while that was recorded counts', async () => {
    c = await worldOf(start, REPLICA);
    const { first, goOn } = await onItsWay();
    const second = newest();
    const { database } = c.connector.services;
    const accepted = async () =>
      (await database.query('SELECT FROM connector.accepted_calls WHERE place_at <= connector.now_ms(NULL)')).length;
    // The first call was dated anew, and the second one has noticed.
    await eventually(async () => (await accepted()) === 3);
    goOn();
    expect(await first).toMatchObject({ verified: true });
    await second;
  });

  test.each(['a moment', 'an hour'])(
    'a job that has looked %s ago goes on with whoever bears a name by now',
    async (isOf) => {
      await ahead();
      const rows = [row(ADA, { region: 'amer' })];
      const jobId = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0 });
      await until(c, jobId, 'needs-approval');
      if (isOf === 'an hour') await age(c, jobId);
      await setBack();
      c.omni.rename(ADA, 'ada.before@acme.example');
      c.omni.addUser({ userName: ADA, values: { region: 'emea' } });
      ok(await c.call('approve-job', { jobId }));
      await until(c, jobId, 'done');
      expect([held(c).region, held(c, 'ada.before@acme.example').region]).toEqual(['amer', 'emea']);
    },
  );

  test('a retry is as old as its job, which has ended before', async () => {
    await ahead();
    c.omni.faults.plan({ kind: 'answer', status: 422, body: { detail: 'Not now' } }, { method: 'PATCH' });
    const jobId = await started(c, 'push-users', { rows: [row(ADA, { region: 'ahead' })], mode: 'job' });
    await until(c, jobId, 'done');
    expect(await outcomes(c, jobId)).toEqual(['failed OMNI_REFUSED']);
    await setBack();
    await newest();
    const retry = await started(c, 'retry-job', { jobId });
    await until(c, retry, 'done');
    expect(await outcomes(c, retry)).toEqual(['unchanged ROW_SUPERSEDED']);
    expect(held(c)).toMatchObject({ region: 'newest' });
  });

  test('nobody waits an hour for a process that was killed', async () => {
    await ahead();
    await set(c, BEN, { region: 'ahead' });
    const { database } = c.connector.services;
    await acquireLease(database, { name: userLease(ADA), owner: 'killed', leaseMs: 10_000 });
    await setBack();
    await set(c, BEN, { region: 'newest' });
    const [lease] = await database.query<{ ms: number }>(
      'SELECT lease_until - connector.now_ms(NULL) AS ms FROM connector.leases WHERE name = $1',
      [userLease(ADA)],
    );
    expect(lease?.ms).toBeLessThanOrEqual(10_000);
  });
});
