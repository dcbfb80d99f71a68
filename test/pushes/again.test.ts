import { describe, expect, test } from '@jest/globals';
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

  test('leaves a value that somebody has changed since by hand, restores the others of the user, and says so', async () => {
    const c = await world();
    const { jobId } = await pushed(c, ROWS);
    c.omni.setValue(ADA, 'region', 'by hand');
    const undo = await run(c, 'undo-job', jobId);
    expect(await outcomes(c, undo.jobId)).toEqual(['changed UNDO_CHANGED_SINCE', 'changed']);
    expect(all(c)).toEqual([{ untouched: 'keep', region: 'by hand', seats: 9, areas: ['a', 'b'] }, { region: 'apac' }]);
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

  test('is written where a push in between is only held, and then that push is', async () => {
    const c = await world();
    const jobId = await failedFirst(c);
    const rows = [row(ADA, { region: 'later' })];
    const between = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0 });
    await until(c, between, 'needs-approval');
    await run(c, 'retry-job', jobId);
    expect(held(c)).toMatchObject({ region: 'amer', flag: 'x' });
    ok(await c.call('approve-job', { jobId: between }));
    await until(c, between, 'done');
    expect(held(c)).toMatchObject({ region: 'later', flag: 'x' });
  });

  test('repeats an undo that failed as an undo', async () => {
    const c = await world();
    const { jobId } = await pushed(c, [row(BEN, { region: 'amer' })]);
    c.omni.faults.plan({ kind: 'answer', status: 422, body: { detail: 'Not now' } }, { method: 'PATCH' });
    const undo = await run(c, 'undo-job', jobId);
    expect(undo).toMatchObject({ failedCount: 1 });
    expect(await run(c, 'retry-job', undo.jobId)).toMatchObject({ kind: 'undo', changedCount: 1, failedCount: 0 });
    expect(held(c, BEN)).toEqual({ region: 'apac' });
  });

  test('of an undo keeps what somebody has written since, as the undo itself does', async () => {
    const c = await world();
    const { jobId } = await pushed(c, [row(BEN, { region: 'amer' })]);
    c.omni.faults.plan({ kind: 'answer', status: 422, body: { detail: 'Not now' } }, { method: 'PATCH' });
    const undo = await run(c, 'undo-job', jobId);
    await pushed(c, [row(BEN, { region: 'later' })]);
    const again = await run(c, 'retry-job', undo.jobId);
    expect(await outcomes(c, again.jobId)).toEqual(['unchanged ROW_SUPERSEDED']);
    expect(held(c, BEN)).toEqual({ region: 'later' });
  });
});
