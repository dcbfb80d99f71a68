import { describe, expect, test } from '@jest/globals';
import { acquireLease, clearLeases, releaseLease, renewLease, userLease } from '../../src/store/leases.ts';
import { databases, useDatabase } from '../support/databases.ts';

const name = userLease('Ada@acme.example');
const request = { name, owner: 'first', leaseMs: 1_000, now: 5_000 };

describe.each(databases)('leases on %s', (_, open) => {
  const db = useDatabase(open);

  test('of many at once exactly one gets it', async () => {
    const owners = Array.from({ length: 20 }, (_, i) => `owner ${i}`);
    const taken = await Promise.all(owners.map((owner) => acquireLease(db(), { ...request, owner })));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test('a user has one lease, however the name is written', async () => {
    await acquireLease(db(), request);
    expect(await acquireLease(db(), { ...request, name: userLease('ADA@ACME.example'), owner: 'second' })).toBe(false);
    expect(await acquireLease(db(), { ...request, name: userLease('bob@acme.example'), owner: 'second' })).toBe(true);
  });

  test('once released it is free', async () => {
    await acquireLease(db(), request);
    expect(await releaseLease(db(), name, 'first')).toBe(true);
    expect(await acquireLease(db(), { ...request, owner: 'second' })).toBe(true);
  });

  test('it is taken over when its time is over, not before, and then the old owner cannot release it', async () => {
    await acquireLease(db(), request);
    expect(await acquireLease(db(), { ...request, owner: 'second', now: 5_999 })).toBe(false);
    expect(await acquireLease(db(), { ...request, owner: 'second', now: 6_000 })).toBe(true);
    expect(await releaseLease(db(), name, 'first')).toBe(false);
    expect(await acquireLease(db(), { ...request, owner: 'third', now: 6_001 })).toBe(false);
  });

  test('its owner can keep it, but not once somebody else has it', async () => {
    await acquireLease(db(), request);
    expect(await renewLease(db(), { ...request, now: 5_500 })).toBe(true);
    expect(await acquireLease(db(), { ...request, owner: 'second', now: 6_499 })).toBe(false);
    expect(await acquireLease(db(), { ...request, owner: 'second', now: 6_500 })).toBe(true);
    expect(await renewLease(db(), { ...request, now: 6_501 })).toBe(false);
  });

  test('the clock of the database counts where no time is given', async () => {
    expect(await acquireLease(db(), { name, owner: 'first', leaseMs: 60_000 })).toBe(true);
    expect(await acquireLease(db(), { name, owner: 'second', leaseMs: 60_000 })).toBe(false);
    expect(await acquireLease(db(), { name, owner: 'third', leaseMs: 60_000, now: Date.now() + 3_600_000 })).toBe(true);
  });

  test('all can be cleared', async () => {
    await acquireLease(db(), request);
    await clearLeases(db());
    expect(await acquireLease(db(), { ...request, owner: 'second' })).toBe(true);
  });
});
