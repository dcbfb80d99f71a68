import { describe, expect, test } from '@jest/globals';
import { type StartOptions, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { ADA, accepted, BEN, expectSound, getJob, ok, push, row, seed, started, until, writeCount } from './set-up.ts';

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
    await c.connector.services.database.query('UPDATE connector.jobs SET not_before = 0');
    await until(c, jobId, 'needs-approval', 'done');
    expect(await getJob(c, jobId)).toMatchObject({ status: 'needs-approval', changedCount: 0, causeCode: '' });
    expect(writeCount(c)).toBe(0);
  });

  test('also when the process ended right after it was planned', async () => {
    const c = await guarded();
    const plan = await planned(c, changing(3, { region: 'x' }));
    const database = c.connector.services.database;
    await database.query(
      `UPDATE connector.jobs SET status = 'running', expires_at = NULL, options = ($2::jsonb)::json WHERE id = $1`,
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
    c.connector.services.worker.wake();
    expect((await until(c, plan.planId, 'needs-approval', 'done')).status).toBe('needs-approval');
  });
});
