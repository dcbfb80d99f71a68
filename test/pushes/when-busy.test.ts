import { describe, expect, test } from '@jest/globals';
import { type Answer, type ConnectorUnderTest, type StartOptions, useConnector } from '../support/connector.ts';
import { fastClock } from '../support/fast-clock.ts';
import { ADA, BEN, eventually, held, ok, outcomes, results, seed, until } from './set-up.ts';

const start = useConnector();

/** What Omni allows, so that a burst has to wait. */
const paced = (more: StartOptions = {}): Promise<ConnectorUnderTest> =>
  start({
    clock: fastClock(30),
    requestsPerMinute: 60,
    ...more,
    environment: { OMNI_REQUESTS_PER_MINUTE: '60', ...more.environment },
  });

const set = (c: ConnectorUnderTest, userName: string, values: object, more: object = {}): Promise<Answer> =>
  c.call('set-user-values', { userName, values, whenBusy: 'queue', ...more });

/** Omni is away, so that every call is queued. */
async function busy(): Promise<ConnectorUnderTest> {
  const c = await start({ clock: fastClock(30) });
  seed(c);
  c.omni.addUser({ userName: BEN });
  c.omni.faults.plan({ kind: 'server-error' }, { times: Number.POSITIVE_INFINITY });
  return c;
}

const queued = ({ status, body }: Answer): string => {
  expect({ status, ...body }).toMatchObject({ status: 202, changed: false, verified: false });
  expect(body.pollAfterSeconds).toBeGreaterThan(0);
  expect(body.jobId).not.toBe('');
  return body.jobId;
};

describe('thirty calls at once, at 60 requests a minute', () => {
  const PEOPLE = Array.from({ length: 30 }, (_, at) => `p${at}@acme.example`);

  test.each([
    ['include', 30 * 3],
    // Each is read, written and read back; by themselves they would be searched for as well. How many wait for a job,
    // and share its requests, depends on the machine.
    ['omit', 30 * 4],
  ] as const)('all arrive, in fewer requests than by themselves; lists %s values', async (listValues, most) => {
    const c = await paced({ switches: { listValues } });
    seed(c);
    for (const userName of PEOPLE) c.omni.addUser({ userName });
    const answers = await Promise.all(PEOPLE.map((userName) => set(c, userName, { region: `r-${userName}` })));
    const jobs = new Set(answers.flatMap(({ status, body }) => (status === 202 ? [body.jobId] : [])));
    expect(answers.filter(({ status }) => status !== 200 && status !== 202)).toEqual([]);
    expect(jobs.size).toBeGreaterThan(0);
    for (const jobId of jobs) {
      const job = await until(c, jobId, 'done');
      expect([job.changedCount, job.failedCount]).toEqual([job.total, 0]);
    }
    expect(PEOPLE.map((userName) => held(c, userName).region)).toEqual(PEOPLE.map((userName) => `r-${userName}`));
    expect(c.omni.log.count({ status: 429 })).toBe(0);
    expect(c.omni.log.count()).toBeLessThan(most);
  });

  test('are refused without it, as before', async () => {
    const c = await paced();
    seed(c);
    for (const userName of PEOPLE) c.omni.addUser({ userName });
    const calls = PEOPLE.map((userName) => set(c, userName, { region: 'r' }, { whenBusy: 'refuse' }));
    const codes = new Set((await Promise.all(calls)).map(({ body }) => body.code));
    expect(codes).toContain('OMNI_BUDGET_FULL');
  });
});

describe('a call that became a row', () => {
  test('is read back before its job is done', async () => {
    const c = await busy();
    const jobId = queued(await set(c, ADA, { region: 'emea' }));
    c.omni.faults.clear();
    await until(c, jobId, 'done');
    expect(held(c)).toMatchObject({ region: 'emea' });
    expect((await results(c, jobId))[0]).toMatchObject({ status: 'changed', message: 'Written and read back.' });
  });

  test('joins those that gather, whatever they ask; the newest wish of a user wins', async () => {
    const c = await busy();
    const asked = [set(c, ADA, { region: 'first' }), set(c, BEN, { region: 'bens' })];
    const [one, other] = (await Promise.all(asked)).map(queued);
    const last = queued(await set(c, ADA, { region: 'last', seats: 3 }));
    c.omni.faults.clear();
    for (const jobId of new Set([one, other, last])) await until(c, jobId ?? '', 'done');
    expect(held(c, ADA)).toMatchObject({ region: 'last', seats: 3 });
    expect(held(c, BEN)).toMatchObject({ region: 'bens' });
  });

  test('keeps the place of the call: what is asked after it wins, whatever is written first', async () => {
    const c = await busy();
    const jobId = queued(await set(c, ADA, { region: 'earlier' }));
    await c.connector.services.database.query(
      'UPDATE connector.jobs SET not_before = connector.now_ms(NULL) + 600000 WHERE id = $1',
      [jobId],
    );
    c.omni.faults.clear();
    ok(await set(c, ADA, { region: 'later' }, { whenBusy: 'refuse' }));
    await c.connector.services.database.query('UPDATE connector.jobs SET not_before = 0 WHERE id = $1', [jobId]);
    await until(c, jobId, 'done');
    expect(held(c)).toMatchObject({ region: 'later' });
    expect(await outcomes(c, jobId)).toEqual(['unchanged ROW_SUPERSEDED']);
  });

  test('of an event that is older than what is there does not undo it', async () => {
    const c = await start({ clock: fastClock(30) });
    seed(c);
    ok(await set(c, ADA, { region: 'newer' }));
    c.omni.faults.plan({ kind: 'server-error' }, { times: Number.POSITIVE_INFINITY });
    const eventTime = new Date(Date.now() - 3_600_000).toISOString();
    const jobId = queued(await set(c, ADA, { region: 'older' }, { eventTime }));
    c.omni.faults.clear();
    await until(c, jobId, 'done');
    expect(held(c)).toMatchObject({ region: 'newer' });
  });

  test('of an event counts as that event from then on', async () => {
    const c = await busy();
    const event = { eventId: 'e1' };
    const jobId = queued(await set(c, ADA, { region: 'emea' }, event));
    const again = ok(await set(c, ADA, { region: 'emea' }, event));
    expect(again).toMatchObject({ skippedReason: 'duplicate-event', jobId: '' });
    c.omni.faults.clear();
    await until(c, jobId, 'done');
    expect(await outcomes(c, jobId)).toEqual(['changed']);
  });

  test.each([
    ['was canceled', (c: ConnectorUnderTest, jobId: string) => c.call('cancel-job', { jobId }), 'canceled'],
    ['has failed', async (c: ConnectorUnderTest) => c.omni.deactivate(ADA), 'done'],
  ] as const)('of an event that %s has not handled it', async (_, lose, status) => {
    const c = await busy();
    const event = { eventId: 'e1' };
    const jobId = queued(await set(c, ADA, { region: 'emea' }, event));
    await lose(c, jobId);
    c.omni.faults.clear();
    await until(c, jobId, status);
    c.omni.reactivate(ADA);
    expect(ok(await set(c, ADA, { region: 'emea' }, event))).toMatchObject({ changed: true, skippedReason: '' });
    expect(ok(await set(c, ADA, { region: 'emea' }, event))).toMatchObject({ skippedReason: 'duplicate-event' });
  });

  test('is held against the definitions before, where they are known', async () => {
    const c = await start({ clock: fastClock(30) });
    seed(c);
    ok(await set(c, ADA, { region: 'emea' }));
    c.omni.faults.plan({ kind: 'server-error' }, { times: Number.POSITIVE_INFINITY });
    queued(await set(c, ADA, { region: 'apac' }));
    const { status, body } = await set(c, ADA, { seats: 'many' });
    expect([status, body.code]).toEqual([422, 'VALUE_NOT_A_NUMBER']);
    expect((await set(c, ADA, { seats: '12' })).body.coerced).toEqual([{ reference: 'seats', from: '12', to: '12' }]);
  });

  test('is the same one for an Idempotency-Key', async () => {
    const c = await busy();
    const body = { userName: ADA, values: { region: 'emea' }, whenBusy: 'queue' };
    const one = queued(await c.call('set-user-values', body, { 'idempotency-key': 'k' }));
    const again = await c.call('set-user-values', body, { 'idempotency-key': 'k' });
    expect([queued(again), again.headers['idempotency-replayed']]).toEqual([one, 'true']);
  });

  test('may clear', async () => {
    const c = await busy();
    c.omni.setValue(ADA, 'region', 'emea');
    const body = { userName: ADA, references: ['region'], whenBusy: 'queue' };
    const jobId = queued(await c.call('clear-user-values', body));
    c.omni.faults.clear();
    await until(c, jobId, 'done');
    expect(held(c).region).toBeUndefined();
  });
});

describe('the undo of calls that became rows', () => {
  test('restores what their user held before the first of them', async () => {
    const c = await busy();
    c.omni.setValue(ADA, 'region', 'before');
    const jobId = queued(await set(c, ADA, { region: 'first' }));
    // It gathers however long the next call takes.
    const { database } = c.connector.services;
    const gatherFor = (ms: number) =>
      database.query('UPDATE connector.jobs SET not_before = connector.now_ms(NULL) + $2::int WHERE id = $1', [
        jobId,
        ms,
      ]);
    await gatherFor(600_000);
    expect(queued(await set(c, ADA, { region: 'last', seats: 3 }))).toBe(jobId);
    c.omni.faults.clear();
    await gatherFor(0);
    await until(c, jobId, 'done');
    const undo = (await c.call('undo-job', { jobId })).body.jobId;
    await until(c, undo, 'done');
    expect(await outcomes(c, undo)).toEqual(['changed']);
    expect(held(c)).toEqual({ region: 'before', untouched: 'keep' });
  });

  test('keeps what somebody has written since', async () => {
    const c = await busy();
    const jobId = queued(await set(c, ADA, { region: 'by row' }));
    c.omni.faults.clear();
    await until(c, jobId, 'done');
    ok(await set(c, ADA, { region: 'other' }));
    ok(await set(c, ADA, { region: 'by row' }));
    const undo = (await c.call('undo-job', { jobId })).body.jobId;
    await until(c, undo, 'done');
    expect(await outcomes(c, undo)).toEqual(['kept UNDO_CHANGED_SINCE']);
    expect(held(c)).toMatchObject({ region: 'by row' });
  });

  test('waits for the row that is on its way when they are canceled, and takes it back', async () => {
    const c = await busy();
    const jobId = queued(await set(c, ADA, { region: 'by row' }));
    const { promise, resolve: goOn } = Promise.withResolvers<void>();
    c.omni.faults.clear();
    c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'PATCH' });
    await eventually(() => c.omni.log.count({ method: 'PATCH' }) === 1);
    ok(await c.call('cancel-job', { jobId }));
    const undoing = c.call('undo-job', { jobId });
    goOn();
    const undo = (await undoing).body.jobId;
    await until(c, undo, 'done');
    expect(held(c)).toEqual({ untouched: 'keep' });
  });
});

describe('nothing is queued', () => {
  test('of a dry run', async () => {
    const c = await busy();
    expect((await set(c, ADA, { region: 'emea' }, { dryRun: true })).status).toBeGreaterThanOrEqual(500);
  });

  test.each([
    ['a value that does not fit', { seats: 'many' }, ADA, 422],
    ['a reference that there is not', { nothing: 'x' }, ADA, 422],
    ['a user whom Omni does not have', { region: 'x' }, 'nobody@acme.example', 404],
  ])('of %s', async (_, values, userName, status) => {
    const c = await start();
    seed(c);
    expect((await set(c, userName, values)).status).toBe(status);
  });
});
