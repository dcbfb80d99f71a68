import { describe, expect, test } from '@jest/globals';
import { DEFAULT_RETENTION } from '../../src/config/retention.ts';
import { moveJob } from '../../src/store/job-moves.ts';
import { readJob } from '../../src/store/jobs.ts';
import { saveOktaUsers } from '../../src/store/okta-users.ts';
import { purgeJobs } from '../../src/store/purge.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { addPush, sampleRows } from './push-samples.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe.each(databases)('purging pushes on %s', (_, open) => {
  const db = useDatabase(open);

  async function stays(id: string): Promise<boolean> {
    const rows = await db().query('SELECT index FROM connector.push_rows WHERE job_id = $1', [id]);
    const push = await readJob(db(), id);
    expect(rows).toHaveLength(push ? 3 : 0);
    return push !== undefined;
  }

  test('finished pushes go with their rows after 90 days; what is not finished stays', async () => {
    const rows = sampleRows(3);
    const [finished, open] = [await addPush(db(), { rows }), await addPush(db(), { rows })];
    await moveJob(db(), finished, 'cancel', { now: 10 });

    await purgeJobs(db(), DEFAULT_RETENTION, 90 * DAY + 9);
    expect([await stays(finished), await stays(open)]).toEqual([true, true]);
    await purgeJobs(db(), DEFAULT_RETENTION, 90 * DAY + 10);
    expect([await stays(finished), await stays(open)]).toEqual([false, true]);
  });

  test('what a job has read of Okta goes an hour after its end', async () => {
    const [ended, running] = [await addPush(db(), {}), await addPush(db(), {})];
    const user = {
      oktaUserId: '00u1',
      userName: 'ada@acme.example',
      externalId: '',
      assigned: true,
      status: 'ACTIVE',
      syncState: '',
      changedAt: 1,
      wants: {},
      values: { region: 'emea' },
    };
    for (const id of [ended, running]) await saveOktaUsers(db(), id, [user]);
    await moveJob(db(), ended, 'cancel', { now: 10 });
    const held = async () => (await db().query('SELECT FROM connector.job_okta_users')).length;

    await purgeJobs(db(), DEFAULT_RETENTION, HOUR + 9);
    expect(await held()).toBe(2);
    await purgeJobs(db(), DEFAULT_RETENTION, HOUR + 10);
    expect(await held()).toBe(1);
  });

  test('plans go with their rows after 24 hours; one that was applied stays', async () => {
    const plan = { status: 'planned', rows: sampleRows(3) } as const;
    const [unused, applied] = [await addPush(db(), plan), await addPush(db(), plan)];
    await moveJob(db(), applied, 'apply', { now: 1 });

    await purgeJobs(db(), DEFAULT_RETENTION, DAY - 1);
    expect([await stays(unused), await stays(applied)]).toEqual([true, true]);
    await purgeJobs(db(), DEFAULT_RETENTION, DAY);
    expect([await stays(unused), await stays(applied)]).toEqual([false, true]);
  });
});
