import { describe, expect, test } from '@jest/globals';
import { settleRow } from '../../src/store/push-row-outcomes.ts';
import { holdOpenJobs } from '../../src/store/restored-jobs.ts';
import { type StartOptions, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { played } from '../support/played.ts';
import {
  ADA,
  age,
  BEN,
  eventually,
  expectSound,
  held,
  hurry,
  minutesAgo,
  ok,
  outcomes,
  patches,
  REPLICA,
  row,
  set,
  slowOmni,
  started,
  until,
  worldOf,
} from './set-up.ts';
import { stallBeforeClaim } from './support/stall.ts';

const start = useConnector();
type World = Awaited<ReturnType<typeof worldOf>>;

const FORMER = 'former@acme.example';
const OTHERS = ['x', 'y', 'z'].map((name) => row(`${name}@acme.example`, { region: 'x' }));

/** A job that has its plan and waits for approval, as it is an hour later unless it says otherwise. */
async function heldJob(c: World, rows: readonly unknown[], limits: object = { maxChangedUsers: 0 }): Promise<string> {
  const jobId = await started(c, 'push-users', { rows, mode: 'job', ...limits });
  await until(c, jobId, 'needs-approval');
  return jobId;
}
async function heldForLong(c: World, rows: readonly unknown[], limits?: object): Promise<string> {
  const jobId = await heldJob(c, rows, limits);
  await age(c, jobId);
  return jobId;
}
const approve = async (c: World, jobId: string) => ok(await c.call('approve-job', { jobId }));
async function approved(c: World, jobId: string) {
  await approve(c, jobId);
  return await until(c, jobId, 'done');
}
const valuesOf = (c: World, id: string) => c.omni.users.find((user) => user.id === id)?.values;
const plan = async (c: World, rows: readonly unknown[]) => {
  const { planId, planHash } = ok(await c.call('plan-push', { rows }));
  return { planId, planHash };
};
const applied = async (c: World, reviewed: object) => until(c, await started(c, 'apply-plan', reviewed), 'done');
const olderEvent = (c: World, userName: string, values: object) =>
  set(c, userName, values, { eventId: 'e1', eventTime: minutesAgo(c, 60) });

test('a user who was renamed holds what the newest wish asks for, though an older write comes late', async () => {
  const { omni, hour } = slowOmni();
  const c = await worldOf(start, { omni });
  omni.faults.plan({ kind: 'latency', ms: 60_000 }, { method: 'PATCH' });
  const jobId = await started(c, 'push-users', { rows: [row(ADA, { region: 'older' })], mode: 'job' });
  await eventually(async () => patches(c) === 1);
  omni.rename(ADA, FORMER);
  expect(await set(c, FORMER, { region: 'newer' })).toMatchObject({ changed: true, verified: true });
  await hour();
  await until(c, jobId, 'done');
  expect(held(c, FORMER)).toMatchObject({ region: 'newer' });
});

test('what a wish has found in place, and an older one has written under the former name since, is written again', async () => {
  const { wakeAfter, reached, ...stall } = stallBeforeClaim();
  const c = await worldOf(start, REPLICA);
  const stalled = await start({ omni: c.omni, ...stall });
  const older = set(stalled, ADA, { region: 'older' }, { eventTime: minutesAgo(c, 10) });
  await reached;
  c.omni.rename(ADA, FORMER);
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'PATCH' });
  const newer = set(c, FORMER, { region: 'emea', flag: 'newer' });
  await eventually(() => patches(c) === 1);
  wakeAfter(0);
  expect(await older).toMatchObject({ changed: true, verified: true });
  goOn();
  expect(await newer).toMatchObject({ changed: true, verified: true });
  expect(held(c, FORMER)).toMatchObject({ region: 'emea', flag: 'newer' });
});

const FOUND = [
  ['found by a search', []],
  ['found in the list', OTHERS],
] as const;

describe.each(played(FOUND.slice(0, 1), FOUND.slice(1)))(
  'the user of a row that was %s is looked for by name again',
  (_by, others) => {
    const world = () => worldOf(start, { switches: { listValues: 'include' } });
    const rows = [row(ADA, { region: 'by job' }), ...others];

    /** What becomes of the name while a job rests. */
    const CHANGES = [
      ['is nobody’s', () => undefined, 'failed USER_NOT_FOUND'],
      ['is somebody else’s', (c: World) => c.omni.addUser({ userName: ADA }), 'changed'],
    ] as const;

    test.each(CHANGES)('after a hold: a name that %s', async (_what, change, outcome) => {
      const c = await world();
      const { id } = c.omni.findUser(ADA) ?? { id: '' };
      const jobId = await heldForLong(c, rows);
      c.omni.rename(ADA, FORMER);
      change(c);
      await approved(c, jobId);
      expect((await outcomes(c, jobId))[0]).toBe(outcome);
      expect(valuesOf(c, id)).toMatchObject({ region: 'emea' });
      if (outcome === 'changed') expect(held(c)).toEqual({ region: 'by job' });
      await expectSound(c, ['region']);
    });

    test('after a hold: a name that two users bear', async () => {
      const c = await world();
      const jobId = await heldForLong(c, rows);
      c.omni.addUser({ userName: ADA, twin: true });
      await approved(c, jobId);
      expect((await outcomes(c, jobId))[0]).toBe('failed USER_AMBIGUOUS');
      expect(patches(c)).toBe(0);
    });

    test('after a hold: a person who has come back under a new id', async () => {
      const c = await world();
      const jobId = await heldForLong(c, [row(ADA, { region: 'emea' }), row(BEN, { region: 'by job' }), ...others]);
      c.omni.reactivate(ADA);
      // The job asks for more than was approved.
      await approve(c, jobId);
      await until(c, jobId, 'needs-approval');
      await approved(c, jobId);
      expect((await outcomes(c, jobId)).slice(0, 2)).toEqual(['changed', 'changed']);
      expect([held(c), held(c, BEN).region]).toEqual([{ region: 'emea' }, 'by job']);
    });

    test('after a short hold: a person whom a call has found under a new id', async () => {
      const c = await world();
      const jobId = await heldJob(c, [row(ADA, { region: 'emea' }), row(BEN, { region: 'by job' }), ...others]);
      c.omni.reactivate(ADA);
      await set(c, ADA, { flag: 'x' });
      await approve(c, jobId);
      await until(c, jobId, 'needs-approval');
      await approved(c, jobId);
      expect((await outcomes(c, jobId)).slice(0, 2)).toEqual(['changed', 'changed']);
      expect(held(c)).toEqual({ region: 'emea', flag: 'x' });
    });

    test.each([
      [
        'is somebody else’s',
        (c: World) => {
          c.omni.rename(ADA, FORMER);
          c.omni.addUser({ userName: ADA, values: { region: 'amer' } });
        },
        'failed PLAN_STALE',
      ],
      ['two users bear', (c: World) => void c.omni.addUser({ userName: ADA, twin: true }), 'failed USER_AMBIGUOUS'],
    ])('by an applied plan: a name that %s', async (_what, change, outcome) => {
      const c = await world();
      for (let i = 0; i < 12; i += 1) c.omni.addUser({ userName: `first${i}@acme.example` });
      // More rows than the call itself looks at.
      const first = Array.from({ length: 12 }, (_, i) => row(`first${i}@acme.example`, { region: 'x' }));
      const reviewed = await plan(c, [...first, row(ADA, { region: 'by plan' })]);
      change(c);
      const { jobId } = await applied(c, reviewed);
      expect((await outcomes(c, jobId))[12]).toBe(outcome);
      expect(c.omni.users.filter(({ values }) => values.region === 'by plan')).toEqual([]);
    });
  },
);

test('the call that applies a plan refuses one whose user bears another name by now', async () => {
  const c = await worldOf(start);
  const reviewed = await plan(c, [row(ADA, { region: 'by plan' })]);
  c.omni.rename(ADA, FORMER);
  expectError(await c.call('apply-plan', reviewed), 409, 'PLAN_STALE');
});

test('after a pause the user of the row that is tried first is looked for by name, and so are the others', async () => {
  const c = await worldOf(start);
  const [key = ''] = c.omni.keys.organization;
  const ids = [ADA, BEN].map((userName) => c.omni.findUser(userName)?.id ?? '');
  const jobId = await heldJob(c, [row(ADA, { region: 'by job' }), row(BEN, { region: 'by job' })]);
  c.omni.keys.disable(key);
  await approve(c, jobId);
  await until(c, jobId, 'paused');
  c.omni.keys.enable(key);
  await age(c, jobId);
  for (const userName of [ADA, BEN]) c.omni.rename(userName, `former-${userName}`);
  c.omni.addUser({ userName: BEN });
  await eventually(
    async () => (await c.call('get-job', { jobId })).body.status === 'done',
    () => hurry(c, jobId),
  );
  expect(await outcomes(c, jobId)).toEqual(['failed USER_NOT_FOUND', 'changed']);
  expect(ids.map((id) => valuesOf(c, id)?.region)).toEqual(['emea', 'apac']);
  expect(held(c, BEN)).toEqual({ region: 'by job' });
});

test('a job that goes on without a rest asks for no user again', async () => {
  const c = await worldOf(start, { switches: { listValues: 'include' } });
  const rows = [row(ADA, { region: 'by job' }), row(BEN, { region: 'by job' }), ...OTHERS];
  const jobId = await heldJob(c, rows);
  c.omni.log.clear();
  await approved(c, jobId);
  expect(c.omni.log.count({ method: 'GET', path: /Users/ })).toBe(1); // the sample that is read back
});

describe('the guard judges what is written because a plan no longer holds', () => {
  /** Ten users who hold nothing, and a job that clears one value and asks the others to hold nothing. */
  async function clearing(options: StartOptions = {}) {
    const c = await worldOf(start, options);
    const names = Array.from({ length: 9 }, (_, i) => `user${i}@acme.example`);
    for (const userName of names) c.omni.addUser({ userName });
    const rows = [row(ADA, { region: null }), ...names.map((userName) => row(userName, { region: null }))];
    return { c, names, rows };
  }
  const valuesToClear = async (c: World, jobId: string) => (await c.call('get-job', { jobId })).body.clearedCount;
  const LIMITS = { maxClearedValues: 0, maxClearedShare: 1 };

  test.each([
    ['somebody has written', false],
    ['Omni has moved on', true],
  ])('while it was held, where %s', async (_what, isLong) => {
    const { c, names, rows } = await clearing({ switches: { listValues: 'include' } });
    const jobId = await heldJob(c, rows, LIMITS);
    for (const userName of names.slice(0, 3)) {
      if (isLong) c.omni.setValue(userName, 'region', 'by hand');
      else await olderEvent(c, userName, { region: 'by event' });
    }
    if (isLong) await age(c, jobId);
    await approve(c, jobId);
    const again = await until(c, jobId, 'needs-approval');
    expect(again.message).toContain(
      'The plan has grown since it was approved: 4 values would be cleared; the limit is 1.',
    );
    const values = names.slice(0, 3).map((userName) => held(c, userName).region);
    expect(values).toEqual(Array(3).fill(isLong ? 'by hand' : 'by event'));
    expect(await approved(c, jobId)).toMatchObject({ changedCount: 4, unchangedCount: 6 });
  });

  test('after the database was put back, though a row was written before', async () => {
    const c = await worldOf(start);
    c.omni.addUser({ userName: 'zoe@acme.example', values: { region: 'emea' } });
    const names = [ADA, BEN, 'zoe@acme.example'];
    const jobId = await heldJob(
      c,
      names.map((userName) => row(userName, { region: null, flag: null })),
      { maxChangedUsers: 2 },
    );
    const { database } = c.connector.services;
    await settleRow(database, { jobId, index: 0, state: 'changed' });
    await holdOpenJobs(database, 'The database was put back.');
    for (const userName of names) c.omni.setValue(userName, 'flag', 'by hand');
    await approve(c, jobId);
    const { message } = await until(c, jobId, 'needs-approval');
    // The one value that was written, and two of each of the others.
    expect(message).toContain('3 users would change; the limit is 2.');
    expect(await valuesToClear(c, jobId)).toBe(5);
    expect(patches(c)).toBe(0);
  });

  test('and what was approved needs no second approval', async () => {
    const { c, rows } = await clearing();
    const jobId = await heldForLong(c, rows, LIMITS);
    expect(await approved(c, jobId)).toMatchObject({ changedCount: 1, unchangedCount: 9 });
  });
});

test('rows of one user that are planned again are told each by what they ask for themselves', async () => {
  const c = await worldOf(start);
  const rows = [row(ADA, { region: 'emea' }), row(ADA, { untouched: 'keep' }), row(BEN, { region: 'by job' })];
  const jobId = await heldForLong(c, rows);
  c.omni.setValue(ADA, 'untouched', 'by hand');
  await approve(c, jobId);
  await until(c, jobId, 'needs-approval');
  expect(await approved(c, jobId)).toMatchObject({ changedCount: 2, unchangedCount: 1 });
  expect(await outcomes(c, jobId)).toEqual(['unchanged', 'changed', 'changed']);
  expect(held(c)).toEqual({ region: 'emea', untouched: 'keep' });
  await expectSound(c, ['region', 'untouched']);
});

describe('what an applied plan leaves alone', () => {
  const rows = [row(ADA, { region: 'emea' }), row(BEN, { region: 'by plan' })];

  test('is in force from then on: an older event that comes later does not replace it', async () => {
    const c = await worldOf(start);
    const { jobId } = await applied(c, await plan(c, rows));
    expect(await outcomes(c, jobId)).toEqual(['unchanged', 'changed']);
    expect(await olderEvent(c, ADA, { region: 'by event' })).toMatchObject({ skippedReason: 'older-event' });
    expect(held(c)).toMatchObject({ region: 'emea' });
  });

  test.each(['by hand', 'by an older event'])('fails as stale where it was changed %s since the review', async (by) => {
    const c = await worldOf(start);
    const reviewed = await plan(c, rows);
    if (by === 'by hand') c.omni.setValue(ADA, 'region', by);
    else await olderEvent(c, ADA, { region: by });
    const { jobId } = await applied(c, reviewed);
    expect(await outcomes(c, jobId)).toEqual(['failed PLAN_STALE', 'changed']);
    expect(held(c)).toMatchObject({ region: by });
  });
});

describe('a retry of an applied plan writes what was reviewed', () => {
  test('and so nothing where that is stale', async () => {
    const c = await worldOf(start);
    const reviewed = await plan(c, [row(ADA, { region: 'emea' }), row(BEN, { region: 'by plan' })]);
    c.omni.setValue(ADA, 'region', 'by hand');
    const { jobId } = await applied(c, reviewed);
    expectError(await c.call('retry-job', { jobId }), 409, 'PLAN_STALE');
    expect(held(c)).toMatchObject({ region: 'by hand' });
  });

  test('and what was asked of a user who is there by now, since nothing was reviewed of them', async () => {
    const c = await worldOf(start);
    const reviewed = await plan(c, [row(ADA, { region: 'emea' }), row('new@acme.example', { region: 'amer' })]);
    c.omni.setValue(ADA, 'region', 'by hand');
    const { jobId } = await applied(c, reviewed);
    c.omni.addUser({ userName: 'new@acme.example' });
    const retry = await started(c, 'retry-job', { jobId });
    await until(c, retry, 'done');
    expect(await outcomes(c, retry)).toEqual(['changed']);
    expect([held(c).region, held(c, 'new@acme.example').region]).toEqual(['by hand', 'amer']);
  });

  test.each([
    ['as it was reviewed', 'apac', 'changed', 'by plan'],
    ['not where it has changed since', 'by hand', 'failed PLAN_STALE', 'by hand'],
  ])('a row that Omni has refused, %s', async (_how, region, outcome, left) => {
    const c = await worldOf(start);
    const reviewed = await plan(c, [row(BEN, { region: 'by plan' })]);
    c.omni.faults.plan({ kind: 'answer', status: 422, body: { detail: 'Not now' } }, { method: 'PATCH' });
    const { jobId } = await applied(c, reviewed);
    expect(await outcomes(c, jobId)).toEqual(['failed OMNI_REFUSED']);
    c.omni.setValue(BEN, 'region', region);
    const retry = await started(c, 'retry-job', { jobId });
    await until(c, retry, 'done');
    expect(await outcomes(c, retry)).toEqual([outcome]);
    expect(held(c, BEN)).toEqual({ region: left });
  });
});

test.each(['deleted', 'made a number'])(
  'an attribute that was %s after the plan fails its rows alone',
  async (what) => {
    const c = await worldOf(start);
    c.omni.setValue(ADA, 'flag', 'x');
    const jobId = await heldJob(c, [row(ADA, { flag: 'x' }), row(BEN, { region: 'by job' })]);
    const { id = '' } = c.omni.attributes.find(({ name }) => name === 'flag') ?? {};
    c.omni.removeAttribute('flag');
    if (what !== 'deleted') c.omni.addAttribute({ name: 'flag', label: 'Flag', type: 'Number' });
    // As in a process that reads the definitions anew.
    const other = await start({ omni: c.omni });
    expect(id).not.toBe('');
    ok(await other.call('approve-job', { jobId }));
    await until(c, jobId, 'done');
    expect(await outcomes(c, jobId)).toEqual([
      `failed ${what === 'deleted' ? 'REFERENCE_UNKNOWN' : 'VALUE_NOT_A_NUMBER'}`,
      'changed',
    ]);
    await expectSound(c, ['region', 'flag']);
  },
);
