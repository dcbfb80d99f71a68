import { describe, expect, test } from '@jest/globals';
import { createOmniDouble } from '../../local/omni/omni-double.ts';
import { auditRows } from '../flows/set-up.ts';
import { addJob } from '../jobs-actions/set-up.ts';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { fastClock } from '../support/fast-clock.ts';
import { quickClock } from '../support/quick-clock.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import {
  ADA,
  BEN,
  held,
  minutesAgo,
  ok,
  outcomes,
  patches,
  pushed,
  row,
  set,
  slowOmni,
  started,
  until,
  worldOf,
} from './set-up.ts';

const start = useConnector();
const world = () => worldOf(start, { clock: quickClock() });
type World = Awaited<ReturnType<typeof world>>;

/** Omni accepts the next write, and whoever looks does not see it. */
const hideNext = (c: World): void => c.omni.faults.plan({ kind: 'wrong-json' }, { method: 'PATCH' });
const show = (c: World, region: string): void => c.omni.setValue(ADA, 'region', region);
const older = (c: World) => set(c, ADA, { region: 'older' }, { eventId: 'e1', eventTime: minutesAgo(c, 60) });

async function follow(c: World, action: 'undo-job' | 'retry-job', jobId: string): Promise<string> {
  const next = await started(c, action, { jobId });
  const { status } = await until(c, next, 'done', 'needs-approval');
  if (status === 'needs-approval') ok(await c.call('approve-job', { jobId: next }));
  await until(c, next, 'done');
  return next;
}

describe('a write that Omni accepts and does not show in time', () => {
  test('of a call is told as it is, and stands before an older event', async () => {
    const c = await world();
    hideNext(c);
    expect(await set(c, ADA, { region: 'newer' })).toMatchObject({
      changed: false,
      verified: false,
      changes: [{ outcome: 'not-applied' }],
    });
    expect(await older(c)).toMatchObject({ changed: false, skippedReason: 'older-event' });
    expect(patches(c)).toBe(1);
  });

  test('is not told as in place by a look that may be of before: neither by a dry run nor by explain-user', async () => {
    const c = await world();
    hideNext(c);
    await set(c, ADA, { region: 'newer' });
    const told = await set(c, ADA, { region: 'emea' }, { dryRun: true });
    expect(told).toMatchObject({ changed: true, verified: false });
    const explained = ok(await c.call('explain-user', { userName: ADA, values: { region: 'emea' } }));
    expect(explained).toMatchObject({ wouldChange: true });
    expect(patches(c)).toBe(1);
    expect(await set(c, ADA, { region: 'emea' })).toMatchObject({ changed: true, verified: true });
    expect(patches(c)).toBe(2);
  });

  test('of a row fails the row, and its undo restores what was there, when it has come after all', async () => {
    const c = await world();
    hideNext(c);
    const { jobId, ...counts } = await pushed(c, [row(ADA, { region: 'newer' })], { verify: 'all' });
    expect(counts).toMatchObject({ changedCount: 0, failedCount: 1 });
    expect(await outcomes(c, jobId)).toEqual(['failed VALUE_NOT_APPLIED']);
    show(c, 'newer');
    expect(await older(c)).toMatchObject({ skippedReason: 'older-event' });
    expect(await outcomes(c, await follow(c, 'undo-job', jobId))).toEqual(['changed']);
    expect(held(c)).toMatchObject({ region: 'emea' });
  });

  test('and never does is restored by an undo, as it may come yet, and written by a retry', async () => {
    const c = await world();
    hideNext(c);
    const { jobId } = await pushed(c, [row(ADA, { region: 'newer' })], { verify: 'all' });
    expect(await outcomes(c, await follow(c, 'undo-job', jobId))).toEqual(['changed']);
    expect(held(c)).toMatchObject({ region: 'emea' });
    hideNext(c);
    const again = await pushed(c, [row(ADA, { region: 'newest' })], { verify: 'all' });
    expect(await outcomes(c, await follow(c, 'retry-job', again.jobId))).toEqual(['changed']);
    expect(held(c)).toMatchObject({ region: 'newest' });
  });
});

describe('a write that Omni shows later than anybody looks', () => {
  /** Ada holds one value, and a newer one that nobody sees for an hour. */
  async function unseen(switches: Parameters<typeof slowOmni>[0] = {}) {
    const { omni, hour } = slowOmni({ delayMs: '300', ...switches });
    // Half a minute after it nothing is known of it any more: even a slow machine is done by then.
    const c = await worldOf(start, { omni, clock: fastClock(3) });
    expect(await set(c, ADA, { region: 'unseen' })).toMatchObject({ changes: [{ outcome: 'not-applied' }] });
    return { c, hour };
  }
  const inTheEnd = async ({ c, hour }: Awaited<ReturnType<typeof unseen>>) => {
    await hour();
    expect(held(c)).toMatchObject({ region: 'emea' });
    expect(ok(await c.call('read-user', { userName: ADA })).values).toMatchObject({ region: 'emea' });
  };

  test('does not come after a newer call, which asks for what is still shown', async () => {
    const world = await unseen();
    await set(world.c, ADA, { region: 'emea' });
    await inTheEnd(world);
  });

  test.each(['omit', 'include'] as const)('nor after a push, where lists %s values', async (listValues) => {
    const world = await unseen({ listValues });
    const others = ['x', 'y', 'z'].map((name) => row(`${name}@acme.example`, { region: 'x' }));
    const { jobId } = await pushed(world.c, [row(ADA, { region: 'emea' }), ...others]);
    expect((await outcomes(world.c, jobId))[0]).toBe('changed');
    await inTheEnd(world);
  });

  test('nor after a row that writes something else as well', async () => {
    const world = await unseen({ listValues: 'include' });
    await pushed(world.c, [row(ADA, { region: 'emea', flag: 'x' }), row(BEN, { region: 'x' })]);
    await inTheEnd(world);
  });

  test('nor after the undo of its job', async () => {
    const { omni, hour } = slowOmni({ delayMs: '300' });
    const c = await worldOf(start, { omni, clock: quickClock() });
    const { jobId } = await pushed(c, [row(ADA, { region: 'unseen' })], { verify: 'all' });
    await follow(c, 'undo-job', jobId);
    await inTheEnd({ c, hour });
  });
});

describe('while Omni shows what it has accepted a moment late', () => {
  const LATE_MS = 300;

  /** Ada holds one value, and a newer one that nobody sees yet. @param before what has reached Omni before that */
  async function unseen(before: (c: World) => Promise<unknown> = async () => undefined) {
    const clock = virtualClock(Date.now());
    const omni = createOmniDouble({ clock, switches: { delayMs: '300' }, requestsPerMinute: Number.POSITIVE_INFINITY });
    omni.keys.addOrganizationKey();
    const c = await worldOf(start, { omni, clock: fastClock(3) });
    await clock.advance(LATE_MS);
    await before(c);
    expect(await set(c, ADA, { region: 'unseen' })).toMatchObject({ changes: [{ outcome: 'not-applied' }] });
    return { c, clock };
  }

  test('nobody goes by what is shown between two writes', async () => {
    const { c, clock } = await unseen();
    await clock.advance(LATE_MS - 100);
    await set(c, ADA, { region: 'emea' });
    await clock.advance(200);
    expect(ok(await c.call('read-user', { userName: ADA })).values).toMatchObject({ region: 'unseen' });
    expect(await set(c, ADA, { region: 'unseen' })).toMatchObject({ changes: [{ reference: 'region' }] });
    await clock.advance(LATE_MS);
    expect(held(c)).toMatchObject({ region: 'unseen' });
  });

  test('nor by a look that is for an older write, whose outcome nobody knows', async () => {
    const { c, clock } = await unseen(async (world) => {
      world.omni.faults.plan({ kind: 'reset-before' }, { method: 'PATCH', times: 2 });
      expectError(
        await world.call('set-user-values', { userName: ADA, values: { region: 'lost' } }),
        504,
        'OMNI_WRITE_UNCERTAIN',
      );
    });
    await set(c, ADA, { region: 'emea' });
    await clock.advance(LATE_MS);
    expect(held(c)).toMatchObject({ region: 'emea' });
  });

  test('nor where the definition was changed since', async () => {
    const { c, clock } = await unseen();
    ok(await c.call('update-attribute', { reference: 'region', label: 'Area' }));
    await set(c, ADA, { region: 'emea' });
    await clock.advance(LATE_MS);
    expect(held(c)).toMatchObject({ region: 'emea' });
  });
});

test.each([
  ['alone', {}],
  ['beside what it writes', { flag: 'x' }],
])('a value that was planned as in place a moment after such a write, %s, is looked at again', async (_how, more) => {
  const clock = fastClock(3);
  const c = await worldOf(start, { clock, switches: { listValues: 'include' } });
  // As long as there is a job nobody looks at Ada beside it.
  await addJob(c.connector.services.database, 'running');
  hideNext(c);
  await set(c, ADA, { region: 'unseen' });
  const others = ['x', 'y', 'z'].map((name) => row(`${name}@acme.example`, { region: 'x' }));
  const rows = [row(ADA, { region: 'emea', ...more }), row(BEN, { region: 'x' }), ...others];
  const jobId = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0 });
  await until(c, jobId, 'needs-approval');
  show(c, 'unseen');
  clock.leap(60_000);
  ok(await c.call('approve-job', { jobId }));
  // A user more than was approved.
  const { status } = await until(c, jobId, 'needs-approval', 'done');
  if (status === 'needs-approval') ok(await c.call('approve-job', { jobId }));
  await until(c, jobId, 'done');
  expect((await outcomes(c, jobId))[0]).toBe('changed');
  expect(held(c)).toMatchObject({ region: 'emea', ...more });
});

describe('a row of which Omni takes a part', () => {
  /** Omni does not know the flag any more, or not yet, and the connector does not know that. */
  async function partly(c: World) {
    const jobId = await started(c, 'push-users', {
      rows: [row(ADA, { region: 'amer', flag: 'x' })],
      mode: 'job',
      maxChangedUsers: 0,
      verify: 'all',
    });
    await until(c, jobId, 'needs-approval');
    c.omni.removeAttribute('flag');
    ok(await c.call('approve-job', { jobId }));
    const job = await until(c, jobId, 'done');
    c.omni.addAttribute({ name: 'flag', label: 'flag', type: 'String' });
    return job;
  }

  test('has failed, names what is missing, and a retry writes that alone', async () => {
    const c = await world();
    const { jobId, ...counts } = await partly(c);
    expect(counts).toMatchObject({ changedCount: 0, failedCount: 1 });
    const { results } = ok(await c.call('list-job-results', { jobId }));
    expect(results).toMatchObject([
      { status: 'failed', code: 'VALUE_NOT_APPLIED', message: expect.stringContaining('the values of flag and') },
    ]);
    expect(await outcomes(c, await follow(c, 'retry-job', jobId))).toEqual(['changed']);
    expect(held(c)).toMatchObject({ region: 'amer', flag: 'x' });
    const writes = (await auditRows(c)).filter(({ userName }) => userName !== '');
    expect(writes.map(({ reference, outcome }) => `${reference} ${outcome}`)).toEqual([
      'flag not-applied',
      'region verified',
      'flag verified',
    ]);
  });

  test('is undone in the part that was written', async () => {
    const c = await world();
    const { jobId } = await partly(c);
    expect(await outcomes(c, await follow(c, 'undo-job', jobId))).toEqual(['changed']);
    expect(held(c)).toEqual({ region: 'emea', untouched: 'keep' });
  });
});
