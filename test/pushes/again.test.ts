import { describe, expect, test } from '@jest/globals';
import { createOmniDouble } from '../../src/sandbox/omni/omni-double.ts';
import { type StartOptions, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import {
  ADA,
  BEN,
  eventually,
  expectSound,
  held,
  ok,
  outcomes,
  pushed,
  row,
  seed,
  started,
  until,
  writeCount,
} from './set-up.ts';

const start = useConnector();

async function world(options: StartOptions = {}) {
  const c = await start(options);
  seed(c, { region: 'emea', seats: 9, areas: ['a', 'b'] });
  c.omni.addUser({ userName: BEN, values: { region: 'apac' } });
  return c;
}
type World = Awaited<ReturnType<typeof world>>;

/** Both users of the world, with their values. */
const all = (c: World) => [held(c), held(c, BEN)];
const run = async (c: World, action: string, jobId: string) => until(c, await started(c, action, { jobId }), 'done');
const ROWS = [row(ADA, { region: 'amer', seats: null, areas: ['c'], flag: 'x' }), row(BEN, { region: 'amer' })];

describe('undo-job', () => {
  test.each(['all', 'none'])('restores every value that the job wrote (verify %s)', async (verify) => {
    const c = await world();
    const before = all(c);
    const job = await pushed(c, ROWS, { verify });
    expect(all(c)).not.toEqual(before);
    const undo = await run(c, 'undo-job', job.jobId);
    expect(undo).toMatchObject({ kind: 'undo', parentJobId: job.jobId, changedCount: 2, failedCount: 0 });
    expect(all(c)).toEqual(before);
    await expectSound(c, ['region', 'seats', 'areas', 'flag']);
  });

  test('can be undone itself', async () => {
    const c = await world();
    const job = await pushed(c, ROWS);
    const after = all(c);
    const undo = await run(c, 'undo-job', job.jobId);
    expect(await run(c, 'undo-job', undo.jobId)).toMatchObject({ kind: 'undo', changedCount: 2, failedCount: 0 });
    expect(all(c)).toEqual(after);
    await expectSound(c, ['region', 'seats', 'areas', 'flag']);
  });

  test('leaves a user whose value somebody has changed since, and says so', async () => {
    const c = await world();
    const { jobId } = await pushed(c, ROWS);
    c.omni.setValue(ADA, 'region', 'by hand');
    const undo = await run(c, 'undo-job', jobId);
    expect(await outcomes(c, undo.jobId)).toEqual(['failed UNDO_CHANGED_SINCE', 'changed']);
    expect(all(c)).toEqual([{ untouched: 'keep', region: 'by hand', areas: ['c'], flag: 'x' }, { region: 'apac' }]);
  });

  test('has nothing to do for a value that is restored already', async () => {
    const c = await world();
    const { jobId } = await pushed(c, [row(BEN, { region: 'amer' })]);
    c.omni.setValue(BEN, 'region', 'apac');
    const writes = writeCount(c);
    expect(await run(c, 'undo-job', jobId)).toMatchObject({ unchangedCount: 1, failedCount: 0 });
    expect(writeCount(c)).toBe(writes);
  });

  test('cannot restore what was never known, and says so', async () => {
    const c = await world();
    const { jobId } = await pushed(c, [row(BEN, { region: 'amer' })]);
    await c.connector.services.database.query(`UPDATE connector.push_rows SET truth = ''`);
    const undo = await run(c, 'undo-job', jobId);
    expect(await outcomes(c, undo.jobId)).toEqual(['failed UNDO_BEFORE_UNKNOWN']);
    expect(held(c, BEN)).toEqual({ region: 'amer' });
  });

  test('takes back what a canceled job has written, also a write in doubt', async () => {
    const c = await world();
    const before = all(c);
    const rows = ROWS.slice(0, 1);
    const jobId = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0 });
    await until(c, jobId, 'needs-approval');
    c.omni.faults.plan({ kind: 'reset-after' }, { method: 'PATCH' });
    c.omni.faults.plan({ kind: 'wrong-json' }, { method: 'GET', path: /\/Users\/[^/]+$/, times: 3 });
    ok(await c.call('approve-job', { jobId }));
    await eventually(async () => (await outcomes(c, jobId))[0] === 'pending OMNI_WRITE_UNCERTAIN');
    ok(await c.call('cancel-job', { jobId }));
    c.omni.faults.clear();
    expect(all(c)).not.toEqual(before);
    expect(await run(c, 'undo-job', jobId)).toMatchObject({ changedCount: 1 });
    expect(all(c)).toEqual(before);
  });

  test('is refused while the job runs, and when it has changed nothing', async () => {
    const c = await world();
    const held = await c.call('push-users', { rows: ROWS, maxChangedUsers: 0 });
    expectError(await c.call('undo-job', { jobId: held.body.jobId }), 409, 'JOB_NOT_ENDED');
    const { jobId } = await pushed(c, [row(BEN, { region: 'apac' })]);
    expectError(await c.call('undo-job', { jobId }), 409, 'JOB_NOTHING_TO_DO');
    expectError(await c.call('retry-job', { jobId }), 409, 'JOB_NOTHING_TO_DO');
  });

  test('is done anew when it is asked for again after its end', async () => {
    const c = await world();
    const { jobId } = await pushed(c, ROWS);
    const first = await run(c, 'undo-job', jobId);
    const second = await run(c, 'undo-job', jobId);
    expect(second.jobId).not.toBe(first.jobId);
    expect(second).toMatchObject({ changedCount: 0, unchangedCount: 2, failedCount: 0 });
  });
});

describe('retry-job', () => {
  async function failedFirst(c: World): Promise<string> {
    c.omni.faults.plan({ kind: 'answer', status: 422, body: { detail: 'Not now' } }, { method: 'PATCH' });
    const { jobId } = await pushed(c, ROWS, { emptyText: 'clear' });
    expect(await outcomes(c, jobId)).toEqual(['failed OMNI_REFUSED', 'changed']);
    return jobId;
  }

  test('repeats the rows that failed, and no others', async () => {
    const c = await world();
    const jobId = await failedFirst(c);
    c.omni.setValue(BEN, 'region', 'by hand');
    const retry = await run(c, 'retry-job', jobId);
    expect(retry).toMatchObject({ kind: 'retry', parentJobId: jobId, total: 1, changedCount: 1 });
    expect(all(c)).toEqual([{ untouched: 'keep', region: 'amer', areas: ['c'], flag: 'x' }, { region: 'by hand' }]);
    await expectSound(c, ['region', 'seats', 'areas', 'flag']);
  });

  test('keeps the values of a push that was accepted since', async () => {
    const c = await world();
    const jobId = await failedFirst(c);
    await pushed(c, [row(ADA, { region: 'later' })]);
    const retry = await run(c, 'retry-job', jobId);
    expect(await outcomes(c, retry.jobId)).toEqual(['changed ROW_SUPERSEDED']);
    expect(held(c)).toEqual({ untouched: 'keep', region: 'later', areas: ['c'], flag: 'x' });
  });

  test('does not keep a push in between from being written', async () => {
    const c = await world();
    const jobId = await failedFirst(c);
    const rows = [row(ADA, { region: 'later' })];
    const between = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0 });
    await until(c, between, 'needs-approval');
    await run(c, 'retry-job', jobId);
    expect(held(c)).toMatchObject({ region: 'emea', flag: 'x' });
    ok(await c.call('approve-job', { jobId: between }));
    await until(c, between, 'done');
    expect(held(c)).toMatchObject({ region: 'later', flag: 'x' });
  });

  test('repeats an undo that failed as an undo', async () => {
    const c = await world();
    const { jobId } = await pushed(c, [row(BEN, { region: 'amer' })]);
    c.omni.setValue(BEN, 'region', 'by hand');
    const undo = await run(c, 'undo-job', jobId);
    const again = await run(c, 'retry-job', undo.jobId);
    expect(again).toMatchObject({ kind: 'undo', failedCount: 1 });
    expect(held(c, BEN)).toEqual({ region: 'by hand' });
  });
});

describe('of two pushes that name one user', () => {
  test('the one accepted later wins, whichever is written last, and the other says so', async () => {
    const c = await world();
    const rows = [row(ADA, { region: 'first', flag: 'first' })];
    const first = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0 });
    await until(c, first, 'needs-approval');
    await pushed(c, [row(ADA.toUpperCase(), { region: 'second' })]);
    ok(await c.call('approve-job', { jobId: first }));
    await until(c, first, 'done');
    expect(held(c)).toMatchObject({ region: 'second', flag: 'first' });
    expect(await outcomes(c, first)).toEqual(['changed ROW_SUPERSEDED']);
    await expectSound(c, ['region', 'flag']);
  });

  test('the earlier one writes nothing where the later one asks for all of it', async () => {
    const c = await world();
    const first = await started(c, 'push-users', {
      rows: [row(ADA, { region: 'first' })],
      mode: 'job',
      maxChangedUsers: 0,
    });
    await until(c, first, 'needs-approval');
    await pushed(c, [row(ADA, { region: 'emea' })]);
    ok(await c.call('approve-job', { jobId: first }));
    expect(await until(c, first, 'done')).toMatchObject({ changedCount: 0, unchangedCount: 1 });
    expect(await outcomes(c, first)).toEqual(['unchanged ROW_SUPERSEDED']);
    expect(held(c)).toMatchObject({ region: 'emea' });
  });

  test('the later one wins also when it asks for what is there while the earlier one is being written', async () => {
    const omni = createOmniDouble({ requestsPerMinute: Number.POSITIVE_INFINITY });
    omni.keys.addOrganizationKey(); // with one key, its requests follow each other
    const c = await world({ omni });
    c.omni.faults.plan({ kind: 'latency', ms: 1_000 }, { method: 'PATCH' });
    const first = await started(c, 'push-users', { rows: [row(BEN, { region: 'first' })], mode: 'job' });
    await eventually(async () => c.omni.log.count({ method: 'PATCH' }) > 0);
    await pushed(c, [row(BEN, { region: 'apac' })]);
    await until(c, first, 'done');
    expect(held(c, BEN)).toEqual({ region: 'apac' });
  });

  test('a canceled one claims nothing', async () => {
    const c = await world();
    const [first = '', second = ''] = [
      await started(c, 'push-users', { rows: [row(ADA, { region: 'first' })], mode: 'job', maxChangedUsers: 0 }),
      await started(c, 'push-users', { rows: [row(ADA, { region: 'second' })], mode: 'job', maxChangedUsers: 0 }),
    ];
    await until(c, first, 'needs-approval');
    await until(c, second, 'needs-approval');
    ok(await c.call('cancel-job', { jobId: second }));
    ok(await c.call('approve-job', { jobId: first }));
    await until(c, first, 'done');
    expect(held(c)).toMatchObject({ region: 'first' });
  });
});

describe('a user who comes back under a new id between plan and write', () => {
  async function heldThenBack(c: World, more: object = {}) {
    const rows = [row(BEN, { region: 'amer', seats: 3 })];
    const jobId = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0, ...more });
    await until(c, jobId, 'needs-approval');
    c.omni.reactivate(BEN);
    return jobId;
  }

  test('gets every value that is asked, also one that they held before', async () => {
    const c = await world();
    c.omni.setValue(BEN, 'seats', 3);
    const jobId = await heldThenBack(c);
    ok(await c.call('approve-job', { jobId }));
    expect(await until(c, jobId, 'done')).toMatchObject({ changedCount: 1, failedCount: 0 });
    expect(held(c, BEN)).toEqual({ region: 'amer', seats: 3 });
    const undo = await run(c, 'undo-job', jobId);
    expect([undo.failedCount, held(c, BEN)]).toEqual([0, {}]);
    await expectSound(c, ['region', 'seats']);
  });

  test('keeps what a later push asks', async () => {
    const c = await world();
    const jobId = await heldThenBack(c);
    await pushed(c, [row(BEN, { seats: 4 })]);
    ok(await c.call('approve-job', { jobId }));
    await until(c, jobId, 'done');
    expect(held(c, BEN)).toEqual({ region: 'amer', seats: 4 });
  });

  test('fails as a row when they are gone for good', async () => {
    const c = await world();
    const jobId = await heldThenBack(c);
    c.omni.remove(BEN);
    ok(await c.call('approve-job', { jobId }));
    await until(c, jobId, 'done');
    expect(await outcomes(c, jobId)).toEqual(['failed USER_NOT_FOUND']);
  });
});
