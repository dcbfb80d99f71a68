import { describe, expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import {
  ADA,
  accepted,
  BEN,
  CLEO,
  expectSound,
  getJob,
  held,
  ok,
  outcomes,
  push,
  pushed,
  results,
  row,
  seed,
  started,
  until,
  writeCount,
} from './set-up.ts';

const start = useConnector();

async function world() {
  const c = await start({ switches: { revokedInList: 'yes' } });
  seed(c, { region: 'emea', seats: 9 });
  c.omni.addUser({ userName: BEN, values: { untouched: 'keep' } });
  c.omni.addUser({ userName: CLEO, active: false, values: { region: 'apac' } });
  return c;
}

const MIXED = [
  row(ADA, { region: 'amer', seats: 9 }),
  row(BEN.toUpperCase(), { levels: [1, 2] }),
  row(ADA, { region: 'amer' }),
  row(CLEO, { region: 'amer' }),
  row('nobody@acme.example', { region: 'amer' }),
  row('bea@acme.example', { seats: 'many' }),
  row('bob@acme.example', { regoin: 'amer' }),
  row('bud@acme.example', { seats: 'many', regoin: 'x' }),
];

const MIXED_OUTCOMES = [
  'changed',
  'changed',
  'changed',
  'failed USER_INACTIVE',
  'failed USER_NOT_FOUND',
  'failed VALUE_NOT_A_NUMBER',
  'failed REFERENCE_UNKNOWN',
  'failed VALUES_INVALID',
];

describe('every row of a push has a result of its own', () => {
  test('in the call and in the list of results alike', async () => {
    const c = await world();
    const answer = ok(await push(c, MIXED));
    expect(answer).toMatchObject({ status: 'done', pollAfterSeconds: 0, total: 8, changedCount: 3, failedCount: 5 });
    expect(await outcomes(c, answer.jobId)).toEqual(MIXED_OUTCOMES);
    expect(answer.results).toEqual(await results(c, answer.jobId));
    expect(answer.results[6].message).toContain('did you mean region?');
    expect(held(c)).toEqual({ untouched: 'keep', region: 'amer', seats: 9 });
    expect(held(c, BEN)).toEqual({ untouched: 'keep', levels: [1, 2] });
    await expectSound(c, ['region', 'levels']);
  });

  test('a repeat finds everything in place', async () => {
    const c = await world();
    await push(c, MIXED);
    const writes = writeCount(c);
    const again = ok(await push(c, MIXED));
    expect(again).toMatchObject({ changedCount: 0, unchangedCount: 3, failedCount: 5 });
    expect(writeCount(c)).toBe(writes);
  });

  test('a user without case and in several rows is written once, with all that is asked', async () => {
    const c = await world();
    const job = await pushed(c, [
      row(ADA, { region: 'amer' }),
      row(ADA.toUpperCase(), { seats: 3 }),
      row(ADA, { region: 'amer', flag: true }),
    ]);
    expect(job).toMatchObject({ changedCount: 3, doneCount: 3 });
    expect(c.omni.log.count({ method: 'PATCH' })).toBe(1);
    expect(held(c)).toEqual({ untouched: 'keep', region: 'amer', seats: 3, flag: 'true' });
    await expectSound(c, ['region', 'seats', 'flag']);
  });

  test('rows of one user that contradict each other are refused, the others are written', async () => {
    const c = await world();
    const rows = [row(ADA, { region: 'amer' }), row(ADA, { region: 'apac' }), row(ADA, { seats: 3 })];
    const { jobId } = await pushed(c, rows);
    expect(await outcomes(c, jobId)).toEqual(['failed ROW_CONTRADICTS', 'failed ROW_CONTRADICTS', 'changed']);
    expect(held(c)).toEqual({ untouched: 'keep', region: 'emea', seats: 3 });
  });

  test('rows that go with a row which fails have failed too, and a retry asks for all of them', async () => {
    const c = await world();
    const late = 'late@acme.example';
    const { jobId, failedCount } = await pushed(c, [row(late, { region: 'amer' }), row(late, { seats: 3 })]);
    expect([failedCount, await outcomes(c, jobId)]).toEqual([2, ['failed USER_NOT_FOUND', 'failed USER_NOT_FOUND']]);
    c.omni.addUser({ userName: late });
    const retry = await until(c, await started(c, 'retry-job', { jobId }), 'done');
    expect(retry).toMatchObject({ kind: 'retry', parentJobId: jobId, total: 2, changedCount: 2 });
    expect(held(c, late)).toEqual({ region: 'amer', seats: 3 });
    await expectSound(c, ['region', 'seats']);
  });
});

describe('the mode of a push', () => {
  const rows = [row(ADA, { region: 'amer' })];

  test.each(['auto', 'wait'])('%s answers with the results when they fit into the call', async (mode) => {
    const c = await world();
    expect(ok(await push(c, rows, { mode }))).toMatchObject({ status: 'done', results: [{ status: 'changed' }] });
  });

  test('job answers at once with what to follow', async () => {
    const c = await world();
    c.omni.faults.plan({ kind: 'latency', ms: 200 }, { method: 'PATCH' });
    const body = accepted(await push(c, rows, { mode: 'job' }));
    expect(body).toMatchObject({ total: 1, results: [] });
    expect(body.pollAfterSeconds).toBeGreaterThanOrEqual(5);
    expect(await until(c, body.jobId, 'done')).toMatchObject({ kind: 'push', changedCount: 1, remainingSeconds: 0 });
    expect(held(c)).toMatchObject({ region: 'amer' });
  });

  test('auto answers with a job when there are more rows than a card can show', async () => {
    const c = await world();
    const many = Array.from({ length: 201 }, (_, i) => row(`user${i}@acme.example`, { region: 'amer' }));
    const { jobId } = accepted(await push(c, many));
    expect(await until(c, jobId, 'done')).toMatchObject({ failedCount: 201 });
  });

  test('auto answers with a job when the budget makes it too slow for a call', async () => {
    const c = await start({ environment: { OMNI_REQUESTS_PER_MINUTE: '60' } });
    seed(c);
    const many = Array.from({ length: 30 }, (_, i) => row(`user${i}@acme.example`, { region: 'amer' }));
    const { jobId } = accepted(await push(c, many));
    ok(await c.call('cancel-job', { jobId }));
  });
});

describe('a dry run', () => {
  test('writes nothing, keeps no job, and tells what the push then does', async () => {
    const c = await world();
    const dry = ok(await push(c, MIXED, { dryRun: true }));
    expect(dry).toMatchObject({ jobId: '', status: 'done', pollAfterSeconds: 0 });
    expect(writeCount(c)).toBe(0);
    expect((await c.call('list-jobs')).body.jobs).toEqual([]);
    const real = ok(await push(c, MIXED));
    const counts = ({ total, changedCount, unchangedCount, failedCount }: Record<string, number>) => ({
      total,
      changedCount,
      unchangedCount,
      failedCount,
    });
    expect(counts(dry)).toEqual(counts(real));
    const short = (body: { results: { index: number; status: string; code: string }[] }) =>
      body.results.map(({ index, status, code }) => [index, status, code]);
    expect(short(dry)).toEqual(short(real));
  });
});

describe('failOnError', () => {
  test.each([false, true])('turns failed rows into 422 with the fields of the answer (dryRun %s)', async (dryRun) => {
    const c = await world();
    const answer = await push(c, MIXED, { failOnError: true, dryRun });
    const { body } = answer;
    expect(answer).toMatchObject({ status: 422, body: { statusCode: 422, code: 'ROWS_FAILED' } });
    expect(body).toMatchObject({ total: 8, changedCount: 3, unchangedCount: 0, failedCount: 5 });
    expect(body.results).toHaveLength(8);
  });

  test('changes nothing where no row failed', async () => {
    const c = await world();
    ok(await push(c, [row(ADA, { region: 'amer' })], { failOnError: true }));
  });
});

describe('the same push again', () => {
  const rows = [row(ADA, { region: 'amer' })];

  test('joins the job while that is open, and runs again when it has ended: somebody may have written since', async () => {
    const c = await world();
    const more = { mode: 'job', maxChangedUsers: 0 };
    const { jobId } = accepted(await push(c, rows, more));
    await until(c, jobId, 'needs-approval');
    expect(accepted(await push(c, rows, more)).jobId).toBe(jobId);
    expect((await push(c, [row(ADA, { region: 'apac' })], more)).body.jobId).not.toBe(jobId);
    expect((await push(c, rows, { ...more, verify: 'all' })).body.jobId).not.toBe(jobId);
    const ended = await pushed(c, rows);
    expect((await pushed(c, rows)).jobId).not.toBe(ended.jobId);
  });

  test('with its Idempotency-Key has the same answer, and another body is refused', async () => {
    const c = await world();
    const headers = { 'idempotency-key': 'nightly-1' };
    const first = await c.call('push-users', { rows }, headers);
    expect((await c.call('push-users', { rows }, headers)).text).toBe(first.text);
    const other = await c.call('push-users', { rows: [row(ADA, { region: 'apac' })] }, headers);
    expectError(other, 422, 'IDEMPOTENCY_KEY_REUSED');
  });

  test('is a new wish when another push has named the user in between, also while the first one is open', async () => {
    const c = await world();
    const more = { mode: 'job', maxChangedUsers: 0 };
    const first = accepted(await push(c, rows, more));
    await until(c, first.jobId, 'needs-approval');
    await pushed(c, [row(ADA, { region: 'apac' })]);
    const again = accepted(await push(c, rows, more));
    expect(again.jobId).not.toBe(first.jobId);
    await until(c, again.jobId, 'needs-approval');
    ok(await c.call('approve-job', { jobId: again.jobId }));
    await until(c, again.jobId, 'done');
    expect(held(c)).toMatchObject({ region: 'amer' });
  });

  test('of another client is another job', async () => {
    const c = await world();
    const more = { mode: 'job', maxChangedUsers: 0 };
    const { jobId } = accepted(await push(c, rows, more));
    await until(c, jobId, 'needs-approval');
    const authorization = `Bearer ${await c.token({ cid: 'another' })}`;
    const other = await c.call('push-users', { rows, ...more }, { authorization });
    expect(accepted(other).jobId).not.toBe(jobId);
  });
});

describe('too many rows', () => {
  test.each(['push-users', 'plan-push'])('are 413 with the limit, for %s', async (action) => {
    const c = await start({ environment: { MAX_PUSH_ROWS: '2' } });
    const body = { rows: Array.from({ length: 3 }, () => row(ADA, { region: 'x' })) };
    expect(expectError(await c.call(action, body), 413, 'ROWS_TOO_MANY').message).toContain('the 2 that a push');
    expect(c.omniCalls()).toEqual([]);
  });

  test('are 413 also beyond the default of the setting', async () => {
    const c = await start();
    const rows = Array.from({ length: 20_001 }, () => row(ADA, { region: 'x' }));
    expectError(await push(c, rows), 413, 'ROWS_TOO_MANY');
    expectError(await push(c, []), 400, 'BODY_INVALID');
  });
});

test('a job that is done cannot be found by another name', async () => {
  const c = await world();
  const { jobId } = await pushed(c, [row(ADA, { region: 'amer' })]);
  expect(await getJob(c, jobId)).toMatchObject({ status: 'done', causeCode: '', parentJobId: '' });
  expectError(await c.call('apply-plan', { planId: jobId, planHash: 'a'.repeat(64) }), 404, 'PLAN_NOT_FOUND');
});
