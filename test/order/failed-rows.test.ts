import { describe, expect, test } from '@jest/globals';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { ADA, endLeases, eventually, held, hurry, ok, outcomes, row, started, until, worldOf } from './set-up.ts';
import { stallAfterClaim, stallBefore } from './support/stall.ts';

const start = useConnector();

const isFailureOf = (sql: string, parameters: readonly unknown[]): boolean =>
  sql.includes('WITH settled AS') && parameters[2] === 'failed';
const rowOf = async ({ connector }: ConnectorUnderTest, jobId: string) => {
  const [found] = await connector.services.database.query<{ state: string; code: string }>(
    'SELECT state, code FROM connector.push_rows WHERE job_id = $1',
    [jobId],
  );
  return found;
};

describe('a worker that was refused stalls before it says so, and another one has begun the row', () => {
  /** The second worker has noted its write when the first one goes on and fails the row. */
  async function failedMeanwhile() {
    const { wakeAfter, reached, ...stall } = stallBefore(isFailureOf);
    const c = await worldOf(start, stall);
    c.omni.faults.plan({ kind: 'answer', status: 422, body: { detail: 'Not now' } }, { method: 'PATCH' });
    const jobId = await started(c, 'push-users', { rows: [row(ADA, { region: 'by job' })], mode: 'job' });
    await reached;
    const { wakeAfter: goOnAfter, reached: claimed, ...second } = stallAfterClaim();
    const other = await start({ omni: c.omni, ...second });
    await endLeases(c);
    await c.connector.services.database.query('UPDATE connector.jobs SET lease_until = 0');
    await claimed;
    wakeAfter(12_000);
    await eventually(async () => (await rowOf(c, jobId))?.state === 'failed');
    return { c, other, jobId, goOn: () => goOnAfter(0) };
  }

  test('what that one has written is what is told of the row', async () => {
    const { c, other, jobId, goOn } = await failedMeanwhile();
    goOn();
    await eventually(async () => (await rowOf(c, jobId))?.state === 'changed');
    const done = await until(other, jobId, 'done');
    // Who had lost the turn has not ended the job with what it knew.
    expect(done).toMatchObject({
      changedCount: 1,
      failedCount: 0,
      doneCount: 1,
      message: '1 row: 1 changed, 0 unchanged.',
    });
    const undo = await started(other, 'undo-job', { jobId });
    await until(other, undo, 'done');
    expect(await outcomes(other, undo)).toEqual(['changed']);
    expect(held(c)).toMatchObject({ region: 'emea' });
  });

  test('and where nobody can tell what became of it, that is told, and an undo looks after it', async () => {
    const { c, other, jobId, goOn } = await failedMeanwhile();
    c.omni.faults.plan({ kind: 'reset-after' }, { method: 'PATCH' });
    c.omni.faults.plan({ kind: 'wrong-json' }, { method: 'GET', path: /\/Users\/[^/]+$/, times: 3 });
    goOn();
    await eventually(async () => (await rowOf(c, jobId))?.code === 'OMNI_WRITE_UNCERTAIN');
    expect(await rowOf(c, jobId)).toMatchObject({ state: 'failed' });
    expect(await until(other, jobId, 'done')).toMatchObject({ changedCount: 0, failedCount: 1, doneCount: 1 });
    expect(held(c)).toMatchObject({ region: 'by job' });
    const undo = await started(other, 'undo-job', { jobId });
    await until(other, undo, 'done');
    expect(held(c)).toMatchObject({ region: 'emea' });
  });
});

describe('a row whose write is in doubt, and of which later tries tell nothing', () => {
  async function inDoubt(rows: readonly unknown[]) {
    const c = await worldOf(start);
    const jobId = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0 });
    await until(c, jobId, 'needs-approval');
    c.omni.faults.plan({ kind: 'reset-after' }, { method: 'PATCH' });
    const notRead = { method: 'GET', path: /\/Users\/[^/]+$/, times: Number.POSITIVE_INFINITY };
    c.omni.faults.plan({ kind: 'wrong-json' }, notRead);
    ok(await c.call('approve-job', { jobId }));
    await eventually(async () => (await outcomes(c, jobId))[0] === 'pending OMNI_WRITE_UNCERTAIN');
    return { c, jobId };
  }
  const undone = async (c: ConnectorUnderTest, jobId: string) => {
    c.omni.faults.clear();
    await until(c, await started(c, 'undo-job', { jobId }), 'done');
    expect(held(c)).toMatchObject({ region: 'emea' });
  };

  test('is in doubt until its end', async () => {
    const { c, jobId } = await inDoubt([row(ADA, { region: 'by job' })]);
    await eventually(
      async () => (await outcomes(c, jobId))[0] !== 'pending OMNI_WRITE_UNCERTAIN',
      () => hurry(c, jobId),
    );
    expect(await outcomes(c, jobId)).toEqual(['failed OMNI_WRITE_UNCERTAIN']);
    await until(c, jobId, 'done');
    await undone(c, jobId);
  });

  test('is so with every row of the user that was written together with it', async () => {
    const { c, jobId } = await inDoubt([row(ADA, { region: 'by job' }), row(ADA, { flag: 'by job' })]);
    c.omni.faults.clear();
    c.omni.faults.plan(
      { kind: 'answer', status: 422, body: { detail: 'Not now' } },
      { method: 'GET', path: /Users/, times: Number.POSITIVE_INFINITY },
    );
    await eventually(
      async () => (await outcomes(c, jobId)).every((one) => !one.startsWith('pending')),
      () => hurry(c, jobId),
    );
    expect(await outcomes(c, jobId)).toEqual(['failed OMNI_WRITE_UNCERTAIN', 'failed OMNI_WRITE_UNCERTAIN']);
    await until(c, jobId, 'done');
    await undone(c, jobId);
    expect(held(c).flag).toBeUndefined();
  });
});
