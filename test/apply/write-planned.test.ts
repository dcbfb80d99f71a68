import { describe, expect, test } from '@jest/globals';
import type { Lease } from '../../src/apply/lease.ts';
import type { Wish } from '../../src/apply/wish.ts';
import { writeWish } from '../../src/apply/write-wish.ts';
import { useWriter } from './use-writer.ts';

const { db, omni, context, hold, wishFor, written, unseen, kept, isHeld } = useWriter();

const REGION = { reference: 'region', before: ['emea'], after: ['apac'] };
const TIER = { reference: 'tier', before: [], after: ['gold'] };
const BOTH = { region: ['apac'], tier: ['gold'] };

/** How long before the lease was taken the user was looked at. */
const AGO = 1_000;
const lookAtOf = ({ since }: Lease) => since - AGO;
/** All that is known of the user was moved last at that time. */
const movedAt = (time: number) => db().query('UPDATE connector.user_values SET changed_at = $1', [time]);

/** Writes what was planned. @param lookAt when the user was looked at for that */
async function write(lease: Lease, lookAt: number, more: Partial<Wish> = {}, changes = [REGION, TIER]) {
  const wish = wishFor(BOTH, { verify: false, planned: { changes, lookAt }, ...more });
  return await writeWish(context(), lease, wish);
}

describe('what was planned by a look', () => {
  test('is sent as it was planned, without another look, where nothing is known to have moved since', async () => {
    const lease = await hold();
    Object.assign(omni().values, BOTH);
    const { changes } = await write(lease, lookAtOf(lease));
    expect([omni().reads, omni().patches]).toEqual([0, [{ region: 'apac', tier: 'gold' }]]);
    expect(changes).toEqual([REGION, TIER]);
  });

  test('is sent so, too, where the last move came right before that look', async () => {
    await written(4, 'region', ['emea']);
    const lease = await hold();
    await movedAt(lookAtOf(lease) - 1);
    await write(lease, lookAtOf(lease));
    expect(omni().reads).toBe(0);
  });

  test('and by a look of when the lease was taken, is sent so, too', async () => {
    const lease = await hold();
    await write(lease, lease.since);
    expect(omni().reads).toBe(0);
  });

  test('leaves what it has found in place, which takes its place in the order', async () => {
    const lease = await hold();
    await write(lease, lookAtOf(lease), {}, [REGION]);
    expect([omni().reads, omni().patches]).toEqual([0, [{ region: 'apac' }]]);
    expect(await kept('tier')).toMatchObject({ wished: ['gold'], writtenSeq: 0 });
  });

  test('leaves what a later wish has by now', async () => {
    await written(9, 'tier', ['later']);
    const lease = await hold();
    const { outcomes } = await write(lease, lookAtOf(lease));
    expect([omni().reads, omni().patches]).toEqual([0, [{ region: 'apac' }]]);
    expect(outcomes.get('tier')).toBe('superseded');
  });
});

test('where nothing is left of a plan, the record of what was found in place gives the lease back', async () => {
  await written(9, 'tier', ['later']);
  const lease = await hold();
  await write(lease, lookAtOf(lease), { isLast: true }, [TIER]);
  expect([omni().reads, omni().patches, await isHeld()]).toEqual([0, [], false]);
  expect(await kept('region')).toMatchObject({ seq: 5, wished: ['apac'] });
});

describe('the user is looked at anew', () => {
  /** Omni shows by now what was planned, so that nothing is left to send. */
  async function looks(lease: Lease, lookAt: number, more: Partial<Wish> = {}, reads = 1) {
    Object.assign(omni().values, { region: 'apac', tier: 'gold' });
    await write(lease, lookAt, more);
    expect([omni().reads, omni().patches]).toEqual([reads, []]);
  }

  test('where one of the values was moved when they were looked at, or since', async () => {
    await written(4, 'region', ['emea']);
    const lease = await hold();
    await movedAt(lookAtOf(lease));
    await looks(lease, lookAtOf(lease));
  });

  test('where nobody had looked at them', async () => {
    await looks(await hold(), 0);
  });

  test('where the look seems to be of after the lease was taken: a clock was set back', async () => {
    const lease = await hold();
    await looks(lease, lease.since + 1);
  });

  test('where they were seen under this lease, by that', async () => {
    const lease = await hold();
    Object.assign(omni().values, { region: 'apac', tier: 'gold' });
    await looks(lease, lookAtOf(lease), { seen: omni().look() }, 0);
  });

  test('where another value was sent right before, which may only be shown late', async () => {
    await unseen(4, 'region', ['emea']);
    const lease = await hold();
    await movedAt(lookAtOf(lease) - 1);
    const { outcomes } = await write(lease, lookAtOf(lease));
    expect(omni().reads).toBe(1);
    expect(outcomes.get('region')).toBe('unverified');
  });

  test('where everything is sent, whatever was planned', async () => {
    const lease = await hold();
    Object.assign(omni().values, { region: 'apac', tier: 'gold' });
    await write(lease, lookAtOf(lease), { always: true }, []);
    expect([omni().reads, omni().patches]).toEqual([1, [{ region: 'apac', tier: 'gold' }]]);
  });
});
