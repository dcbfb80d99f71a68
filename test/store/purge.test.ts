import { describe, expect, test } from '@jest/globals';
import { DEFAULT_RETENTION } from '../../src/config/retention.ts';
import { assignedByName, noteAssigned } from '../../src/store/assigned-users.ts';
import { beginCall, finishCall } from '../../src/store/idempotency.ts';
import { acquireLease } from '../../src/store/leases.ts';
import { recallOmniUser, rememberOmniUser } from '../../src/store/omni-users.ts';
import { purgeExpired } from '../../src/store/purge.ts';
import { noteSeenEvent, seenReferences } from '../../src/store/seen-events.ts';
import { noteSharedName, onceNamed } from '../../src/store/shared-names.ts';
import { takePlace } from '../../src/store/take-place.ts';
import { readUserValues, seeUserValues } from '../../src/store/user-values.ts';
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

    await purgeExpired(db(), DEFAULT_RETENTION, 24 * HOUR - 1);
    expect(await keys()).toEqual(['done', 'killed', 'working', 'young']);
    await purgeExpired(db(), DEFAULT_RETENTION, 24 * HOUR);
    expect(await keys()).toEqual(['working', 'young']);
  });

  test('seen events go after 30 days', async () => {
    const isSeen = async () => (await seenReferences(db(), 'ada@acme.example', 'e1', ['region'])).size > 0;
    await noteSeenEvent(db(), 'ada@acme.example', 'e1', ['region']);
    await db().query('UPDATE connector.seen_events SET seen_at = 0');
    await purgeExpired(db(), DEFAULT_RETENTION, 30 * 24 * HOUR - 1);
    expect(await isSeen()).toBe(true);
    await purgeExpired(db(), DEFAULT_RETENTION, 30 * 24 * HOUR);
    expect(await isSeen()).toBe(false);
  });

  test('accepted calls go after 10 minutes', async () => {
    const count = async () => (await db().query('SELECT FROM connector.accepted_calls')).length;
    await takePlace(db(), { userName: 'ada@acme.example', references: ['region'] });
    await db().query('UPDATE connector.accepted_calls SET accepted_at = 0');
    await purgeExpired(db(), DEFAULT_RETENTION, 600_000 - 1);
    expect(await count()).toBe(1);
    await purgeExpired(db(), DEFAULT_RETENTION, 600_000);
    expect(await count()).toBe(0);
  });

  test('that two people bear one name is forgotten after a year in which neither was seen to', async () => {
    const left = async () => (await onceNamed(db(), ['ada@acme.example'])).map(({ id }) => id).sort();
    await noteSharedName(db(), 'ada@acme.example', ['00u1', '00u2']);
    await db().query('UPDATE connector.shared_names SET seen_at = 0');
    await noteSharedName(db(), 'ada@acme.example', ['00u2']);
    await purgeExpired(db(), DEFAULT_RETENTION, 365 * 24 * HOUR - 1);
    expect(await left()).toEqual(['00u1', '00u2']);
    await purgeExpired(db(), DEFAULT_RETENTION, 365 * 24 * HOUR);
    expect(await left()).toEqual(['00u2']);
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
    await purgeExpired(db(), DEFAULT_RETENTION, 90 * 24 * HOUR - 1);
    expect(await left()).toEqual([2, 2]);
    await purgeExpired(db(), DEFAULT_RETENTION, 90 * 24 * HOUR);
    expect(await left()).toEqual([1, 1]);
  });

  test('what is remembered of people goes a year after the last that was heard of them', async () => {
    const left = async () => [
      await recallOmniUser(db(), 'ada@acme.example'),
      (await assignedByName(db(), 'ada@acme.example'))?.oktaUserId,
      [...(await readUserValues(db(), ['id-1', 'id-2', 'id-3'])).keys()].toSorted(),
    ];
    await rememberOmniUser(db(), 'ada@acme.example', 'id-1');
    await noteAssigned(db(), { oktaUserId: '00u1', userName: 'ada@acme.example' });
    for (const id of ['id-1', 'id-2', 'id-3']) await seeUserValues(db(), id, new Map([['region', ['emea']]]));
    await db().query('UPDATE connector.omni_users SET seen_at = 0');
    await db().query('UPDATE connector.assigned_users SET last_assigned_at = 0');
    await db().query('UPDATE connector.user_values SET changed_at = 0, read_at = 0');
    // Of these a wish, or a look, is younger.
    await db().query(`UPDATE connector.user_values SET place_at = 1 WHERE omni_user_id = 'id-2'`);
    await db().query(`UPDATE connector.user_values SET read_at = 1 WHERE omni_user_id = 'id-3'`);
    await purgeExpired(db(), DEFAULT_RETENTION, 365 * 24 * HOUR - 1);
    expect(await left()).toEqual(['id-1', '00u1', ['id-1', 'id-2', 'id-3']]);
    await purgeExpired(db(), DEFAULT_RETENTION, 365 * 24 * HOUR);
    expect(await left()).toEqual([undefined, undefined, ['id-2', 'id-3']]);
  });

  test('more than one statement removes goes as well, and a longer life than the usual holds', async () => {
    const count = async () => (await db().query('SELECT FROM connector.okta_events')).length;
    await db().query(`INSERT INTO connector.okta_events SELECT 'e' || n, 0 FROM generate_series(1, 2500) AS n`);
    await purgeExpired(db(), { ...DEFAULT_RETENTION, eventDays: 31 }, 30 * 24 * HOUR);
    expect(await count()).toBe(2_500);
    await purgeExpired(db(), DEFAULT_RETENTION, 30 * 24 * HOUR);
    expect(await count()).toBe(0);
  });

  test('leases go when they end', async () => {
    const lease = { owner: 'owner', now: 0 };
    await acquireLease(db(), { ...lease, name: 'ended', leaseMs: 10 });
    await acquireLease(db(), { ...lease, name: 'held', leaseMs: 11 });
    await purgeExpired(db(), DEFAULT_RETENTION, 10);
    expect(await db().query('SELECT name FROM connector.leases')).toEqual([{ name: 'held' }]);
  });
});
