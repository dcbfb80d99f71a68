import { describe, expect, test } from '@jest/globals';
import { moveJob } from '../../src/store/job-moves.ts';
import { takeTurn } from '../../src/store/job-turns.ts';
import { type JobStatus, readJob } from '../../src/store/jobs.ts';
import { planAnew } from '../../src/store/open-rows.ts';
import { savePlanPage } from '../../src/store/push-plans.ts';
import { settleRow } from '../../src/store/push-row-outcomes.ts';
import { listPushRows } from '../../src/store/push-rows.ts';
import { endPlans, holdOpenJobs, releaseRestored } from '../../src/store/restored-jobs.ts';
import { addPush, sampleRows } from '../store/push-samples.ts';
import { databases, useDatabase } from '../support/databases.ts';

const take = { owner: 'worker', except: [], leaseMs: 10_000 };
const change = (after: string[]) => [{ reference: 'region', before: ['emea'], after }];

describe.each(databases)('jobs of a database that was put back, on %s', (_, open) => {
  const db = useDatabase(open);

  async function addIn(status: JobStatus): Promise<string> {
    const id = await addPush(db());
    await db().query('UPDATE connector.jobs SET status = $2 WHERE id = $1', [id, status]);
    return id;
  }

  test('every open one is paused, in nobody’s hands, and says why; those that have ended stay', async () => {
    const open = await Promise.all((['queued', 'running', 'needs-approval', 'paused'] as const).map(addIn));
    const ended = await Promise.all((['done', 'canceled', 'failed', 'planned'] as const).map(addIn));
    await db().query(`UPDATE connector.jobs SET owner = 'gone', lease_until = 9000000000000`);
    expect(await holdOpenJobs(db(), 'Paused: put back.')).toBe(4);
    for (const id of open) {
      expect(await readJob(db(), id)).toMatchObject({
        status: 'paused',
        causeCode: 'RESTORED',
        message: 'Paused: put back.',
      });
    }
    for (const id of ended) expect((await readJob(db(), id))?.causeCode).toBe('');
    expect(await db().query(`SELECT FROM connector.jobs WHERE cause_code = 'RESTORED' AND owner <> ''`)).toEqual([]);
  });

  test('none has a turn, while one that is paused for another reason has', async () => {
    const other = await addIn('queued');
    await addIn('queued');
    await holdOpenJobs(db(), '');
    expect(await takeTurn(db(), take)).toBeUndefined();
    await db().query(`UPDATE connector.jobs SET cause_code = 'OMNI_KEY_REFUSED' WHERE id = $1`, [other]);
    expect(await takeTurn(db(), take)).toBe(other);
  });

  test.each(['resume', 'pause', 'hold'] as const)('a turn that is just ending cannot %s it', async (move) => {
    const id = await addIn('running');
    await holdOpenJobs(db(), 'why');
    expect(await moveJob(db(), id, move, { causeCode: 'OMNI_UNREACHABLE' })).toBe(false);
    expect(await readJob(db(), id)).toMatchObject({ status: 'paused', causeCode: 'RESTORED', message: 'why' });
  });

  test('it can be canceled', async () => {
    const id = await addIn('running');
    await holdOpenJobs(db(), 'why');
    expect(await moveJob(db(), id, 'cancel')).toBe(true);
    expect(await readJob(db(), id)).toMatchObject({ status: 'canceled', causeCode: '' });
  });

  test('the same rows do not join it', async () => {
    const first = await addPush(db(), { fingerprint: 'same' });
    expect(await addPush(db(), { fingerprint: 'same' })).toBe(first);
    await holdOpenJobs(db(), '');
    expect(await addPush(db(), { fingerprint: 'same' })).not.toBe(first);
  });

  test('a plan that nobody has applied has ended', async () => {
    const id = await addPush(db(), { status: 'planned', now: Date.now() });
    expect(await endPlans(db())).toBe(1);
    expect(await moveJob(db(), id, 'apply')).toBe(false);
    expect(await endPlans(db())).toBe(0);
  });

  describe('released', () => {
    /** A job that has written row 0, knows rows 1 to 3 by looks of then, has failed with row 4, and has tried row 5. */
    async function halfWritten(reviewed: boolean): Promise<string> {
      const id = await addPush(db(), { rows: sampleRows(7), options: { reviewed } });
      const known = { omniUserId: 'id', lookAt: 5, truth: 'remembered', truthAt: 4 } as const;
      await savePlanPage(db(), id, [
        ...[0, 1, 5].map((index) => ({ ...known, index, state: 'ready' as const, changes: change([]) })),
        { ...known, index: 2, state: 'unchanged' },
        { ...known, index: 3, state: 'unchanged', lookAt: 0 },
        { index: 4, state: 'failed', code: 'USER_NOT_FOUND' },
        { index: 6, state: 'ready', mergedInto: 0 },
      ]);
      await settleRow(db(), { jobId: id, index: 0, state: 'changed' });
      await db().query(
        `UPDATE connector.push_rows SET tries = 1, code = 'OMNI_WRITE_UNCERTAIN' WHERE job_id = $1 AND index = 5`,
        [id],
      );
      await db().query(
        `UPDATE connector.jobs SET status = 'running', phase = 'applying', approved = true, cursor = 'there' WHERE id = $1`,
        [id],
      );
      await db().query(
        `INSERT INTO connector.job_omni_users (job_id, omni_user_id, user_name, user_name_key, active)
         VALUES ($1, 'id', 'user1@acme.example', 'user1@acme.example', true)`,
        [id],
      );
      await holdOpenJobs(db(), 'why');
      return id;
    }

    const rowsOf = async (id: string) =>
      (await listPushRows(db(), id, { limit: 10 })).map(({ state, lookAt, truth }) => `${state} ${lookAt} ${truth}`);

    test.each([
      [false, 'what was approved was another plan'],
      [true, 'its rows are compared with what was reviewed and approved'],
    ])('its looks no longer count; reviewed: %s, %s', async (reviewed) => {
      const id = await halfWritten(reviewed);
      expect(await releaseRestored(db(), id, 'Approved.')).toBe(true);
      const released = { status: 'queued', causeCode: '', message: 'Approved.', lookedAt: 0, approved: reviewed };
      expect(await readJob(db(), id)).toMatchObject(released);
      expect(await db().query('SELECT FROM connector.job_omni_users WHERE job_id = $1', [id])).toEqual([]);
      expect(await takeTurn(db(), take)).toBe(id);
    });

    test('it is planned anew in what has no outcome and was not tried; what a row was to write stays known', async () => {
      const id = await halfWritten(false);
      await releaseRestored(db(), id);
      await db().transaction((queries) => planAnew(queries, id));
      expect(await readJob(db(), id)).toMatchObject({
        phase: 'planning',
        cursor: '',
        changedCount: 1,
        unchangedCount: 1,
        failedCount: 1,
        clearedCount: 2,
      });
      expect(await rowsOf(id)).toEqual([
        'changed 0 remembered',
        'waiting 0 ',
        'waiting 0 ',
        'unchanged 0 remembered',
        'failed 0 ',
        'ready 0 remembered',
        'ready 0 ',
      ]);
      const [, second] = await listPushRows(db(), id, { limit: 2 });
      expect(second?.changes).toEqual(change([]));
    });

    test('a report begins anew', async () => {
      const id = await addPush(db(), { kind: 'coverage', phase: 'reporting', rows: [] });
      await db().query(`UPDATE connector.jobs SET cursor = 'list 3', report = '{"rowCount":3}'`);
      await db().query(
        `INSERT INTO connector.report_rows (job_id, index, user_name, reference, kind, detail)
         VALUES ($1, 0, 'user', 'region', 'own', '')`,
        [id],
      );
      await holdOpenJobs(db(), '');
      expect(await releaseRestored(db(), id, '')).toBe(true);
      expect(await readJob(db(), id)).toMatchObject({ phase: 'reporting', cursor: '', report: {}, status: 'queued' });
      expect(await db().query('SELECT FROM connector.report_rows')).toEqual([]);
    });

    test('nothing else is: not a job that is paused for another reason, nor one that was released', async () => {
      const id = await addIn('paused');
      expect(await releaseRestored(db(), id, '')).toBe(false);
      await holdOpenJobs(db(), '');
      expect(await releaseRestored(db(), id, '')).toBe(true);
      expect(await releaseRestored(db(), id, '')).toBe(false);
    });
  });
});
