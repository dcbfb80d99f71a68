import { describe, expect, test } from '@jest/globals';
import { ok } from '../flows/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { ADA, addBoth, coverage, drift, seed } from './set-up.ts';

const start = useConnector();

async function prepared(): Promise<ConnectorUnderTest> {
  const c = await start({ oktaOrg: true });
  seed(c);
  addBoth(c, ADA, { region: 'emea' }, { region: 'apac' });
  return c;
}

const KINDS = [
  ['drift', drift],
  ['coverage', coverage],
] as const;

describe.each(KINDS)('a %s report is a job', (kind, report) => {
  test('that get-job and list-jobs show', async () => {
    const c = await prepared();
    const { reportId: jobId, message } = await report(c);
    const job = ok(await c.call('get-job', { jobId }));
    expect(job).toMatchObject({ jobId, kind, status: 'done', message, total: 0, remainingSeconds: 0 });
    expect(ok(await c.call('list-jobs')).jobs).toEqual([job]);
    expect(ok(await c.call('list-job-results', { jobId })).results).toEqual([]);
  });

  test('that cannot be retried, undone, approved, applied or canceled any more', async () => {
    const c = await prepared();
    const { reportId: jobId } = await report(c);
    for (const action of ['retry-job', 'undo-job']) expectError(await c.call(action, { jobId }), 409, 'JOB_IS_REPORT');
    for (const action of ['approve-job', 'cancel-job']) {
      expectError(await c.call(action, { jobId }), 409, 'JOB_NOT_WAITING');
    }
    const plan = { planId: jobId, planHash: '0'.repeat(64) };
    expectError(await c.call('apply-plan', plan), 404, 'PLAN_NOT_FOUND');
  });

  test('whose rows go with it', async () => {
    const c = await prepared();
    const { reportId } = await report(c);
    const { database } = c.connector.services;
    expect(await database.query('SELECT * FROM connector.report_rows')).not.toEqual([]);
    await database.query('DELETE FROM connector.jobs WHERE id = $1', [reportId]);
    expect(await database.query('SELECT * FROM connector.report_rows')).toEqual([]);
  });
});
