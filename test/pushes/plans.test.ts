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
  row,
  seed,
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

test('a plan that two calls apply at once is one job, and both are told so', async () => {
  const c = await world();
  const plan = await planned(c);
  c.omni.faults.plan({ kind: 'latency', ms: 20 }, { times: 20 });
  const answers = await Promise.all([apply(c, plan), apply(c, plan), apply(c, plan)]);
  expect(answers.map(({ status, body }) => [status, body.jobId])).toEqual(Array(3).fill([202, plan.planId]));
  expect(await until(c, plan.planId, 'done')).toMatchObject({ changedCount: 2 });
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

test('a row of a plan whose write was in doubt is not stale because that write has happened: a look settles it', async () => {
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
  expect(c.omni.log.count({ method: 'PATCH' })).toBe(1);
  expect(held(c, BEN)).toEqual({ region: 'amer', flag: 'x' });
});

describe('there is no plan', () => {
  test('after 24 hours', async () => {
    const c = await world();
    const plan = await planned(c);
    await c.connector.services.database.query('UPDATE connector.jobs SET expires_at = expires_at - 86400001');
    expectError(await apply(c, plan), 404, 'PLAN_NOT_FOUND');
  });

  test('with an id that nobody gave', async () => {
    const c = await world();
    const plan = { planId: '5b0f6c1e-8d2a-4e37-9c46-a1b2c3d4e5f6', planHash: 'a'.repeat(64) };
    expectError(await apply(c, plan), 404, 'PLAN_NOT_FOUND');
  });
});
