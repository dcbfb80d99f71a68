import { describe, expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import {
  ADA,
  BEN,
  eventually,
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
type World = Awaited<ReturnType<typeof worldOf>>;

/** A job that has its plan and waits before its first write. */
async function heldJob(c: World, rows: readonly unknown[]): Promise<string> {
  const jobId = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0 });
  await until(c, jobId, 'needs-approval');
  return jobId;
}

async function approved(c: World, jobId: string) {
  ok(await c.call('approve-job', { jobId }));
  return await until(c, jobId, 'done');
}
const undone = async (c: World, jobId: string) => until(c, await started(c, 'undo-job', { jobId }), 'done');

describe('a job does not write over what a single call has written since the job was accepted', () => {
  test('while the job is at another row, and its undo leaves the value of the call', async () => {
    const { omni, hour } = slowOmni();
    const c = await worldOf(start, { omni });
    omni.addUser({ userName: 'zoe@acme.example' });
    omni.faults.plan({ kind: 'latency', ms: 60_000 }, { method: 'PATCH', times: 2 });
    const rows = [ADA, BEN, 'zoe@acme.example'].map((userName) => row(userName, { region: 'by job' }));
    const jobId = await started(c, 'push-users', { rows, mode: 'job' });
    await eventually(async () => patches(c) === 2); // one for each key
    expect(await set(c, 'zoe@acme.example', { region: 'by call' })).toMatchObject({ changed: true, verified: true });
    await hour();
    await until(c, jobId, 'done');
    expect(await outcomes(c, jobId)).toEqual(['changed', 'changed', 'unchanged ROW_SUPERSEDED']);
    expect(held(c, 'zoe@acme.example')).toEqual({ region: 'by call' });
    await undone(c, jobId);
    expect([held(c).region, held(c, 'zoe@acme.example').region]).toEqual(['emea', 'by call']);
  });

  test('while it waits for approval', async () => {
    const c = await worldOf(start);
    const jobId = await heldJob(c, [row(ADA, { region: 'by job', flag: 'x' })]);
    await set(c, ADA, { region: 'by call' });
    await approved(c, jobId);
    expect(await outcomes(c, jobId)).toEqual(['changed ROW_SUPERSEDED']);
    expect(held(c)).toMatchObject({ region: 'by call', flag: 'x' });
  });

  test('also where the call found its value in place and wrote nothing', async () => {
    const c = await worldOf(start);
    const jobId = await heldJob(c, [row(ADA, { region: 'by job' })]);
    expect(await set(c, ADA, { region: 'emea' })).toMatchObject({ changed: false, verified: true });
    await approved(c, jobId);
    expect(await outcomes(c, jobId)).toEqual(['unchanged ROW_SUPERSEDED']);
    expect(held(c)).toMatchObject({ region: 'emea' });
  });

  test('and a push that found a value in place stands before an older wish as well', async () => {
    const c = await worldOf(start);
    const jobId = await heldJob(c, [row(ADA, { region: 'older' })]);
    expect(await pushed(c, [row(ADA, { region: 'emea' })])).toMatchObject({ unchangedCount: 1 });
    await approved(c, jobId);
    expect(await outcomes(c, jobId)).toEqual(['unchanged ROW_SUPERSEDED']);
  });
});

describe.each([
  ['a search', []],
  ['the list', ['x', 'y', 'z'].map((name) => row(`${name}@acme.example`, { region: 'x' }))],
])('a row that was planned by %s is looked at again where somebody has written since', (_by, others) => {
  const world = () => worldOf(start, { switches: { listValues: 'include' } });
  /** An older wish than that of the job, which has its effect first. */
  const olderEvent = (c: World, userName: string, values: object) =>
    set(c, userName, values, { eventId: 'e1', eventTime: minutesAgo(c, 60) });

  test('so one that was in place is written after all', async () => {
    const c = await world();
    const jobId = await heldJob(c, [row(ADA, { region: 'emea' }), row(BEN, { region: 'by job' }), ...others]);
    expect(await olderEvent(c, ADA, { region: 'by event' })).toMatchObject({ changed: true });
    // More is to be written than was approved.
    ok(await c.call('approve-job', { jobId }));
    await until(c, jobId, 'needs-approval');
    expect(await approved(c, jobId)).toMatchObject({ changedCount: 2, unchangedCount: 0 });
    expect(held(c)).toMatchObject({ region: 'emea' });
  });

  test('so one that was to be written is written in what was in place as well', async () => {
    const c = await world();
    const jobId = await heldJob(c, [row(ADA, { region: 'by job', untouched: 'keep' }), ...others]);
    await olderEvent(c, ADA, { untouched: 'by event' });
    await approved(c, jobId);
    expect((await outcomes(c, jobId))[0]).toBe('changed');
    expect(held(c)).toEqual({ region: 'by job', untouched: 'keep' });
  });
});

describe('what was only asked for supersedes nothing', () => {
  test.each([
    ['a held push', { region: 'second' }, async () => undefined],
    [
      'a canceled push',
      { region: 'second' },
      async (c: World, jobId: string) => void (await c.call('cancel-job', { jobId })),
    ],
  ])('%s', async (_name, values, then) => {
    const c = await worldOf(start);
    const first = await heldJob(c, [row(ADA, { region: 'first' }), row(BEN, { region: 'first' })]);
    const second = await heldJob(c, [row(ADA, values)]);
    await then(c, second);
    await approved(c, first);
    expect(await outcomes(c, first)).toEqual(['changed', 'changed']);
    expect([held(c).region, held(c, BEN).region]).toEqual(['first', 'first']);
  });

  test('a push whose row has failed', async () => {
    const c = await worldOf(start);
    const first = await heldJob(c, [row(ADA, { region: 'first' })]);
    await pushed(c, [row(ADA, { region: 'second', seats: 'many' })]);
    c.omni.faults.plan({ kind: 'answer', status: 422, body: { detail: 'No' } }, { method: 'PATCH' });
    const refused = await pushed(c, [row(ADA, { region: 'third' })]);
    expect(await outcomes(c, refused.jobId)).toEqual(['failed OMNI_REFUSED']);
    await approved(c, first);
    expect(await outcomes(c, first)).toEqual(['changed']);
    expect(held(c)).toMatchObject({ region: 'first' });
  });

  test('a plan that nobody applies, and a dry run', async () => {
    const c = await worldOf(start);
    const first = await heldJob(c, [row(ADA, { region: 'first' })]);
    ok(await c.call('plan-push', { rows: [row(ADA, { region: 'planned' })] }));
    await set(c, ADA, { region: 'dry' }, { dryRun: true });
    await approved(c, first);
    expect(held(c)).toMatchObject({ region: 'first' });
  });
});

describe('undo-job', () => {
  test('keeps what a single call has written since, restores the rest, and counts a kept row as unchanged', async () => {
    const c = await worldOf(start);
    const { jobId } = await pushed(c, [row(ADA, { region: 'by job' }), row(BEN, { region: 'by job' })]);
    await set(c, ADA, { region: 'by call' });
    const undo = await undone(c, jobId);
    expect(undo).toMatchObject({ changedCount: 1, unchangedCount: 1, failedCount: 0 });
    expect(undo.message).toBe(
      '2 rows: 1 changed, 1 unchanged, 1 of them kept, since somebody wrote there after the job.',
    );
    expect(await outcomes(c, undo.jobId)).toEqual(['kept UNDO_CHANGED_SINCE', 'changed']);
    expect([held(c).region, held(c, BEN).region]).toEqual(['by call', 'apac']);
  });

  test('keeps the same value that somebody else has written after another one', async () => {
    const c = await worldOf(start);
    const { jobId } = await pushed(c, [row(ADA, { region: 'wanted' })]);
    await set(c, ADA, { region: 'other' });
    await set(c, ADA, { region: 'wanted' });
    expect(await outcomes(c, (await undone(c, jobId)).jobId)).toEqual(['kept UNDO_CHANGED_SINCE']);
    expect(held(c)).toMatchObject({ region: 'wanted' });
  });

  test('leaves alone who bears the name since, and holds the same', async () => {
    const c = await worldOf(start);
    const { jobId } = await pushed(c, [row(ADA, { region: 'by job' })]);
    c.omni.rename(ADA, 'former@acme.example');
    c.omni.addUser({ userName: ADA, values: { region: 'by job' } });
    expect(await outcomes(c, (await undone(c, jobId)).jobId)).toEqual(['kept UNDO_CHANGED_SINCE']);
    expect(held(c)).toEqual({ region: 'by job' });
  });

  test('restores what was only asked for again since and found in place: nobody has written', async () => {
    const c = await worldOf(start);
    const { jobId } = await pushed(c, [row(ADA, { region: 'by job' })]);
    expect(await pushed(c, [row(ADA, { region: 'by job' })])).toMatchObject({ unchangedCount: 1 });
    expect(await set(c, ADA, { region: 'by job' })).toMatchObject({ changed: false });
    expect(await outcomes(c, (await undone(c, jobId)).jobId)).toEqual(['changed']);
    expect(held(c)).toMatchObject({ region: 'emea' });
  });

  describe('of a value that was not read back, where Omni shows the default 5 in place of nothing', () => {
    const world = async () => {
      const c = await worldOf(start, { switches: { readDefaults: 'yes' } });
      c.omni.setValue(ADA, 'seats', 20);
      return c;
    };
    const unread = (c: World, seats: number | null) => pushed(c, [row(ADA, { seats })], { verify: 'none' });

    test.each([
      ['has written the default', 5],
      ['has cleared', null],
    ])('restores what its job %s', async (_what, seats) => {
      const c = await world();
      const { jobId } = await unread(c, seats);
      expect(await outcomes(c, (await undone(c, jobId)).jobId)).toEqual(['changed']);
      expect(held(c)).toMatchObject({ seats: 20 });
    });

    test.each([
      ['a call', async (c: World) => void (await set(c, ADA, { seats: 5 }))],
      ['hand', async (c: World) => c.omni.setValue(ADA, 'seats', 7)],
    ])('keeps what %s has written since', async (_who, write) => {
      const c = await world();
      const { jobId } = await unread(c, null);
      await write(c);
      const now = held(c);
      expect(await outcomes(c, (await undone(c, jobId)).jobId)).toEqual(['kept UNDO_CHANGED_SINCE']);
      expect(held(c)).toEqual(now);
    });
  });

  test('is a wish of its own: what was asked for before it does not come back', async () => {
    const c = await worldOf(start);
    const older = await heldJob(c, [row(ADA, { region: 'older' })]);
    const { jobId } = await pushed(c, [row(ADA, { region: 'by job' })]);
    await undone(c, jobId);
    await approved(c, older);
    expect(await outcomes(c, older)).toEqual(['unchanged ROW_SUPERSEDED']);
    expect(held(c)).toMatchObject({ region: 'emea' });
  });
});

describe('an applied plan', () => {
  const plan = async (c: World, rows: readonly unknown[]) => {
    const { planId, planHash } = ok(await c.call('plan-push', { rows }));
    return { planId, planHash };
  };

  test('is refused when somebody has written to one of its first users since', async () => {
    const c = await worldOf(start);
    const reviewed = await plan(c, [row(ADA, { region: 'planned' })]);
    await set(c, ADA, { region: 'by call' });
    expectError(await c.call('apply-plan', reviewed), 409, 'PLAN_STALE');
    expect(held(c)).toMatchObject({ region: 'by call' });
  });

  test('refuses a row that somebody has written to between its acceptance and its write', async () => {
    const { omni, hour } = slowOmni();
    const c = await worldOf(start, { omni });
    omni.addUser({ userName: 'zoe@acme.example' });
    const rows = [ADA, BEN, 'zoe@acme.example'].map((userName) => row(userName, { region: 'planned' }));
    const reviewed = await plan(c, rows);
    omni.faults.plan({ kind: 'latency', ms: 60_000 }, { method: 'PATCH', times: 2 });
    const jobId = await started(c, 'apply-plan', reviewed);
    await eventually(async () => patches(c) === 2);
    await set(c, 'zoe@acme.example', { region: 'by call' });
    await hour();
    await until(c, jobId, 'done');
    expect(await outcomes(c, jobId)).toEqual(['changed', 'changed', 'unchanged ROW_SUPERSEDED']);
    expect(held(c, 'zoe@acme.example')).toEqual({ region: 'by call' });
  });

  test('takes its place when it is applied, not when it was made', async () => {
    const c = await worldOf(start);
    const reviewed = await plan(c, [row(ADA, { region: 'planned' })]);
    const before = await heldJob(c, [row(ADA, { region: 'asked before it was applied' })]);
    await until(c, await started(c, 'apply-plan', reviewed), 'done');
    await approved(c, before);
    expect(held(c)).toMatchObject({ region: 'planned' });
  });
});
