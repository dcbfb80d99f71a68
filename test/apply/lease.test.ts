import { beforeEach, describe, expect, test } from '@jest/globals';
import { askForLease, Lease, LeaseLost, withLease } from '../../src/apply/lease.ts';
import { acquireLease, clearLeases } from '../../src/store/leases.ts';
import { useDatabase } from '../support/databases.ts';
import { until } from '../support/until.ts';
import { type LeaseClock, leaseClock, type Watched, watched } from './lease-services.ts';

const NAME = 'user:ada@acme.example';
const LASTS_MS = 10_000;

const db = useDatabase();
let clock: LeaseClock;
let database: Watched;
beforeEach(() => {
  clock = leaseClock();
  database = watched(db());
});

/** A lease that was asked for right now. */
async function taken(): Promise<Lease> {
  const request = askForLease(NAME, clock);
  const held = await acquireLease(db(), request);
  if (!held) throw new Error('somebody else holds the lease');
  return new Lease({ database, clock }, held, request.askedAt);
}

describe('a lease', () => {
  const othersTake = async () => (await acquireLease(db(), { name: NAME, owner: 'another', leaseMs: 1 })) !== undefined;
  /** How long it lasts by the database's clock since it was taken. */
  const lastsFor = async ({ since }: Lease) => {
    const [row] = await db().query<{ until: number }>('SELECT lease_until AS until FROM connector.leases');
    return (row?.until ?? 0) - since;
  };

  test('lasts ten seconds of the silence of its holder, who is told from everybody else', async () => {
    expect(await lastsFor(await taken())).toBe(LASTS_MS);
    expect(await othersTake()).toBe(false);
    expect(askForLease(NAME, clock)).toEqual({
      name: NAME,
      owner: expect.stringMatching(/./),
      leaseMs: LASTS_MS,
      askedAt: clock.monotonic(),
    });
    expect(askForLease(NAME, clock).owner).not.toBe(askForLease(NAME, clock).owner);
  });

  test('is sure as long as it lasts from when it was asked for, whatever the time of day becomes', async () => {
    const lease = await taken();
    await clock.pass(4_000);
    clock.setBack(3_600_000);
    await lease.ensure(6_000);
    expect(database.asked).toEqual([]);
    await lease.ensure(6_001);
    expect(database.asked).toEqual(['renew']);
  });

  test('lasts anew from when its renewal was asked for, not from when that was answered', async () => {
    const lease = await taken();
    await clock.pass(9_000);
    database.onAsked = () => clock.pass(2_000);
    await lease.renew();
    database.onAsked = undefined;
    await lease.ensure(8_000);
    expect(database.asked).toEqual(['renew']);
    await lease.ensure(8_001);
    expect(database.asked).toEqual(['renew', 'renew']);
    expect(await lastsFor(lease)).toBeGreaterThanOrEqual(LASTS_MS);
  });

  test('is lost for good once somebody else has had it: nothing leaves or is recorded under it', async () => {
    const lease = await taken();
    await clearLeases(db());
    await expect(lease.renew()).rejects.toBeInstanceOf(LeaseLost);
    await expect(lease.ensure(1)).rejects.toBeInstanceOf(LeaseLost);
    await expect(lease.renewedBy(async () => 'recorded')).rejects.toBeInstanceOf(LeaseLost);
    expect(database.asked).toEqual(['renew']);
  });

  test('is renewed by the statement that records, which is told which lease that is and for how long', async () => {
    const lease = await taken();
    await clock.pass(9_000);
    const asked: unknown[] = [];
    const recorded = await lease.renewedBy(async (renewal) => {
      asked.push(renewal);
      return 'recorded';
    });
    expect(recorded).toBe('recorded');
    expect(asked).toEqual([{ name: NAME, fence: lease.fence, leaseMs: LASTS_MS }]);
    await lease.ensure(LASTS_MS);
    expect(database.asked).toEqual([]);
  });

  test('is lost where the statement that records finds it so', async () => {
    const lease = await taken();
    await expect(lease.renewedBy(async () => undefined)).rejects.toBeInstanceOf(LeaseLost);
    await expect(lease.ensure(1)).rejects.toBeInstanceOf(LeaseLost);
    expect(database.asked).toEqual([]);
  });

  test('that the last record has given back is lost, and is not given back twice', async () => {
    const lease = await taken();
    lease.givenBack();
    await expect(lease.ensure(1)).rejects.toBeInstanceOf(LeaseLost);
    await expect(lease.renew()).rejects.toBeInstanceOf(LeaseLost);
    await lease.release();
    expect(database.asked).toEqual([]);
  });

  test('is free once it was given back', async () => {
    const lease = await taken();
    await lease.release();
    expect(await othersTake()).toBe(true);
  });

  test('that is lost says whether something may have been sent under it', () => {
    expect([new LeaseLost().mayBeSent, new LeaseLost(true).mayBeSent]).toEqual([false, true]);
    expect(String(new LeaseLost())).toBe('LeaseLost');
  });
});

describe('work under a lease', () => {
  const busy = () => new Error('busy');
  const wanted = (waitMs = 0) => ({ name: NAME, until: clock.now() + waitMs, busy });
  const holdByAnother = () => acquireLease(db(), { name: NAME, owner: 'another', leaseMs: 3_600_000 });
  const isFree = async () => (await db().query('SELECT FROM connector.leases')).length === 0;
  const timesAsked = (what: 'take' | 'renew') => database.asked.filter((one) => one === what).length;

  test('has it alone, and gives it back when it has ended, well or not', async () => {
    expect(await withLease({ database, clock }, wanted(), async () => [await isFree(), 'done'])).toEqual([
      false,
      'done',
    ]);
    expect(await isFree()).toBe(true);
    const failed = withLease({ database, clock }, wanted(), async () => {
      throw new Error('failed');
    });
    await expect(failed).rejects.toThrow('failed');
    expect(await isFree()).toBe(true);
  });

  test('knows from when on it has it, so that it asks before that is over', async () => {
    database.onAsked = () => clock.pass(1_000);
    await withLease({ database, clock }, wanted(), async (lease) => {
      await lease.ensure(9_000);
      expect(database.asked).toEqual(['take']);
      await lease.ensure(9_001);
      expect(database.asked).toEqual(['take', 'renew']);
    });
  });

  test('asks again every fifth of a second while somebody else has it, and begins when that one is done', async () => {
    await holdByAnother();
    const running = withLease({ database, clock }, wanted(600), async () => clock.elapsed());
    for (const count of [1, 2, 3]) {
      await until(() => timesAsked('take') === count && clock.sleeping() === 1);
      if (count === 3) await clearLeases(db());
      await clock.pass(200);
    }
    expect(await running).toBe(600);
    expect(timesAsked('take')).toBe(4);
  });

  test('does not begin where the other one is not done in time, and does not wait beyond it', async () => {
    await holdByAnother();
    const running = withLease({ database, clock }, wanted(399), async () => 'begun');
    running.catch(() => undefined);
    await until(() => clock.sleeping() === 1);
    await clock.pass(200);
    await expect(running).rejects.toThrow('busy');
    expect(clock.elapsed()).toBe(200);
    expect(await isFree()).toBe(false);
  });

  test('goes on with a lease that was taken already, without asking for it', async () => {
    const first = await taken();
    const had = await withLease({ database, clock }, { ...wanted(), taken: first }, async (lease) => lease);
    expect(had).toBe(first);
    expect(database.asked).toEqual(['give back']);
    expect(await isFree()).toBe(true);
  });

  test('keeps it by asking every three seconds, also after a time at which the database was away', async () => {
    let isDone = false;
    const running = withLease({ database, clock }, wanted(), async () => {
      await until(() => isDone);
      return 'done';
    });
    await until(() => clock.sleeping() === 1);
    await clock.pass(2_999);
    expect(database.asked).toEqual(['take']);
    database.isAway = true;
    await clock.pass(1);
    await until(() => timesAsked('renew') === 1);
    database.isAway = false;
    await until(() => clock.sleeping() === 1);
    await clock.pass(3_000);
    await until(() => timesAsked('renew') === 2);
    isDone = true;
    expect(await running).toBe('done');
    await clock.pass(3_600_000);
    expect(database.asked).toEqual(['take', 'renew', 'renew', 'give back']);
  });

  test('comes to the same where the lease cannot be given back: it runs out', async () => {
    const result = await withLease({ database, clock }, wanted(), async () => {
      database.isAway = true;
      return 'done';
    });
    expect(result).toBe('done');
    expect(await isFree()).toBe(false);
  });
});
