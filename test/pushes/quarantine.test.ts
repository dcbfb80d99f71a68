import { describe, expect, test } from '@jest/globals';
import { type StartOptions, useConnector } from '../support/connector.ts';
import { quickClock } from '../support/quick-clock.ts';
import {
  eventually,
  expectSound,
  getJob,
  held,
  hurry,
  outcomes,
  pushed,
  results,
  row,
  seed,
  started,
  until,
} from './set-up.ts';

const start = useConnector();
const users = (count: number) => Array.from({ length: count }, (_, i) => `user${i}@acme.example`);
const rowsFor = (count: number, region = 'amer') => users(count).map((userName) => row(userName, { region }));

async function world(count: number, options: StartOptions = {}) {
  const c = await start(options);
  seed(c);
  for (const userName of users(count)) c.omni.addUser({ userName });
  return c;
}
type World = Awaited<ReturnType<typeof world>>;

const startJob = (c: World, count: number, more: object = {}) =>
  started(c, 'push-users', { rows: rowsFor(count), mode: 'job', verify: 'all', ...more });

/** How often Omni was asked since the last look, and how often to write. */
function asked(c: World): { writes: number; all: number } {
  const counts = { writes: c.omni.log.count({ method: 'PATCH' }), all: c.omni.log.all.length };
  c.omni.log.clear();
  return counts;
}

const triesOf = async (c: World, jobId: string): Promise<number> => {
  const { database } = c.connector.services;
  const [sum] = await database.query<{ tries: number }>(
    'SELECT sum(tries)::int AS tries FROM connector.push_rows WHERE job_id = $1',
    [jobId],
  );
  return sum?.tries ?? 0;
};

describe('a refused key pauses a job', () => {
  test.each(['401', '403', '400'] as const)('answered with %s: with its cause, one probe per step', async (badKey) => {
    const c = await world(6, { switches: { badKey } });
    const [key = ''] = c.omni.keys.organization;
    c.omni.faults.plan({ kind: 'latency', ms: 100 }, { method: 'PATCH', times: 6 });
    const jobId = await startJob(c, 6, { verify: 'none' });
    await eventually(async () => (await getJob(c, jobId)).changedCount > 0);
    c.omni.keys.disable(key);

    const paused = await until(c, jobId, 'paused', 'done');
    expect(paused).toMatchObject({ status: 'paused', causeCode: 'OMNI_KEY_REFUSED', failedCount: 0 });
    expect(paused.message).toMatch(/^Paused: Omni refuses the API key.*Tried again in 10 s/);
    for (const wait of ['30 s', '60 s', '120 s']) {
      asked(c);
      await hurry(c, jobId);
      await eventually(async () => (await getJob(c, jobId)).message.includes(`Tried again in ${wait}`));
      const { writes, all } = asked(c);
      expect(writes).toBe(1);
      // The write, perhaps a look at a value in doubt, and for each the test of the key.
      expect(all).toBeLessThan(5);
      expect(await getJob(c, jobId)).toMatchObject({ status: 'paused', doneCount: paused.doneCount });
    }
    expect(await triesOf(c, jobId)).toBe(0);

    c.omni.keys.enable(key);
    await hurry(c, jobId);
    expect(await until(c, jobId, 'done')).toMatchObject({ changedCount: 6, failedCount: 0, causeCode: '' });
    await expectSound(c, ['region']);
  });
});

test('a permission that the key has lost pauses a job in the same way', async () => {
  const c = await world(2);
  const refusal = { kind: 'answer', status: 403, body: { detail: 'Insufficient permissions' } } as const;
  c.omni.faults.plan(refusal, { method: 'PATCH' });
  // The test of the key, which every good key passes.
  c.omni.faults.plan(refusal, { method: 'GET', path: /\/Users$/, skip: 2 });
  const jobId = await startJob(c, 2);
  expect(await until(c, jobId, 'paused')).toMatchObject({ causeCode: 'OMNI_KEY_REFUSED', doneCount: 0 });
  await hurry(c, jobId);
  expect(await until(c, jobId, 'done')).toMatchObject({ changedCount: 2 });
});

describe('ten failures in a row pause a job', () => {
  const BROKEN = { kind: 'server-error' } as const;
  const ON_USERS = { path: /\/Users\/[^/]+$/, times: Number.POSITIVE_INFINITY };

  test('and while Omni fails, no row has failed; it goes on by itself afterwards', async () => {
    const c = await world(15, { clock: quickClock() });
    c.omni.faults.plan(BROKEN, { ...ON_USERS, method: 'PATCH' });
    const jobId = await startJob(c, 15);
    const paused = await until(c, jobId, 'paused');
    expect(paused).toMatchObject({ causeCode: 'OMNI_WRITE_UNCERTAIN', doneCount: 0 });
    expect(await triesOf(c, jobId)).toBe(10);
    for (const wait of ['30 s', '60 s', '120 s']) {
      await hurry(c, jobId);
      await eventually(async () => (await getJob(c, jobId)).message.includes(`Tried again in ${wait}`));
    }
    expect(await triesOf(c, jobId)).toBe(10);
    c.omni.faults.clear();
    await eventually(
      async () => (await getJob(c, jobId)).status === 'done',
      () => hurry(c, jobId),
    );
    expect(await getJob(c, jobId)).toMatchObject({ changedCount: 15, failedCount: 0 });
    for (const userName of users(15)) expect(held(c, userName)).toEqual({ region: 'amer' });
  });
});

describe('a row that fails by itself', () => {
  const never = (c: World, userName: string) => {
    const { id = '' } = c.omni.findUser(userName) ?? {};
    c.omni.faults.plan(
      { kind: 'server-error' },
      { method: 'PATCH', path: new RegExp(`/Users/${id}$`), times: Number.POSITIVE_INFINITY },
    );
  };

  test('climbs its ladder and then fails with the code, while others are written', async () => {
    const c = await world(3, { clock: quickClock() });
    never(c, 'user1@acme.example');
    const jobId = await startJob(c, 3);
    for (const tries of [1, 2, 3, 4]) {
      await eventually(async () => (await triesOf(c, jobId)) >= tries);
      expect(await getJob(c, jobId)).toMatchObject({ status: 'running', failedCount: 0 });
      const { message, status } = (await results(c, jobId))[1] ?? {};
      expect([status, message]).toEqual(['pending', expect.stringContaining('did not confirm')]);
      await hurry(c, jobId);
    }
    expect(await until(c, jobId, 'done')).toMatchObject({ changedCount: 2, failedCount: 1 });
    expect(await outcomes(c, jobId)).toEqual(['changed', 'failed OMNI_WRITE_UNCERTAIN', 'changed']);
  });

  test('fails at once when Omni refuses its value', async () => {
    const c = await world(2);
    c.omni.faults.plan({ kind: 'answer', status: 422, body: { detail: 'No such thing' } }, { method: 'PATCH' });
    const { jobId } = await pushed(c, rowsFor(2));
    expect(await outcomes(c, jobId)).toEqual(['failed OMNI_REFUSED', 'changed']);
  });
});

describe('canceling', () => {
  test('ends a job that runs after the row in hand, and what it has written stays', async () => {
    const c = await world(40);
    c.omni.faults.plan({ kind: 'latency', ms: 200 }, { method: 'PATCH', times: Number.POSITIVE_INFINITY });
    const jobId = await startJob(c, 40, { verify: 'none' });
    await eventually(async () => c.omni.log.count({ method: 'PATCH' }) >= 3);
    expect((await c.call('cancel-job', { jobId })).body.status).toBe('canceled');
    const sent = c.omni.log.count({ method: 'PATCH' });
    const { database } = c.connector.services;
    const inHand = `SELECT id FROM connector.jobs WHERE id = $1 AND owner <> ''`;
    await eventually(async () => (await database.query(inHand, [jobId])).length === 0);
    expect(c.omni.log.count({ method: 'PATCH' })).toBeLessThanOrEqual(sent + 1);
    const job = await getJob(c, jobId);
    expect(job).toMatchObject({ status: 'canceled', changedCount: c.omni.log.count({ method: 'PATCH' }) });
    await expectSound(c, ['region']);
  });
});
