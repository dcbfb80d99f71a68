import { expect } from '@jest/globals';
import type { Job, RowResult } from '../../src/schema/types.ts';
import { auditRows, expectTidy } from '../flows/set-up.ts';
import type { Answer, ConnectorUnderTest } from '../support/connector.ts';
import { until as eventually } from '../support/until.ts';

export { ADA, held, ok, seed, writeCount } from '../flows/set-up.ts';

export const BEN = 'ben@acme.example';
export const CLEO = 'cleo@acme.example';

/** One row of a push. */
export const row = (userName: string, values: Record<string, unknown>) => ({ userName, values });

/** The body of an answer that must be 202. */
export function accepted(answer: Answer): Answer['body'] {
  expect(answer).toMatchObject({ status: 202 });
  return answer.body;
}

export const push = (c: ConnectorUnderTest, rows: readonly unknown[], more: object = {}): Promise<Answer> =>
  c.call('push-users', { rows, ...more });

export const getJob = async (c: ConnectorUnderTest, jobId: string): Promise<Job> =>
  (await c.call('get-job', { jobId })).body;

export { eventually };

/** From these a job goes nowhere by itself. */
const ENDED: readonly Job['status'][] = ['done', 'failed', 'canceled'];

/** Follows a job until it has one of these statuses. @throws Error when it ends in another */
export async function until(c: ConnectorUnderTest, jobId: string, ...statuses: Job['status'][]): Promise<Job> {
  let job = await getJob(c, jobId);
  await eventually(async () => {
    job = await getJob(c, jobId);
    return statuses.includes(job.status) || ENDED.includes(job.status);
  });
  if (!statuses.includes(job.status))
    throw new Error(`the job is ${job.status} instead of ${statuses}: ${job.message}`);
  return job;
}

export async function results(c: ConnectorUnderTest, jobId: string): Promise<RowResult[]> {
  return (await c.call('list-job-results', { jobId, limit: 200 })).body.results;
}

/** The rows of a job in short: the status, and the code where there is one. */
export async function outcomes(c: ConnectorUnderTest, jobId: string): Promise<string[]> {
  return (await results(c, jobId)).map(({ status, code }) => (code === '' ? status : `${status} ${code}`));
}

/** Starts a job by an action that answers with one. @returns its id */
export async function started(c: ConnectorUnderTest, action: string, body: object): Promise<string> {
  const answer = await c.call(action, body);
  expect([200, 202]).toContain(answer.status); // 200: it has ended before its answer
  return answer.body.jobId;
}

/** Pushes as a job and waits for its end. */
export async function pushed(c: ConnectorUnderTest, rows: readonly unknown[], more: object = {}): Promise<Job> {
  return await until(c, await started(c, 'push-users', { rows, mode: 'job', ...more }), 'done');
}

/** Lets a paused push be probed, and rows that rest be tried, now instead of in some minutes. */
export async function hurry({ connector }: ConnectorUnderTest, jobId: string): Promise<void> {
  const { database, worker } = connector.services;
  await database.query('UPDATE connector.push_rows SET not_before = least(not_before, 1) WHERE job_id = $1', [jobId]);
  await database.query('UPDATE connector.jobs SET not_before = 0 WHERE id = $1', [jobId]);
  worker.wake();
}

/** Makes what a job has seen of Omni an hour old. */
export async function age({ connector }: ConnectorUnderTest, jobId: string): Promise<void> {
  const { database } = connector.services;
  await database.query('UPDATE connector.jobs SET looked_at = looked_at - 3600000 WHERE id = $1', [jobId]);
}

/**
 * What must hold after every push: what `expectTidy` says; the counters of each job are those of its rows; every row
 * that changed has its audit rows.
 */
export async function expectSound(c: ConnectorUnderTest, named: readonly string[]): Promise<void> {
  await expectTidy(c, named);
  const { database } = c.connector.services;
  const wrong = await database.query(
    `SELECT id FROM connector.jobs AS push WHERE status NOT IN ('planned', 'queued', 'running') AND
       (changed_count, unchanged_count, failed_count) <> (
         SELECT count(*) FILTER (WHERE state = 'changed'), count(*) FILTER (WHERE state IN ('unchanged', 'kept')),
                count(*) FILTER (WHERE state = 'failed')
         FROM connector.push_rows WHERE job_id = push.id)`,
  );
  expect(wrong).toEqual([]);
  // Rows of one user that ask for the same reference are written once.
  const writes = await database.query<{ written: string }>(
    `SELECT DISTINCT job_id, lower(user_name) || ' ' || (change ->> 'reference') AS written
     FROM connector.push_rows, json_array_elements(changes) AS change
     WHERE state = 'changed' OR state = 'failed' AND code = 'VALUE_NOT_APPLIED'`,
  );
  const recorded = (await auditRows(c))
    .filter(({ outcome, userName }) => userName && ['verified', 'unverified', 'not-applied'].includes(outcome))
    .map(({ userName, reference }) => `${userName.toLowerCase()} ${reference}`);
  const counted = writes.map(({ written }) => written);
  expect(recorded.sort()).toEqual(counted.sort());
}
