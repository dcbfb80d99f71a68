import { describe, expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { quickClock } from '../support/quick-clock.ts';
import {
  ADA,
  expectSound,
  getJob,
  held,
  ok,
  outcomes,
  push,
  pushed,
  row,
  seed,
  started,
  until,
  writeCount,
} from './set-up.ts';

const open = useConnector();

/** Ada holds the region emea. */
async function world() {
  const c = await open({ clock: quickClock() });
  seed(c, { region: 'emea' });
  return c;
}
type World = Awaited<ReturnType<typeof world>>;

const IN_PLACE = row(ADA, { region: 'emea' });
const SEATS = row(ADA, { seats: 3 });
const FLAG = row(ADA, { flag: 'x' });

/** Rows that have their plan and wait before their write. */
async function planned(c: World, rows: readonly unknown[]): Promise<string> {
  const jobId = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0, verify: 'all' });
  await until(c, jobId, 'needs-approval');
  return jobId;
}

async function approved(c: World, jobId: string): Promise<string[]> {
  ok(await c.call('approve-job', { jobId }));
  await until(c, jobId, 'done');
  return await outcomes(c, jobId);
}

async function followed(c: World, action: string, jobId: string) {
  const next = await started(c, action, { jobId });
  const { status } = await until(c, next, 'done', 'needs-approval');
  return status === 'done' ? await outcomes(c, next) : await approved(c, next);
}

describe('each of several rows of one user tells of what it asks for itself', () => {
  test.each([
    ['first', [IN_PLACE, SEATS, FLAG], ['unchanged', 'changed', 'changed']],
    ['last', [SEATS, FLAG, IN_PLACE], ['changed', 'changed', 'unchanged']],
    ['alone', [IN_PLACE, row(ADA.toUpperCase(), { untouched: 'keep' })], ['unchanged', 'unchanged']],
  ])('where what is in place comes %s, and they are written at once', async (_where, rows, expected) => {
    const c = await world();
    const dry = ok(await push(c, rows, { dryRun: true }));
    expect(dry.results.map(({ status }: { status: string }) => status)).toEqual(expected);
    const { jobId, ...counts } = await pushed(c, rows);
    expect(await outcomes(c, jobId)).toEqual(expected);
    const changedCount = expected.filter((one) => one === 'changed').length;
    expect(counts).toMatchObject({ changedCount, unchangedCount: rows.length - changedCount });
    expect(dry).toMatchObject({ changedCount, unchangedCount: rows.length - changedCount });
    expect(writeCount(c)).toBe(changedCount > 0 ? 1 : 0);
    await expectSound(c, ['seats', 'flag']);
  });

  test('and what was in place has its place in the order', async () => {
    const c = await world();
    await pushed(c, [IN_PLACE, SEATS]);
    const eventTime = new Date(c.connector.services.clock.now() - 3_600_000).toISOString();
    const event = { userName: ADA, values: { region: 'older' }, eventId: 'e1', eventTime };
    expect(ok(await c.call('set-user-values', event))).toMatchObject({ skippedReason: 'older-event' });
  });

  test('where a later wish has a part', async () => {
    const c = await world();
    const jobId = await planned(c, [SEATS, FLAG]);
    ok(await c.call('set-user-values', { userName: ADA, values: { flag: 'later' } }));
    expect(await approved(c, jobId)).toEqual(['changed', 'unchanged ROW_SUPERSEDED']);
    expect(held(c)).toMatchObject({ seats: 3, flag: 'later' });
  });

  test('where Omni takes a part: a retry repeats the other', async () => {
    const c = await world();
    const jobId = await planned(c, [FLAG, SEATS]);
    c.omni.removeAttribute('flag');
    expect(await approved(c, jobId)).toEqual(['failed VALUE_NOT_APPLIED', 'changed']);
    c.omni.addAttribute({ name: 'flag', label: 'flag', type: 'String' });
    expect(await followed(c, 'retry-job', jobId)).toEqual(['changed']);
    expect(held(c)).toMatchObject({ seats: 3, flag: 'x' });
    await expectSound(c, ['seats', 'flag']);
  });

  test('where somebody has changed what was in place: that row is written after all', async () => {
    const c = await world();
    const jobId = await planned(c, [IN_PLACE, SEATS]);
    const eventTime = new Date(c.connector.services.clock.now() - 3_600_000).toISOString();
    ok(await c.call('set-user-values', { userName: ADA, values: { region: 'older' }, eventId: 'e1', eventTime }));
    expect(await approved(c, jobId)).toEqual(['changed', 'changed']);
    expect(held(c)).toMatchObject({ region: 'emea', seats: 3 });
  });
});

describe('where Omni refuses what several rows of one user ask for together, each is tried by itself', () => {
  const refuse = (c: World, times: number) =>
    c.omni.faults.plan({ kind: 'answer', status: 422, body: { detail: 'No' } }, { method: 'PATCH', times });

  test('so one that it takes is written', async () => {
    const c = await world();
    refuse(c, 2);
    const { jobId } = await pushed(c, [SEATS, FLAG]);
    expect(await outcomes(c, jobId)).toEqual(['failed OMNI_REFUSED', 'changed']);
    expect(held(c)).toEqual({ region: 'emea', untouched: 'keep', flag: 'x' });
    expect(await followed(c, 'retry-job', jobId)).toEqual(['changed']);
    expect(held(c)).toMatchObject({ seats: 3 });
    await expectSound(c, ['seats', 'flag']);
  });

  test('so one that is in place by then has not failed', async () => {
    const c = await world();
    const jobId = await planned(c, [SEATS, FLAG]);
    c.omni.setValue(ADA, 'flag', 'x');
    refuse(c, 2);
    expect(await approved(c, jobId)).toEqual(['failed OMNI_REFUSED', 'unchanged']);
    expect(await getJob(c, jobId)).toMatchObject({ changedCount: 0, unchangedCount: 1, failedCount: 1 });
  });
});

test('an undo takes back what all rows of a user have written, at once', async () => {
  const c = await world();
  const { jobId } = await pushed(c, [row(ADA, { region: 'amer' }), SEATS, row(ADA, { region: 'amer', flag: 'x' })]);
  expect(await followed(c, 'undo-job', jobId)).toEqual(['changed']);
  expect(held(c)).toEqual({ region: 'emea', untouched: 'keep' });
  expect(writeCount(c)).toBe(2);
  await expectSound(c, ['region', 'seats', 'flag']);
});
