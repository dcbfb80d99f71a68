import { describe, expect, test } from '@jest/globals';
import {
  acquireLease,
  busyUsers,
  clearLeases,
  definitionLease,
  type HeldLease,
  type LeaseRequest,
  releaseLease,
  renewLease,
  userLease,
} from '../../src/store/leases.ts';
import { databases, useDatabase } from '../support/databases.ts';

const name = userLease('Ada@acme.example');
const request = { name, owner: 'first', leaseMs: 1_000, now: 5_000 };

describe.each(databases)('leases on %s', (_, open) => {
  const db = useDatabase(open);

  async function taken(asked: LeaseRequest): Promise<HeldLease> {
    const lease = await acquireLease(db(), asked);
    if (!lease) throw new Error('somebody else holds the lease');
    return lease;
  }
  const isTaken = async (asked: LeaseRequest): Promise<boolean> => (await acquireLease(db(), asked)) !== undefined;

  test('of many at once exactly one gets it', async () => {
    const owners = Array.from({ length: 20 }, (_, i) => `owner ${i}`);
    const leases = await Promise.all(owners.map((owner) => acquireLease(db(), { ...request, owner })));
    expect(leases.filter(Boolean)).toHaveLength(1);
  });

  test('a user has one lease, however the name is written', async () => {
    await taken(request);
    expect(await taken({ ...request, name: 'other' })).toMatchObject({ name: 'other', since: 5_000 });
    expect(await isTaken({ ...request, name: userLease('ADA@ACME.example'), owner: 'second' })).toBe(false);
    expect(await isTaken({ ...request, name: userLease('bob@acme.example'), owner: 'second' })).toBe(true);
  });

  test('a definition has one as well, which is nobody else’s', async () => {
    const of = (held: string) => ({ ...request, name: held, owner: 'second' });
    await taken(of(definitionLease('ada')));
    expect(await isTaken(of(definitionLease('ada')))).toBe(false);
    expect([await isTaken(of(definitionLease('region'))), await isTaken(of(userLease('ada')))]).toEqual([true, true]);
  });

  test('once released it is free', async () => {
    const first = await taken(request);
    expect(await releaseLease(db(), first)).toBe(true);
    expect(await isTaken({ ...request, owner: 'second' })).toBe(true);
  });

  test('it is taken over when its time is over, not before, and then the old holder cannot release it', async () => {
    const first = await taken(request);
    expect(await isTaken({ ...request, owner: 'second', now: 5_999 })).toBe(false);
    expect(await isTaken({ ...request, owner: 'second', now: 6_000 })).toBe(true);
    expect(await releaseLease(db(), first)).toBe(false);
    expect(await isTaken({ ...request, owner: 'third', now: 6_001 })).toBe(false);
  });

  test('whoever takes it later has a higher fence, also the same owner, and after it was given back', async () => {
    const first = await taken(request);
    const second = await taken({ ...request, now: 6_000 });
    await releaseLease(db(), second);
    const third = await taken({ ...request, now: 6_000 });
    expect(second.fence).toBeGreaterThan(first.fence);
    expect(third.fence).toBeGreaterThan(second.fence);
    expect(await renewLease(db(), first, 1_000, 6_001)).toBe(false);
    expect(await releaseLease(db(), second)).toBe(false);
    expect(await renewLease(db(), third, 1_000, 6_001)).toBe(true);
  });

  test('its holder can keep it, but not once somebody else has it', async () => {
    const first = await taken(request);
    expect(await renewLease(db(), first, 1_000, 5_500)).toBe(true);
    expect(await isTaken({ ...request, owner: 'second', now: 6_499 })).toBe(false);
    expect(await isTaken({ ...request, owner: 'second', now: 6_500 })).toBe(true);
    expect(await renewLease(db(), first, 1_000, 6_501)).toBe(false);
  });

  test('its holder gets it back after its time was over, as long as nobody has taken it', async () => {
    const first = await taken(request);
    expect(await renewLease(db(), first, 1_000, 60_000)).toBe(true);
    expect(await isTaken({ ...request, owner: 'second', now: 60_999 })).toBe(false);
  });

  test('while a transaction that has renewed it lasts, nobody takes it over', async () => {
    const first = await taken(request);
    let taking: Promise<boolean> | undefined;
    await db().transaction(async (queries) => {
      expect(await renewLease(queries, first, 1_000, 60_000)).toBe(true);
      // Asked in time, by somebody who found it run out: it waits for the end of the transaction.
      taking = isTaken({ ...request, owner: 'second', now: 60_000 });
    });
    expect(await taking).toBe(false);
  });

  test('the clock of the database counts where no time is given', async () => {
    expect(await isTaken({ name, owner: 'first', leaseMs: 60_000 })).toBe(true);
    expect(await isTaken({ name, owner: 'second', leaseMs: 60_000 })).toBe(false);
    expect(await isTaken({ name, owner: 'third', leaseMs: 60_000, now: Date.now() + 3_600_000 })).toBe(true);
  });

  test('a user is busy as long as somebody holds their lease', async () => {
    const { now: _now, ...lasting } = { ...request, leaseMs: 60_000 };
    await taken(lasting);
    await taken({ ...request, name: userLease('ended@acme.example') });
    const names = ['ADA@acme.example', 'ended@acme.example', 'free@acme.example'];
    expect(await busyUsers(db(), names)).toEqual(new Set(['ada@acme.example']));
  });

  test('all can be cleared', async () => {
    await taken(request);
    await clearLeases(db());
    expect(await isTaken({ ...request, owner: 'second' })).toBe(true);
  });
});
