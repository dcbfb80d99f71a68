import { beforeEach, describe, expect, test } from '@jest/globals';
import { askForLease, Lease, LeaseLost } from '../../src/apply/lease.ts';
import { withUserLease } from '../../src/apply/user-lease.ts';
import { acquireLease, busyUsers } from '../../src/store/leases.ts';
import { useDatabase } from '../support/databases.ts';
import { until } from '../support/until.ts';
import { type LeaseClock, leaseClock, type Watched, watched } from './lease-services.ts';

const ADA = 'Ada@acme.example';
/** What a call has. */
const CALL_MS = 23_000;

describe('work on a user', () => {
  const db = useDatabase();
  let clock: LeaseClock;
  let database: Watched;
  let deadline: number;
  beforeEach(() => {
    clock = leaseClock();
    database = watched(db());
    deadline = clock.now() + CALL_MS;
  });
  const context = () => ({ database, clock, omni: { deadline } }) as unknown as Parameters<typeof withUserLease>[0];
  const isBusy = async () => (await busyUsers(db(), [ADA])).size > 0;
  const lost = async () => {
    throw new LeaseLost();
  };

  test('goes on while nobody else writes to that user, however the name is written', async () => {
    const told = await withUserLease(context(), ADA, async ({ name }) => [name, await isBusy()]);
    expect(told).toEqual(['user:ada@acme.example', true]);
    expect(await isBusy()).toBe(false);
  });

  test('begins anew where the lease was lost on the way, under a new one', async () => {
    const fences: number[] = [];
    const told = await withUserLease(context(), ADA, async ({ fence }) => {
      fences.push(fence);
      if (fences.length < 3) throw new LeaseLost();
      return 'done';
    });
    expect(told).toBe('done');
    expect(new Set(fences).size).toBe(3);
  });

  test('begins with the lease that the call was accepted with, and with another one once that is lost', async () => {
    const request = askForLease('user:ada@acme.example', clock);
    const held = await acquireLease(db(), request);
    if (!held) throw new Error('somebody else holds the lease');
    const taken = new Lease({ database, clock }, held, request.askedAt);
    const had: Lease[] = [];
    const work = async (lease: Lease) => {
      had.push(lease);
      if (had.length === 1) throw new LeaseLost();
    };
    await withUserLease(context(), ADA, work, taken);
    expect(had[0]).toBe(taken);
    expect(had[1]?.fence).toBeGreaterThan(taken.fence);
  });

  test('ends with what it has failed with, once', async () => {
    let begun = 0;
    const failed = withUserLease(context(), ADA, async () => {
      begun += 1;
      throw new Error('failed');
    });
    await expect(failed).rejects.toThrow('failed');
    expect(begun).toBe(1);
  });

  test('is refused where whoever else writes is not done as long as there is time for its own requests', async () => {
    await acquireLease(db(), { name: 'user:ada@acme.example', owner: 'another', leaseMs: 3_600_000 });
    deadline = clock.now() + 6_199;
    const refused = { code: 'USER_BUSY', facts: { userName: ADA, seconds: 5 } };
    await expect(withUserLease(context(), ADA, async () => 'begun')).rejects.toMatchObject(refused);
    deadline += 1;
    const waiting = withUserLease(context(), ADA, async () => 'begun');
    waiting.catch(() => undefined);
    await until(() => clock.sleeping() === 1);
    await clock.pass(200);
    await expect(waiting).rejects.toMatchObject(refused);
  });

  test('is refused where the lease is lost when there is no more time to begin anew', async () => {
    const begun: number[] = [];
    const work = async () => {
      begun.push(clock.elapsed());
      if (begun.length === 1) await clock.pass(CALL_MS - 6_000);
      else await clock.pass(1);
      await lost();
    };
    await expect(withUserLease(context(), ADA, work)).rejects.toMatchObject({ code: 'USER_BUSY' });
    expect(begun).toEqual([0, CALL_MS - 6_000]);
  });
});
