import { describe, expect, test } from '@jest/globals';
import { enterPhase } from '../../src/store/job-progress.ts';
import { readJob } from '../../src/store/jobs.ts';
import { type PlannedRow, savePlanPage } from '../../src/store/push-plans.ts';
import { deferRow, settleRow } from '../../src/store/push-row-outcomes.ts';
import { listPushRows, nextPushRows, nextRowDueIn, probeRow } from '../../src/store/push-rows.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { addPush, sampleRows } from './push-samples.ts';

const changes = [
  { reference: 'region', before: ['apac'], after: ['emea'] },
  { reference: 'seat_count', before: ['\0'], after: [] },
];
const ready = (index: number): PlannedRow => ({
  index,
  state: 'ready',
  omniUserId: `id-${index}`,
  changes,
  truth: 'list',
});

describe.each(databases)('the rows of a push on %s', (_, open) => {
  const db = useDatabase(open);

  const counters = async (id: string) => {
    const push = await readJob(db(), id);
    return [push?.doneCount, push?.changedCount, push?.unchangedCount, push?.failedCount, push?.clearedCount];
  };
  const indexes = (rows: readonly { index: number }[]) => rows.map(({ index }) => index);

  test('a plan is saved with its counters, and counts once however often it is saved', async () => {
    const id = await addPush(db(), { rows: sampleRows(5) });
    const other = await addPush(db(), { rows: sampleRows(5) });
    const page: PlannedRow[] = [
      ready(0),
      { index: 1, state: 'unchanged', omniUserId: 'id-1', truth: 'remembered' },
      { index: 2, state: 'failed', code: 'USER_NOT_FOUND', message: 'Not there.' },
      { index: 3, state: 'waiting', omniUserId: 'id-3' },
      { index: 4, state: 'unchanged', mergedInto: 0 },
    ];
    await savePlanPage(db(), id, page);
    await savePlanPage(db(), id, page);
    expect(await counters(id)).toEqual([3, 0, 2, 1, 1]);
    expect(await counters(other)).toEqual([0, 0, 0, 0, 0]);
    expect(await listPushRows(db(), id, { limit: 9 })).toMatchObject([
      { state: 'ready', omniUserId: 'id-0', changes, truth: 'list', mergedInto: null },
      { state: 'unchanged', truth: 'remembered' },
      { state: 'failed', code: 'USER_NOT_FOUND', message: 'Not there.', truth: '' },
      { state: 'waiting', omniUserId: 'id-3', changes: [] },
      { state: 'unchanged', mergedInto: 0 },
    ]);
  });

  test('a row gets one outcome, which is counted once', async () => {
    const id = await addPush(db(), { rows: sampleRows(3) });
    await savePlanPage(db(), id, [ready(0), ready(1), ready(2)]);
    expect(await settleRow(db(), { jobId: id, index: 0, state: 'changed' })).toBe(true);
    expect(await settleRow(db(), { jobId: id, index: 0, state: 'failed' })).toBe(false);
    expect(await settleRow(db(), { jobId: id, index: 1, state: 'failed', code: 'USER_BUSY', message: 'Busy.' })).toBe(
      true,
    );
    expect(await settleRow(db(), { jobId: id, index: 2, state: 'unchanged', changes: [] })).toBe(true);
    expect(await settleRow(db(), { jobId: id, index: 9, state: 'changed' })).toBe(false);
    expect(await counters(id)).toEqual([3, 1, 1, 1, 3]);
    expect(await listPushRows(db(), id, { limit: 9 })).toMatchObject([
      { state: 'changed', code: '', changes },
      { state: 'failed', code: 'USER_BUSY', message: 'Busy.', changes },
      { state: 'unchanged', changes: [] },
    ]);
  });

  test('rows settled at once are all counted', async () => {
    const id = await addPush(db(), { rows: sampleRows(20) });
    await Promise.all(sampleRows(20).map(({ index }) => settleRow(db(), { jobId: id, index, state: 'changed' })));
    expect(await counters(id)).toEqual([20, 20, 0, 0, 0]);
  });

  test('an outcome is undone with the transaction it belongs to', async () => {
    const id = await addPush(db());
    const failing = db().transaction(async (queries) => {
      await settleRow(queries, { jobId: id, index: 0, state: 'changed' });
      throw new Error('the audit entry failed');
    });
    await expect(failing).rejects.toThrow('the audit entry failed');
    expect(await counters(id)).toEqual([0, 0, 0, 0, 0]);
    expect(await listPushRows(db(), id, { state: 'waiting', limit: 9 })).toHaveLength(1);
  });

  test('the next rows come in order, without those that rest', async () => {
    const id = await addPush(db(), { rows: sampleRows(6), phase: 'applying' });
    await savePlanPage(db(), id, [ready(1), ready(3), ready(4)]);
    const next = async (now: number, limit = 9) => indexes(await nextPushRows(db(), { jobId: id, now, limit }));

    expect(await next(0, 2)).toEqual([1, 3]);

    await deferRow(db(), {
      jobId: id,
      index: 1,
      code: 'OMNI_UNREACHABLE',
      message: 'Away.',
      afterMs: 5_000,
      now: 1_000,
    });
    expect(await next(5_999)).toEqual([3, 4]);
    expect(await next(6_000)).toEqual([1, 3, 4]);
    const [row] = await listPushRows(db(), id, { after: 0, limit: 1 });
    expect(row).toMatchObject({ state: 'ready', code: 'OMNI_UNREACHABLE', message: 'Away.', tries: 1 });

    // Planned anew: they are judged before they are written.
    await enterPhase(db(), id, { from: 'applying', to: 'planning' });
    expect(await next(6_000)).toEqual([]);
    expect(await probeRow(db(), id)).toEqual([]);
  });

  test('when the next row is due is known, and that none is left', async () => {
    const id = await addPush(db(), { rows: sampleRows(2) });
    const rest = { jobId: id, code: 'USER_BUSY', message: '', now: 1_000 };
    expect(await nextRowDueIn(db(), id, 1_000)).toBe(0);
    await deferRow(db(), { ...rest, index: 0, afterMs: 5_000 });
    await deferRow(db(), { ...rest, index: 1, afterMs: 4_000 });
    expect(await nextRowDueIn(db(), id, 2_000)).toBe(3_000);
    expect(await nextRowDueIn(db(), id, 9_000)).toBe(0);
    for (const index of [0, 1]) await settleRow(db(), { jobId: id, index, state: 'failed' });
    expect(await nextRowDueIn(db(), id, 9_000)).toBeUndefined();
  });

  test('results are listed in pages and by state', async () => {
    const id = await addPush(db(), { rows: sampleRows(5) });
    for (const index of [1, 3]) await settleRow(db(), { jobId: id, index, state: 'failed' });
    expect(indexes(await listPushRows(db(), id, { limit: 2 }))).toEqual([0, 1]);
    expect(indexes(await listPushRows(db(), id, { limit: 9, after: 1 }))).toEqual([2, 3, 4]);
    expect(indexes(await listPushRows(db(), id, { limit: 9, state: 'failed', after: 1 }))).toEqual([3]);
  });
});
