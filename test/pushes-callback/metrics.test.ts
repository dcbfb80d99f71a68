import { expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import type { Database } from '../../src/store/database.ts';
import { addJob } from '../jobs-actions/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { until } from '../support/until.ts';

const start = useConnector();

/** The lines of `/metrics` about pushes, without their prefix. */
async function metrics(under: ConnectorUnderTest): Promise<string[]> {
  const { text } = await under.send('GET', '/metrics');
  const lines = text.split('\n').filter((line) => /^okta_workflows_omni_(jobs|paused_jobs|push_)/.test(line));
  return lines.map((line) => line.replace('okta_workflows_omni_', ''));
}

const told = ({ logLines }: ConnectorUnderTest, message: string) =>
  logLines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === message);

test('/metrics shows the jobs that have not ended, and why they are paused', async () => {
  let later = 0;
  const under = await start({ clock: { ...systemClock, now: () => systemClock.now() + later } });
  const { database } = under.connector.services;
  for (const status of ['queued', 'paused', 'paused', 'needs-approval', 'done', 'canceled'] as const)
    await addJob(database, status);
  await database.query(`UPDATE connector.jobs SET cause_code = 'OMNI_KEY_REFUSED' WHERE status = 'paused'`);
  expect((await metrics(under)).filter((line) => line.includes('jobs'))).toEqual([
    'jobs{status="queued"} 1',
    'jobs{status="running"} 0',
    'jobs{status="needs-approval"} 1',
    'jobs{status="paused"} 2',
    'paused_jobs{cause="OMNI_KEY_REFUSED"} 2',
  ]);
  await database.query('DELETE FROM connector.jobs');
  later = 5_000;
  expect(await metrics(under)).not.toContain('paused_jobs{cause="OMNI_KEY_REFUSED"} 2');
});

test('/metrics counts the rows of a job by outcome, and how their users were known', async () => {
  const under = await start();
  under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  under.omni.addUser({ userName: 'ada@acme.example' });
  under.omni.addUser({ userName: 'bo@acme.example', values: { region: 'emea' } });
  const userNames = ['ada@acme.example', 'bo@acme.example', 'nobody@acme.example'];
  const rows = userNames.map((userName) => ({ userName, values: { region: 'emea' } }));
  const { body } = await under.call('push-users', { rows, mode: 'wait' });
  await until(() => told(under, 'a job has ended').length > 0);

  const shown = await metrics(under);
  expect(shown).toContain('push_rows_total{outcome="changed"} 1');
  expect(shown).toContain('push_rows_total{outcome="unchanged"} 1');
  expect(shown).toContain('push_rows_total{outcome="failed"} 1');
  const known = shown.filter((line) => line.startsWith('push_row_truth_total'));
  expect(known.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0)).toBe(2);

  const jobId = body.jobId;
  expect(told(under, 'a job was accepted')).toMatchObject([{ jobId, kind: 'push', total: 3, level: 30 }]);
  expect(told(under, 'a job has started')).toMatchObject([{ jobId, kind: 'push', total: 3, level: 30 }]);
  expect(told(under, 'a job has ended')).toMatchObject([
    { jobId, status: 'done', changedCount: 1, unchangedCount: 1, failedCount: 1, level: 30 },
  ]);
});

test('the log tells that a job waits, and what was decided about it, without its users and values', async () => {
  const under = await start({ environment: { GUARD_MAX_CHANGED_USERS: '0' } });
  under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  under.omni.addUser({ userName: 'ada@acme.example' });
  const push = async (region: string): Promise<string> => {
    const rows = [{ userName: 'ada@acme.example', values: { region } }];
    return (await under.call('push-users', { rows, mode: 'wait' })).body.jobId;
  };
  const [canceled, approved] = [await push('planted-one'), await push('planted-two')];
  await under.call('cancel-job', { jobId: canceled });
  await under.call('approve-job', { jobId: approved });
  expect(told(under, 'a job waits for approval').map(({ jobId }) => jobId)).toEqual([canceled, approved]);
  expect(told(under, 'a job was canceled')).toMatchObject([{ jobId: canceled }]);
  expect(told(under, 'a job was approved')).toMatchObject([{ jobId: approved }]);
  expect(under.logLines.join()).not.toMatch(/planted|ada@acme/);
});

test('/metrics goes on without the database', async () => {
  let isGone = false;
  const wrapDatabase = (database: Database): Database => ({
    ...database,
    query: (sql, parameters) =>
      isGone ? Promise.reject(new ConnectorError('STORE_UNAVAILABLE')) : database.query(sql, parameters),
  });
  const under = await start({ wrapDatabase });
  isGone = true;
  const { status, text } = await under.send('GET', '/metrics');
  expect([status, text.includes('okta_keys_age_seconds')]).toEqual([200, true]);
  expect(await metrics(under)).toEqual([]);
});
