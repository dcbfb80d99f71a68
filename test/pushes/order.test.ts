import { describe, expect, test } from '@jest/globals';
import { createOmniDouble } from '../../local/omni/omni-double.ts';
import { type StartOptions, useConnector } from '../support/connector.ts';
import { ADA, BEN, eventually, expectSound, held, ok, outcomes, pushed, row, seed, started, until } from './set-up.ts';

const start = useConnector();

async function world(options: StartOptions = {}) {
  const c = await start(options);
  seed(c, { region: 'emea', seats: 9, areas: ['a', 'b'] });
  c.omni.addUser({ userName: BEN, values: { region: 'apac' } });
  return c;
}
type World = Awaited<ReturnType<typeof world>>;

const run = async (c: World, action: string, jobId: string) => until(c, await started(c, action, { jobId }), 'done');

describe('of two pushes that name one user', () => {
  test('the one accepted later wins, whichever is written last, and the other says so', async () => {
    const c = await world();
    const rows = [row(ADA, { region: 'first', flag: 'first' })];
    const first = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0 });
    await until(c, first, 'needs-approval');
    await pushed(c, [row(ADA.toUpperCase(), { region: 'second' })]);
    ok(await c.call('approve-job', { jobId: first }));
    await until(c, first, 'done');
    expect(held(c)).toMatchObject({ region: 'second', flag: 'first' });
    expect(await outcomes(c, first)).toEqual(['changed ROW_SUPERSEDED']);
    await expectSound(c, ['region', 'flag']);
  });

  test('the earlier one writes nothing where the later one asks for all of it', async () => {
    const c = await world();
    const first = await started(c, 'push-users', {
      rows: [row(ADA, { region: 'first' })],
      mode: 'job',
      maxChangedUsers: 0,
    });
    await until(c, first, 'needs-approval');
    await pushed(c, [row(ADA, { region: 'emea' })]);
    ok(await c.call('approve-job', { jobId: first }));
    expect(await until(c, first, 'done')).toMatchObject({ changedCount: 0, unchangedCount: 1 });
    expect(await outcomes(c, first)).toEqual(['unchanged ROW_SUPERSEDED']);
    expect(held(c)).toMatchObject({ region: 'emea' });
  });

  test('the later one wins also when it asks for what is there while the earlier one is being written', async () => {
    const omni = createOmniDouble({ requestsPerMinute: Number.POSITIVE_INFINITY });
    omni.keys.addOrganizationKey(); // with one key, its requests follow each other
    const c = await world({ omni });
    c.omni.faults.plan({ kind: 'latency', ms: 1_000 }, { method: 'PATCH' });
    const first = await started(c, 'push-users', { rows: [row(BEN, { region: 'first' })], mode: 'job' });
    await eventually(async () => c.omni.log.count({ method: 'PATCH' }) > 0);
    await pushed(c, [row(BEN, { region: 'apac' })]);
    await until(c, first, 'done');
    expect(held(c, BEN)).toEqual({ region: 'apac' });
  });

  test('a canceled one claims nothing', async () => {
    const c = await world();
    const [first = '', second = ''] = [
      await started(c, 'push-users', { rows: [row(ADA, { region: 'first' })], mode: 'job', maxChangedUsers: 0 }),
      await started(c, 'push-users', { rows: [row(ADA, { region: 'second' })], mode: 'job', maxChangedUsers: 0 }),
    ];
    await until(c, first, 'needs-approval');
    await until(c, second, 'needs-approval');
    ok(await c.call('cancel-job', { jobId: second }));
    ok(await c.call('approve-job', { jobId: first }));
    await until(c, first, 'done');
    expect(held(c)).toMatchObject({ region: 'first' });
  });
});

describe('a user who comes back under a new id between plan and write', () => {
  async function heldThenBack(c: World, more: object = {}) {
    const rows = [row(BEN, { region: 'amer', seats: 3 })];
    const jobId = await started(c, 'push-users', { rows, mode: 'job', maxChangedUsers: 0, ...more });
    await until(c, jobId, 'needs-approval');
    c.omni.reactivate(BEN);
    return jobId;
  }

  test('gets every value that is asked, also one that they held before', async () => {
    const c = await world();
    c.omni.setValue(BEN, 'seats', 3);
    const jobId = await heldThenBack(c);
    ok(await c.call('approve-job', { jobId }));
    expect(await until(c, jobId, 'done')).toMatchObject({ changedCount: 1, failedCount: 0 });
    expect(held(c, BEN)).toEqual({ region: 'amer', seats: 3 });
    const undo = await run(c, 'undo-job', jobId);
    expect([undo.failedCount, held(c, BEN)]).toEqual([0, {}]);
    await expectSound(c, ['region', 'seats']);
  });

  test('keeps what a later push asks', async () => {
    const c = await world();
    const jobId = await heldThenBack(c);
    await pushed(c, [row(BEN, { seats: 4 })]);
    ok(await c.call('approve-job', { jobId }));
    await until(c, jobId, 'done');
    expect(held(c, BEN)).toEqual({ region: 'amer', seats: 4 });
  });

  test('fails as a row when they are gone for good', async () => {
    const c = await world();
    const jobId = await heldThenBack(c);
    c.omni.remove(BEN);
    ok(await c.call('approve-job', { jobId }));
    await until(c, jobId, 'done');
    expect(await outcomes(c, jobId)).toEqual(['failed USER_NOT_FOUND']);
  });
});
