import { describe, expect, test } from '@jest/globals';
import { advancePlan, enterPhase, notePlanned } from '../../src/store/job-progress.ts';
import { endTurn, takeTurn } from '../../src/store/job-turns.ts';
import { type JobRecord, readJob } from '../../src/store/jobs.ts';
import { reopenRows, savePlanPage } from '../../src/store/push-plans.ts';
import { settleRow } from '../../src/store/push-row-outcomes.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { addPush, sampleRows } from './push-samples.ts';

const MINUTE_MS = 60_000;

describe.each(databases)('how far a job is in its phase, on %s', (_, open) => {
  const db = useDatabase(open);
  const at = async (id: string): Promise<JobRecord> => {
    const job = await readJob(db(), id);
    if (!job) throw new Error('the job is gone');
    return job;
  };
  const shown = async (id: string) => {
    const { phase, phaseDone, phaseTotal } = await at(id);
    return `${phase} ${phaseDone}/${phaseTotal}`;
  };
  const turn = async (id: string, now: number) => {
    expect(await takeTurn(db(), { owner: 'worker', except: [], leaseMs: 10_000, now })).toBe(id);
    await endTurn(db(), { owner: 'worker', jobId: id, againAfterMs: 0, now: now + 1_000 });
  };
  const since = async (id: string) =>
    (await db().query<{ at: number }>('SELECT phase_since AS at FROM connector.jobs WHERE id = $1', [id]))[0]?.at;

  test('is told from the list over the plan to the writes, each counted anew', async () => {
    const id = await addPush(db(), { rows: sampleRows(6) });
    expect(await shown(id)).toBe('planning 0/0');
    const list = { from: '', to: 'list 1', requests: 1 };
    await advancePlan(db(), id, list, { done: 100, total: 250, begins: true });
    expect(await shown(id)).toBe('planning 100/250');
    await advancePlan(db(), id, { ...list, from: 'list 1', to: 'rows' }, { done: 0, total: 6, begins: true });
    await savePlanPage(db(), id, [
      { index: 0, state: 'unchanged', lookAt: 5 },
      { index: 1, state: 'failed' },
      { index: 2, state: 'waiting', omniUserId: 'omni-id' },
      { index: 3, state: 'ready' },
    ]);
    expect(await shown(id)).toBe('planning 3/6');
    await savePlanPage(
      db(),
      id,
      [2, 4, 5].map((index) => ({ index, state: 'ready' })),
    );
    await notePlanned(db(), id, { planHash: 'hash', requests: 0 });
    await enterPhase(db(), id, { from: 'judging', to: 'applying' });
    expect(await shown(id)).toBe('applying 0/4');
    await settleRow(db(), { jobId: id, index: 2, state: 'changed' });
    expect(await shown(id)).toBe('applying 1/4');
    await reopenRows(db(), id, [0]);
    expect(await shown(id)).toBe('applying 1/5');
    for (const index of [0, 3, 4, 5]) await settleRow(db(), { jobId: id, index, state: 'changed' });
    expect(await shown(id)).toBe('applying 5/5');
  });

  test('keeps its pace over a restart, and begins to measure anew after a rest', async () => {
    const id = await addPush(db(), { rows: sampleRows(3) });
    await turn(id, MINUTE_MS);
    expect(await since(id)).toBe(MINUTE_MS);
    await turn(id, 2 * MINUTE_MS);
    expect(await since(id)).toBe(MINUTE_MS);
    await savePlanPage(db(), id, [{ index: 0, state: 'ready' }]);
    await turn(id, 9 * MINUTE_MS);
    expect(await since(id)).toBe(9 * MINUTE_MS);
    expect(await at(id)).toMatchObject({ phaseDone: 1, phaseFrom: 1 });
  });
});
