import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import type { JobStatus } from '../../src/store/jobs.ts';
import { readJob } from '../../src/store/jobs.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { addJob } from './set-up.ts';

const start = useConnector();
let under: ConnectorUnderTest;
let database: Database;

beforeEach(async () => {
  under = await start();
  database = under.connector.services.database;
});

const statusOf = async (jobId: string) => (await readJob(database, jobId))?.status;

describe('approve-job', () => {
  test('lets a job go on that waits for approval', async () => {
    const jobId = await addJob(database, 'needs-approval');
    const { status, body } = await under.call('approve-job', { jobId });
    expect(status).toBe(200);
    expect(body).toEqual({ jobId, status: expect.stringMatching(/^(queued|running)$/) });
    expect(await readJob(database, jobId)).toMatchObject({ approved: true });
  });

  test.each<JobStatus>(['queued', 'running', 'paused', 'done', 'canceled', 'failed'])(
    'refuses a job that is %s, and leaves it so',
    async (status) => {
      const jobId = await addJob(database, status);
      const { message } = expectError(await under.call('approve-job', { jobId }), 409, 'JOB_NOT_WAITING');
      expect(message).toBe(`The job ${jobId} has the status ${status} and cannot be approved.`);
      expect(await readJob(database, jobId)).toMatchObject({ status, approved: false });
    },
  );
});

describe('cancel-job', () => {
  test.each<JobStatus>(['queued', 'running', 'needs-approval', 'paused'])('ends a job that is %s', async (status) => {
    const jobId = await addJob(database, status);
    const answer = await under.call('cancel-job', { jobId });
    expect([answer.status, answer.body]).toEqual([200, { jobId, status: 'canceled' }]);
    expect(await readJob(database, jobId)).toMatchObject({ status: 'canceled', finishedAt: expect.any(Number) });
  });

  test.each<JobStatus>(['done', 'canceled', 'failed'])('refuses a job that is %s', async (status) => {
    const jobId = await addJob(database, status);
    const { message } = expectError(await under.call('cancel-job', { jobId }), 409, 'JOB_NOT_WAITING');
    expect(message).toBe(`The job ${jobId} has the status ${status} and cannot be canceled.`);
    expect(await statusOf(jobId)).toBe(status);
  });
});

test('of many decisions about one job at once exactly one counts', async () => {
  const jobId = await addJob(database, 'needs-approval');
  const answers = await Promise.all(Array.from({ length: 8 }, () => under.call('cancel-job', { jobId })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 200)) expectError(answer, 409, 'JOB_NOT_WAITING');
});

test('an approval that was cut off and is repeated approves nothing that is held since', async () => {
  const jobId = await addJob(database, 'needs-approval');
  const key = { 'idempotency-key': randomUUID() };
  await under.call('approve-job', { jobId }, key);
  await database.query(
    `UPDATE connector.idempotency SET state = 'running', status = NULL, answer = NULL, lease_until = 0`,
  );
  // It went on, and waits again with a plan that has grown.
  await database.query(
    `UPDATE connector.jobs SET status = 'needs-approval', approved = false, last_turn_at = connector.now_ms(NULL) + 1`,
  );
  const repeat = await under.call('approve-job', { jobId }, key);
  expect([repeat.status, repeat.body]).toEqual([200, { jobId, status: 'needs-approval' }]);
  expect(await readJob(database, jobId)).toMatchObject({ status: 'needs-approval', approved: false });
  expect((await under.call('approve-job', { jobId })).body).toMatchObject({
    status: expect.not.stringContaining('needs'),
  });
});

describe.each(['approve-job', 'cancel-job'])('%s with an Idempotency-Key', (action) => {
  test('gives a repeat the same answer', async () => {
    const jobId = await addJob(database, 'needs-approval');
    const key = { 'idempotency-key': randomUUID() };
    const first = await under.call(action, { jobId }, key);
    const repeat = await under.call(action, { jobId }, key);
    expect([repeat.status, repeat.text]).toEqual([200, first.text]);
    expect(repeat.headers['idempotency-replayed']).toBe('true');
  });

  test('answers as done what a run decided that was cut off before its answer', async () => {
    const jobId = await addJob(database, 'needs-approval');
    const key = { 'idempotency-key': randomUUID() };
    await under.call(action, { jobId }, key);
    await database.query(
      `UPDATE connector.idempotency SET state = 'running', status = NULL, answer = NULL, lease_until = 0`,
    );
    const resumed = await under.call(action, { jobId }, key);
    expect([resumed.status, resumed.body.jobId]).toEqual([200, jobId]);
    expect(resumed.headers['idempotency-replayed']).toBeUndefined();
  });

  test('is no permission to decide again what somebody else decided', async () => {
    const jobId = await addJob(database, 'needs-approval');
    await under.call(action, { jobId });
    const repeat = await under.call(action, { jobId }, { 'idempotency-key': randomUUID() });
    expectError(repeat, 409, 'JOB_NOT_WAITING');
  });
});
