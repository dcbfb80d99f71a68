import { describe, expect, test } from '@jest/globals';
import { beginCall, finishCall } from '../../src/store/idempotency.ts';
import { acquireLease } from '../../src/store/leases.ts';
import { purgeExpired } from '../../src/store/purge.ts';
import { noteSeenEvent, seenReferences } from '../../src/store/seen-events.ts';
import { takePlace } from '../../src/store/take-place.ts';
import { databases, useDatabase } from '../support/databases.ts';

const HOUR = 3_600_000;
const call = { clientId: 'client', owner: 'owner', fingerprint: 'body', leaseMs: HOUR };

describe.each(databases)('purging on %s', (_, open) => {
  const db = useDatabase(open);

  async function keys(): Promise<unknown[]> {
    return (await db().query('SELECT key FROM connector.idempotency ORDER BY key')).map(({ key }) => key);
  }

  test('idempotency keys go after 24 hours, except while somebody works on them', async () => {
    await beginCall(db(), { ...call, key: 'done', now: 0 });
    await finishCall(db(), { ...call, key: 'done' }, { status: 200, answer: '{}' });
    await beginCall(db(), { ...call, key: 'killed', now: 0 });
    await beginCall(db(), { ...call, key: 'working', now: 0, leaseMs: 25 * HOUR });
    await beginCall(db(), { ...call, key: 'young', now: HOUR });

    await purgeExpired(db(), 24 * HOUR - 1);
    expect(await keys()).toEqual(['done', 'killed', 'working', 'young']);
    await purgeExpired(db(), 24 * HOUR);
    expect(await keys()).toEqual(['working', 'young']);
  });

  test('seen events go after 30 days', async () => {
    const isSeen = async () => (await seenReferences(db(), 'ada@acme.example', 'e1', ['region'])).size > 0;
    await noteSeenEvent(db(), 'ada@acme.example', 'e1', ['region']);
    await db().query('UPDATE connector.seen_events SET seen_at = 0');
    await purgeExpired(db(), 30 * 24 * HOUR - 1);
    expect(await isSeen()).toBe(true);
    await purgeExpired(db(), 30 * 24 * HOUR);
    expect(await isSeen()).toBe(false);
  });

  test('accepted calls go after 10 minutes', async () => {
    const count = async () => (await db().query('SELECT FROM connector.accepted_calls')).length;
    await takePlace(db(), { userName: 'ada@acme.example', references: ['region'] });
    await db().query('UPDATE connector.accepted_calls SET accepted_at = 0');
    await purgeExpired(db(), 600_000 - 1);
    expect(await count()).toBe(1);
    await purgeExpired(db(), 600_000);
    expect(await count()).toBe(0);
  });

  test('groups that no policy has named for 90 days go, with their members', async () => {
    const left = async () => [
      (await db().query('SELECT FROM connector.okta_groups')).length,
      (await db().query('SELECT FROM connector.okta_group_members')).length,
    ];
    await db().query(
      `INSERT INTO connector.okta_groups (id, name, seen_at) VALUES ('00g1', 'Sales', 0), ('00g2', 'HR', 1)`,
    );
    await db().query(
      `INSERT INTO connector.okta_group_members (group_id, okta_user_id, seen_at) VALUES ('00g1', '00u1', 0), ('00g2', '00u1', 1)`,
    );
    await purgeExpired(db(), 90 * 24 * HOUR - 1);
    expect(await left()).toEqual([2, 2]);
    await purgeExpired(db(), 90 * 24 * HOUR);
    expect(await left()).toEqual([1, 1]);
  });

  test('leases go when they end', async () => {
    const lease = { owner: 'owner', now: 0 };
    await acquireLease(db(), { ...lease, name: 'ended', leaseMs: 10 });
    await acquireLease(db(), { ...lease, name: 'held', leaseMs: 11 });
    await purgeExpired(db(), 10);
    expect(await db().query('SELECT name FROM connector.leases')).toEqual([{ name: 'held' }]);
  });
});
