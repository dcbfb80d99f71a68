import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { notePlanned } from '../../src/store/job-progress.ts';
import { addPush, sampleRows } from '../store/push-samples.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { addJob, settleRows } from './set-up.ts';

const start = useConnector();
let under: ConnectorUnderTest;
let database: Database;

beforeEach(async () => {
  under = await start({ environment: { OMNI_REQUESTS_PER_MINUTE: '60' } });
  database = under.connector.services.database;
});

describe('get-job', () => {
  test('shows the job with its counts and about how long the rest takes', async () => {
    const now = Date.now();
    const jobId = await addJob(database, 'running', { rows: sampleRows(103), now });
    await settleRows(database, jobId);
    await notePlanned(database, jobId, { planHash: 'hash', requests: 104 });
    const { status, body } = await under.call('get-job', { jobId });
    expect(status).toBe(200);
    expect(body).toEqual({
      jobId,
      kind: 'push',
      status: 'running',
      phase: 'judging',
      phaseDone: 0,
      phaseTotal: 0,
      total: 103,
      doneCount: 3,
      changedCount: 1,
      unchangedCount: 1,
      failedCount: 1,
      clearedCount: 2,
      remainingSeconds: Math.ceil((105 * 1.02) / under.settings.omniKeys.length),
      omniRequests: 0,
      minimumRequests: 104,
      createdAt: new Date(now).toISOString(),
      startedAt: '',
      finishedAt: '',
      message: '',
      causeCode: '',
      parentJobId: '',
    });
  });

  test('shows when a job ended, and that nothing remains', async () => {
    const jobId = await addJob(database, 'needs-approval');
    await under.call('cancel-job', { jobId });
    const { body } = await under.call('get-job', { jobId });
    expect(body).toMatchObject({ status: 'canceled', remainingSeconds: 0 });
    expect(Math.abs(Date.parse(body.finishedAt) - Date.now())).toBeLessThan(60_000);
  });

  test('names the job that this one retries', async () => {
    const parentId = await addJob(database, 'done');
    const jobId = await addJob(database, 'done', { kind: 'retry', parentId });
    expect((await under.call('get-job', { jobId })).body).toMatchObject({ kind: 'retry', parentJobId: parentId });
  });
});

test.each(['get-job', 'list-job-results', 'approve-job', 'cancel-job'])('%s knows no other job', async (action) => {
  const plan = await addPush(database, { status: 'planned', now: Date.now() });
  // The rows of a plan can be looked at, since a reviewer has to see why some are refused.
  const unknown = [randomUUID(), 'no-uuid', ...(action === 'list-job-results' ? [] : [plan])];
  for (const jobId of unknown) expectError(await under.call(action, { jobId }), 404, 'JOB_NOT_FOUND');
  expectError(await under.call(action, { jobId: '' }), 400, 'BODY_INVALID');
});

test('list-job-results shows the rows of a plan that nobody has applied', async () => {
  const jobId = await addPush(database, { status: 'planned', rows: sampleRows(2), now: Date.now() });
  expect((await under.call('list-job-results', { jobId })).body.results).toHaveLength(2);
});

describe('list-job-results', () => {
  const resultsOf = async (input: object) => (await under.call('list-job-results', input)).body;
  let jobId: string;

  beforeEach(async () => {
    jobId = await addJob(database, 'running', { rows: sampleRows(6) });
    await settleRows(database, jobId);
  });

  test('shows what has become of each row, in the order of the push', async () => {
    const { results, nextCursor } = await resultsOf({ jobId });
    const row = (index: number, differences: object) => ({
      index,
      userName: `user${index}@acme.example`,
      status: 'pending',
      changed: false,
      code: '',
      message: '',
      omniUserId: '',
      truth: '',
      truthAt: '',
      warnings: [],
      ...differences,
    });
    const known = { omniUserId: 'omni-id', truth: 'list' };
    expect(results).toEqual([
      row(0, { status: 'changed', changed: true, message: 'Written.', ...known }),
      row(1, { status: 'unchanged', ...known, truth: 'read' }),
      row(2, { status: 'failed', code: 'USER_INACTIVE', message: 'The user is deactivated.' }),
      row(3, known),
      row(4, {}),
      row(5, {}),
    ]);
    expect(nextCursor).toBe('');
  });

  test('shows the values of its rows, as texts and as lists', async () => {
    const { changes } = await resultsOf({ jobId, status: 'changed' });
    const of = { index: 0, userName: 'user0@acme.example', truth: 'list', warnings: [] };
    expect(changes).toEqual([
      { ...of, reference: 'region', before: '', after: 'emea', beforeValues: [], afterValues: ['emea'] },
      { ...of, reference: 'seat_count', before: '12, 13', after: '', beforeValues: ['12', '13'], afterValues: [] },
    ]);
  });

  test.each([
    ['changed', [0]],
    ['unchanged', [1]],
    ['failed', [2]],
    ['pending', [3, 4, 5]],
  ])('lists only rows that are %s when asked so', async (status, indexes) => {
    const { results } = await resultsOf({ jobId, status });
    expect(results.map(({ index }: { index: number }) => index)).toEqual(indexes);
  });

  test.each([
    [
      'all rows',
      {},
      [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
    ],
    ['pending rows', { status: 'pending' }, [[3, 4], [5]]],
  ])('gives %s page by page, each once', async (_what, filter, pages) => {
    const found: number[][] = [];
    let cursor = '';
    do {
      const { results, changes, nextCursor } = await resultsOf({ jobId, ...filter, limit: 2, cursor });
      const indexes = results.map(({ index }: { index: number }) => index);
      expect(changes.filter(({ index }: { index: number }) => !indexes.includes(index))).toEqual([]);
      found.push(indexes);
      cursor = nextCursor;
    } while (cursor !== '' && found.length < 10);
    expect(found).toEqual(pages);
  });
});

describe('list-jobs', () => {
  const idsOf = ({ jobs }: { jobs: { jobId: string }[] }) => jobs.map(({ jobId }) => jobId);

  test('lists the latest accepted first, as get-job shows them, and no plans', async () => {
    const first = await addJob(database, 'done');
    await addPush(database, { status: 'planned', now: Date.now() });
    const last = await addJob(database, 'queued');
    const { body } = await under.call('list-jobs');
    expect(idsOf(body)).toEqual([last, first]);
    expect(body.jobs[0]).toEqual((await under.call('get-job', { jobId: last })).body);
    expect(body.nextCursor).toBe('');
  });

  test('lists only jobs with a status when asked so', async () => {
    const waiting = await addJob(database, 'needs-approval');
    await addJob(database, 'done');
    expect(idsOf((await under.call('list-jobs', { status: 'needs-approval' })).body)).toEqual([waiting]);
    expectError(await under.call('list-jobs', { status: 'planned' }), 400, 'BODY_INVALID');
  });

  test('gives page by page, without a job that was accepted meanwhile', async () => {
    const ids = [await addJob(database, 'done'), await addJob(database, 'done'), await addJob(database, 'done')];
    const one = (await under.call('list-jobs', { limit: 2 })).body;
    await addJob(database, 'done');
    const other = (await under.call('list-jobs', { limit: 2, cursor: one.nextCursor })).body;
    expect([...idsOf(one), ...idsOf(other)]).toEqual(ids.reverse());
    expect(other.nextCursor).toBe('');
  });
});

describe('a cursor that the action did not give is refused', () => {
  const encoded = (text: string): string => Buffer.from(text).toString('base64url');

  test.each([
    ['junk', '!'],
    ['without a position', encoded('list-jobs')],
    ['of another list', encoded('list-job-results 1')],
    ['with no number', encoded('list-jobs 1e3')],
    ['with a number that no list reaches', encoded('list-jobs 9999999999')],
    ['with a negative number', encoded('list-jobs -1')],
  ])('%s', async (_what, cursor) => {
    const { details } = expectError(await under.call('list-jobs', { cursor }), 400, 'BODY_INVALID');
    expect(details).toEqual([{ path: '/cursor', message: 'is not a cursor that this action gave' }]);
  });

  test('also by list-job-results', async () => {
    const jobId = await addJob(database, 'done');
    const answer = await under.call('list-job-results', { jobId, cursor: encoded('list-jobs 1') });
    expect(expectError(answer, 400, 'BODY_INVALID').details).toMatchObject([{ path: '/cursor' }]);
  });
});
