import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import { NO_LIMITS } from '../../src/pushes/push-options.ts';
import type { RowResult } from '../../src/schema/types.ts';
import type { Database } from '../../src/store/database.ts';
import { eventually, getJob, held, pushed, results, row, until } from '../pushes/set-up.ts';
import { addPush } from '../store/push-samples.ts';
import { type ConnectorUnderTest, type StartOptions, useConnector } from '../support/connector.ts';
import { type Copyable, copyables, removeCopies } from './copies.ts';

// Databases are made, copied and opened several times; a busy machine takes its time.
jest.setTimeout(300_000);

const USERS = Array.from({ length: 10 }, (_, index) => `user${index}@acme.example`);
const rows = (region: string) => USERS.map((userName) => row(userName, { region }));
const regions = (c: ConnectorUnderTest) => USERS.map((userName) => held(c, userName).region);
const all = (region: string) => USERS.map(() => region);
const isRemembered = ({ truth }: RowResult): boolean => truth === 'remembered';

const start = useConnector();
const toClose: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

afterAll(removeCopies);

/** A connector on a database that the test closes, to copy it. */
async function startOn(
  copyable: Copyable,
  options: StartOptions,
): Promise<{ c: ConnectorUnderTest; database: Database; stop: () => Promise<void> }> {
  const database = await copyable.open();
  const c = await start({ ...options, wrapDatabase: () => database });
  let isOpen = true;
  const stop = async () => {
    if (!isOpen) return;
    isOpen = false;
    await c.connector.close();
    await database.close();
  };
  toClose.push(stop);
  return { c, database, stop };
}

/**
 * Ten users get "emea", which is remembered; the database is copied; then they get "apac". An older job that asks for
 * "amer" is open in the copy.
 */
async function olderCopy(create: () => Promise<Copyable>, { withJob }: { readonly withJob: boolean }) {
  const original = await create();
  toClose.push(() => original.remove());
  const before = await startOn(original, { switches: { listValues: 'omit' } });
  const { omni } = before.c;
  omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  for (const userName of USERS) omni.addUser({ userName });
  await pushed(before.c, rows('emea'), { verify: 'all' });
  const again = await pushed(before.c, rows('emea'), { verify: 'none' });
  expect((await results(before.c, again.jobId)).every(isRemembered)).toBe(true);
  await before.c.connector.close();
  const jobId = withJob
    ? await addPush(before.database, {
        rows: USERS.map((userName, index) => ({ index, userName, values: { region: 'amer' } })),
        options: { emptyText: 'error', verify: 'sample', limits: NO_LIMITS, reviewed: false },
        now: Date.now(),
      })
    : '';
  await before.stop();
  const copy = await original.copy();
  toClose.push(() => copy.remove());
  return { original, copy, omni, jobId };
}

describe.each(copyables)('an older copy of %s', (_, create) => {
  test('that is started as restored relies on nothing of before, and lets its open job wait for a decision', async () => {
    const { original, copy, omni, jobId } = await olderCopy(create, { withJob: true });
    const meanwhile = await startOn(original, { omni });
    await meanwhile.c.call('cancel-job', { jobId });
    await pushed(meanwhile.c, rows('apac'));
    expect(regions(meanwhile.c)).toEqual(all('apac'));
    await meanwhile.stop();

    const restoredAt = Date.now();
    const { c } = await startOn(copy, { omni, restored: true });
    expect(await getJob(c, jobId)).toMatchObject({ status: 'paused', causeCode: 'RESTORED' });
    expect((await getJob(c, jobId)).message).toContain('approve-job');

    // What the copy remembers is asked for, and Omni holds something else.
    const now = await pushed(c, rows('emea'));
    expect(now).toMatchObject({ changedCount: 10, unchangedCount: 0, failedCount: 0 });
    expect(regions(c)).toEqual(all('emea'));
    for (const result of await results(c, now.jobId)) {
      if (isRemembered(result)) expect(Date.parse(result.truthAt)).toBeGreaterThanOrEqual(restoredAt);
    }

    // Nothing was remembered, so there was no sample that could have told.
    expect(c.logLines.some((line) => line.includes('other values than remembered'))).toBe(false);

    // A whole push has had its turns meanwhile, and the job of then none.
    expect(await getJob(c, jobId)).toMatchObject({ status: 'paused', causeCode: 'RESTORED', doneCount: 0 });
    expect((await c.call('approve-job', { jobId })).body).toMatchObject({ status: 'queued' });
    expect(await until(c, jobId, 'done')).toMatchObject({ failedCount: 0, causeCode: '' });
    // It is older than the push of just now, which wins.
    expect(regions(c)).toEqual(all('emea'));
  });

  test('that is started as usual is found out by its sample', async () => {
    const { original, copy, omni } = await olderCopy(create, { withJob: false });
    const meanwhile = await startOn(original, { omni });
    await pushed(meanwhile.c, rows('apac'));
    await meanwhile.stop();

    const { c } = await startOn(copy, { omni });
    await eventually(async () => c.logLines.some((line) => line.includes('other values than remembered')));
    const metrics = (await c.send('GET', '/metrics')).text;
    expect(metrics).toMatch(/remembered_sample_total\{outcome="different"\} 1/);
    const now = await pushed(c, rows('emea'));
    expect(now).toMatchObject({ changedCount: 10, unchangedCount: 0 });
    expect(regions(c)).toEqual(all('emea'));
  });

  test('that Omni still agrees with is relied on', async () => {
    const { copy, omni } = await olderCopy(create, { withJob: false });
    const { c } = await startOn(copy, { omni });
    await eventually(async () => c.logLines.some((line) => line.includes('"users":10')));
    const metrics = (await c.send('GET', '/metrics')).text;
    expect(metrics).toMatch(/remembered_sample_total\{outcome="same"\} 10/);
    const now = await pushed(c, rows('emea'));
    expect((await results(c, now.jobId)).every(isRemembered)).toBe(true);
  });
});

describe('an open job in an older copy', () => {
  const create = copyables[1]?.[1] ?? (() => Promise.reject(new Error('there is no server')));

  test('goes on by itself where nobody says that the database was put back', async () => {
    const { copy, omni, jobId } = await olderCopy(create, { withJob: true });
    const { c } = await startOn(copy, { omni });
    expect(await until(c, jobId, 'done')).toMatchObject({ changedCount: 10 });
    expect(regions(c)).toEqual(all('amer'));
  });

  test('writes once it is approved, by what Omni holds then', async () => {
    const { copy, omni, jobId } = await olderCopy(create, { withJob: true });
    for (const userName of USERS.slice(0, 4)) omni.setValue(userName, 'region', 'amer');
    const { c } = await startOn(copy, { omni, restored: true });
    expect((await c.call('approve-job', { jobId })).body).toMatchObject({ status: 'queued' });
    expect(await until(c, jobId, 'done')).toMatchObject({ changedCount: 6, unchangedCount: 4, causeCode: '' });
    expect(regions(c)).toEqual(all('amer'));
  });

  test('ends when it is canceled, and has written nothing', async () => {
    const { copy, omni, jobId } = await olderCopy(create, { withJob: true });
    const { c } = await startOn(copy, { omni, restored: true });
    expect((await c.call('cancel-job', { jobId })).body).toMatchObject({ status: 'canceled' });
    expect(regions(c)).toEqual(all('emea'));
  });
});
