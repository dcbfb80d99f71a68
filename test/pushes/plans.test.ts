import { describe, expect, test } from '@jest/globals';
import { type StartOptions, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import {
  ADA,
  accepted,
  BEN,
  eventually,
  expectSound,
  getJob,
  held,
  hurry,
  ok,
  outcomes,
  push,
  row,
  seed,
  started,
  until,
  writeCount,
} from './set-up.ts';

const start = useConnector();

async function world(options: StartOptions = {}) {
  const c = await start(options);
  seed(c, { region: 'emea', seats: 9 });
  c.omni.addUser({ userName: BEN, values: { region: 'apac' } });
  return c;
}

type World = Awaited<ReturnType<typeof world>>;

const ROWS = [row(ADA, { region: 'amer', seats: null }), row(BEN, { region: 'amer', flag: 'x' })];
const users = (count: number) => Array.from({ length: count }, (_, i) => `user${i}@acme.example`);

const planned = async (c: World, rows: readonly unknown[] = ROWS, more: object = {}) =>
  ok(await c.call('plan-push', { rows, ...more }));
const apply = (c: World, { planId, planHash }: { planId: string; planHash: string }) =>
  c.call('apply-plan', { planId, planHash });

describe('a plan', () => {
  test('shows what would change, its cost and the verdict of the guard, and writes nothing', async () => {
    const c = await world();
    const plan = await planned(c);
    expect(plan).toMatchObject({ total: 2, changedCount: 2, unchangedCount: 0, failedCount: 0, clearedCount: 1 });
    expect(plan.changes).toMatchObject([
      { index: 0, userName: ADA, reference: 'region', before: 'emea', after: 'amer' },
      { index: 0, userName: ADA, reference: 'seats', before: '9', after: '' },
      { index: 1, userName: BEN, reference: 'flag', before: '', after: 'x' },
      { index: 1, userName: BEN, reference: 'region', before: 'apac', after: 'amer' },
    ]);
    expect(plan.guard).toEqual({ tripped: false, reason: '' });
    expect(plan.estimatedSeconds).toBeGreaterThan(0);
    expect(writeCount(c)).toBe(0);
    expect((await c.call('list-jobs')).body.jobs).toEqual([]);
    expectError(await c.call('get-job', { jobId: plan.planId }), 404, 'JOB_NOT_FOUND');
  });

  test('has a hash that does not depend on the order of the rows', async () => {
    const c = await world();
    expect((await planned(c, ROWS.toReversed())).planHash).toBe((await planned(c)).planHash);
    expect((await planned(c, ROWS.slice(1))).planHash).not.toBe((await planned(c)).planHash);
  });

  test('is applied exactly as it was shown', async () => {
    const c = await world();
    const plan = await planned(c);
    const { jobId } = accepted(await apply(c, plan));
    expect(jobId).toBe(plan.planId);
    expect(await until(c, jobId, 'done')).toMatchObject({ changedCount: 2, failedCount: 0, clearedCount: 1 });
    expect(held(c)).toEqual({ untouched: 'keep', region: 'amer' });
    expect(held(c, BEN)).toEqual({ region: 'amer', flag: 'x' });
    await expectSound(c, ['region', 'seats', 'flag']);
  });

  test('is applied once: a second call answers with the same job', async () => {
    const c = await world();
    const plan = await planned(c);
    const { jobId } = accepted(await apply(c, plan));
    await until(c, jobId, 'done');
    c.omni.setValue(ADA, 'region', 'by hand');
    expect(accepted(await apply(c, plan))).toMatchObject({ jobId, status: 'done' });
    expect(held(c)).toMatchObject({ region: 'by hand' });
  });
});

describe('a plan is refused as stale', () => {
  test('when a definition has changed', async () => {
    const c = await world();
    const plan = await planned(c);
    c.omni.changeAttribute('region', { multiple_values: true });
    expectError(await apply(c, plan), 409, 'PLAN_STALE');
    expect(writeCount(c)).toBe(0);
  });

  test('when a definition is gone', async () => {
    const c = await world();
    const plan = await planned(c);
    c.omni.removeAttribute('flag');
    expectError(await apply(c, plan), 409, 'PLAN_STALE');
  });

  test.each(['changed', 'cleared'])('when a value before was %s', async (what) => {
    const c = await world();
    const plan = await planned(c);
    c.omni.setValue(BEN, 'region', what === 'changed' ? 'by hand' : null);
    expect(expectError(await apply(c, plan), 409, 'PLAN_STALE').message).toContain(BEN);
    expect(writeCount(c)).toBe(0);
  });

  test('when its hash is not the one that was reviewed', async () => {
    const c = await world();
    const { planId } = await planned(c);
    expectError(await apply(c, { planId, planHash: 'a'.repeat(64) }), 409, 'PLAN_STALE');
  });

  test('row by row, beyond the users that the call itself looks at', async () => {
    const c = await world();
    for (const userName of users(20)) c.omni.addUser({ userName });
    const rows = users(20).map((userName) => row(userName, { region: 'amer' }));
    const plan = await planned(c, rows);
    c.omni.setValue('user15@acme.example', 'region', 'by hand');
    const { jobId } = accepted(await apply(c, plan));
    expect(await until(c, jobId, 'done')).toMatchObject({ changedCount: 19, failedCount: 1 });
    expect((await outcomes(c, jobId))[15]).toBe('failed PLAN_STALE');
    expect(held(c, 'user15@acme.example')).toEqual({ region: 'by hand' });
    await expectSound(c, ['region']);
  });
});

test('a row of a plan whose write was in doubt is not stale because that write has happened', async () => {
  const c = await world();
  const plan = await planned(c, ROWS.slice(1), { verify: 'none' });
  c.omni.faults.plan({ kind: 'cut-body' }, { method: 'PATCH' });
  c.omni.faults.plan({ kind: 'wrong-json' }, { method: 'GET', path: /\/Users\/[^/]+$/, skip: 2, times: 1 });
  const { jobId } = accepted(await apply(c, plan));
  await eventually(
    async () => (await getJob(c, jobId)).status === 'done',
    () => hurry(c, jobId),
  );
  expect(await getJob(c, jobId)).toMatchObject({ changedCount: 1, failedCount: 0 });
  expect(c.omni.log.count({ method: 'PATCH' })).toBe(2);
  expect(held(c, BEN)).toEqual({ region: 'amer', flag: 'x' });
});

describe('there is no plan', () => {
  test('after 24 hours', async () => {
    const c = await world();
    const plan = await planned(c);
    await c.connector.services.database.query('UPDATE connector.pushes SET expires_at = expires_at - 86400001');
    expectError(await apply(c, plan), 404, 'PLAN_NOT_FOUND');
  });

  test('with an id that nobody gave', async () => {
    const c = await world();
    const plan = { planId: '5b0f6c1e-8d2a-4e37-9c46-a1b2c3d4e5f6', planHash: 'a'.repeat(64) };
    expectError(await apply(c, plan), 404, 'PLAN_NOT_FOUND');
  });
});

describe('the guard holds a job before its first write', () => {
  async function guarded(options: StartOptions = {}) {
    const c = await world(options);
    for (const userName of users(12)) c.omni.addUser({ userName, values: { region: 'emea', seats: 1 } });
    return c;
  }
  const changing = (count: number, values: object) =>
    users(12).map((userName, i) => row(userName, i < count ? { ...values } : { region: 'emea' }));

  test.each([
    ['users change', 3, { region: 'x' }, { maxChangedUsers: 2 }, '3 users would change; the limit is 2.'],
    [
      'a share of the users changes',
      3,
      { region: 'x' },
      { maxChangedShare: 0.2 },
      '3 of 12 users (25 %) would change; the limit is 20 %.',
    ],
    ['values are cleared', 3, { region: null }, { maxClearedValues: 2 }, '3 values would be cleared; the limit is 2.'],
    [
      'a share of the users loses a value',
      1,
      { region: null, seats: null },
      { maxClearedShare: 0.05 },
      '1 of 12 users (8.33 %) would lose a value; the limit is 5 %.',
    ],
  ] as const)('when too many %s', async (_what, count, values, limit, reason) => {
    const c = await guarded();
    const answer = await push(c, changing(count, values), limit);
    expect(accepted(answer)).toMatchObject({ status: 'needs-approval', changedCount: 0, results: [] });
    expect(answer.body.message).toContain(reason);
    expect(await getJob(c, answer.body.jobId)).toMatchObject({ status: 'needs-approval', finishedAt: '' });
    expect(writeCount(c)).toBe(0);
  });

  test.each([
    ['GUARD_MAX_CHANGED_USERS', '2', 'maxChangedUsers', 100, { region: 'x' }],
    ['GUARD_MAX_CHANGED_SHARE', '0.2', 'maxChangedShare', 1, { region: 'x' }],
    ['GUARD_MAX_CLEARED_VALUES', '2', 'maxClearedValues', 100, { seats: null }],
    ['GUARD_MAX_CLEARED_SHARE', '0.2', 'maxClearedShare', 1, { seats: null }],
  ])('for the setting %s too, which a call cannot raise', async (setting, limit, field, high, values) => {
    const c = await guarded({ environment: { GUARD_MAX_CLEARED_SHARE: '1', [setting]: limit } });
    expect(accepted(await push(c, changing(3, values), { [field]: high })).status).toBe('needs-approval');
    expect(ok(await push(c, changing(2, values))).status).toBe('done');
  });

  test('and once approved it is written', async () => {
    const c = await guarded();
    const { jobId } = accepted(await push(c, changing(3, { region: 'x' }), { maxChangedUsers: 2 }));
    expect(ok(await c.call('approve-job', { jobId })).jobId).toBe(jobId);
    expect(await until(c, jobId, 'done')).toMatchObject({ changedCount: 3, unchangedCount: 9 });
    expectError(await c.call('approve-job', { jobId }), 409, 'JOB_NOT_WAITING');
    await expectSound(c, ['region']);
  });

  test('and once canceled it never is', async () => {
    const c = await guarded();
    const { jobId } = accepted(await push(c, changing(3, { region: 'x' }), { maxChangedUsers: 2 }));
    ok(await c.call('cancel-job', { jobId }));
    expectError(await c.call('approve-job', { jobId }), 409, 'JOB_NOT_WAITING');
    expect(await getJob(c, jobId)).toMatchObject({ status: 'canceled', changedCount: 0 });
    expect(writeCount(c)).toBe(0);
  });

  test('also when it comes from a plan, which shows the verdict', async () => {
    const c = await guarded();
    const plan = await planned(c, changing(3, { region: 'x' }), { maxChangedUsers: 2 });
    expect(plan.guard).toMatchObject({ tripped: true, reason: expect.stringContaining('3 users would change') });
    const { jobId } = accepted(await apply(c, plan));
    expect((await until(c, jobId, 'needs-approval', 'done')).status).toBe('needs-approval');
    expect(writeCount(c)).toBe(0);
    ok(await c.call('approve-job', { jobId }));
    expect(await until(c, jobId, 'done')).toMatchObject({ changedCount: 3 });
  });

  test('also when Omni refused the key while it was planned', async () => {
    const c = await guarded();
    const [key = ''] = c.omni.keys.organization;
    c.omni.keys.disable(key);
    const rows = changing(3, { region: 'x' });
    const jobId = await started(c, 'push-users', { rows, maxChangedUsers: 2, mode: 'job' });
    await until(c, jobId, 'paused');
    c.omni.keys.enable(key);
    await c.connector.services.database.query('UPDATE connector.pushes SET not_before = 0');
    await until(c, jobId, 'needs-approval', 'done');
    expect(await getJob(c, jobId)).toMatchObject({ status: 'needs-approval', changedCount: 0, causeCode: '' });
    expect(writeCount(c)).toBe(0);
  });

  test('also when the process ended right after it was planned', async () => {
    const c = await guarded();
    const plan = await planned(c, changing(3, { region: 'x' }));
    const database = c.connector.services.database;
    await database.query(
      `UPDATE connector.pushes SET status = 'running', expires_at = NULL, options = ($2::jsonb)::json WHERE id = $1`,
      [
        plan.planId,
        JSON.stringify({
          emptyText: 'error',
          verify: 'all',
          reviewed: false,
          limits: { maxChangedUsers: 2, maxChangedShare: 1, maxClearedValues: 100, maxClearedShare: 1 },
        }),
      ],
    );
    c.connector.services.pushes.wake();
    expect((await until(c, plan.planId, 'needs-approval', 'done')).status).toBe('needs-approval');
  });
});
