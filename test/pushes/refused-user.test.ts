import { describe, expect, test } from '@jest/globals';
import { createOmniDouble } from '../../local/omni/omni-double.ts';
import { auditRows, writeCount } from '../flows/set-up.ts';
import { type StartOptions, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { quickClock } from '../support/quick-clock.ts';
import {
  ADA,
  eventually,
  expectSound,
  getJob,
  held,
  hurry,
  ok,
  outcomes,
  pushed,
  results,
  row,
  seed,
  started,
  until,
} from './set-up.ts';

const start = useConnector();
const REFUSED = 'user7@acme.example';
const users = Array.from({ length: 30 }, (_, i) => `user${i}@acme.example`);
const rows = users.map((userName) => row(userName, { region: 'amer' }));
const MANAGED = 'This user is managed by your identity provider';

/** Two keys and thirty users, one of whom Omni does not let either key touch. */
async function world({ method = 'PATCH', ...options }: StartOptions & { method?: string } = {}) {
  const omni = createOmniDouble({ requestsPerMinute: Number.POSITIVE_INFINITY, switches: options.switches ?? {} });
  omni.keys.addOrganizationKey();
  const c = await start({ omni, ...options });
  seed(c);
  for (const userName of users) c.omni.addUser({ userName });
  const path = new RegExp(`/Users/${c.omni.findUser(REFUSED)?.id}$`);
  const fault = { kind: 'answer', status: 403, body: { detail: MANAGED, status: 403 } } as const;
  c.omni.faults.plan(fault, { method, path, times: Number.POSITIVE_INFINITY });
  return c;
}
type World = Awaited<ReturnType<typeof world>>;

/** How many of Omni's answers each key has got to a PATCH. */
const writesOf = (c: World) => [0, 1].map((keyIndex) => c.omni.log.filter({ method: 'PATCH', keyIndex }).length);

describe('one user whom Omni does not let a good key change', () => {
  test('fails their row of a job alone: no pause, and no key is benched', async () => {
    const c = await world();
    const job = await pushed(c, rows, { verify: 'all' });
    expect(job).toMatchObject({ status: 'done', changedCount: 29, failedCount: 1, causeCode: '' });
    const { code, message } = (await results(c, job.jobId))[7] ?? {};
    expect(code).toBe('OMNI_USER_REFUSED');
    expect(message).toContain(REFUSED);
    expect(message).toContain(MANAGED);
    expect(c.omni.log.count({ method: 'PATCH', status: 403 })).toBe(1);
    for (const userName of users) expect(held(c, userName)).toEqual(userName === REFUSED ? {} : { region: 'amer' });
    expect(c.logLines.join('')).not.toContain('a push is paused');
    await expectSound(c, ['region']);
  });

  test('is 422 for a call, which wrote nothing and left nothing open', async () => {
    const c = await world();
    const call = () => c.call('set-user-values', { userName: REFUSED, values: { region: 'amer' } });
    for (let count = 0; count < 3; count += 1) expectError(await call(), 422, 'OMNI_USER_REFUSED');
    expect(await auditRows(c)).toEqual([]);
    expect(held(c, REFUSED)).toEqual({});
    await expectSound(c, ['region']);
  });
});

test('a row whose write is in doubt stays so where its user is refused afterwards: its undo looks after it', async () => {
  const c = await start({ clock: quickClock() });
  seed(c, { region: 'emea' });
  const path = new RegExp(`/Users/${c.omni.findUser(ADA)?.id}$`);
  const refuse = { kind: 'answer', status: 403, body: { detail: MANAGED, status: 403 } } as const;
  c.omni.faults.plan({ kind: 'server-error-after' }, { method: 'PATCH' });
  // Read once for the plan.
  c.omni.faults.plan(refuse, { method: 'GET', path, times: Number.POSITIVE_INFINITY, skip: 1 });
  const jobId = await started(c, 'push-users', { rows: [row(ADA, { region: 'by job' })], mode: 'job', verify: 'all' });
  await eventually(
    async () => (await getJob(c, jobId)).status === 'done',
    () => hurry(c, jobId),
  );
  expect(await outcomes(c, jobId)).toEqual(['failed OMNI_WRITE_UNCERTAIN']);
  expect((await results(c, jobId))[0]?.message).toContain(MANAGED);
  c.omni.faults.clear();
  const undo = await started(c, 'undo-job', { jobId });
  await until(c, undo, 'done');
  expect(held(c)).toMatchObject({ region: 'emea' });
});

describe('one user whom Omni does not let a good key read', () => {
  test('fails their row alone while a push is planned', async () => {
    const c = await world({ method: 'GET' });
    const { jobId } = await pushed(c, rows, { verify: 'none' });
    expect(await getJob(c, jobId)).toMatchObject({ changedCount: 29, failedCount: 1 });
    expect((await outcomes(c, jobId))[7]).toBe('failed OMNI_USER_REFUSED');
  });

  test('fails their row alone when each user is searched for', async () => {
    const c = await world({ method: 'GET' });
    const { jobId } = await pushed(c, rows.slice(6, 8));
    expect(await outcomes(c, jobId)).toEqual(['changed', 'failed OMNI_USER_REFUSED']);
  });

  test('is 422 for a call', async () => {
    const c = await world({ method: 'GET' });
    expectError(await c.call('read-user', { userName: REFUSED }), 422, 'OMNI_USER_REFUSED');
    expectError(
      await c.call('set-user-values', { userName: REFUSED, values: { region: 'amer' } }),
      422,
      'OMNI_USER_REFUSED',
    );
    expect(writeCount(c)).toBe(0);
  });
});

describe('a key that is dead', () => {
  test('among two is benched, and every other row is written with the good one', async () => {
    const c = await world();
    const [dead = ''] = c.omni.keys.organization;
    c.omni.keys.disable(dead);
    const job = await pushed(c, rows, { verify: 'none' });
    expect(job).toMatchObject({ changedCount: 29, failedCount: 1, causeCode: '' });
    const [byDead = 0, byGood = 0] = writesOf(c);
    expect(byDead).toBeLessThanOrEqual(1);
    expect(byGood).toBeGreaterThanOrEqual(30);
  });

  test('like all others pauses a job, and no row has failed by it', async () => {
    const c = await world();
    c.omni.faults.plan({ kind: 'latency', ms: 50 }, { method: 'PATCH', times: 4 });
    const jobId = await started(c, 'push-users', { rows: rows.slice(8), mode: 'job', verify: 'none' });
    await until(c, jobId, 'running');
    for (const key of c.omni.keys.organization) c.omni.keys.disable(key);
    const paused = await until(c, jobId, 'paused', 'done');
    expect(paused).toMatchObject({ status: 'paused', causeCode: 'OMNI_KEY_REFUSED', failedCount: 0 });
    ok(await c.call('cancel-job', { jobId }));
  });
});
