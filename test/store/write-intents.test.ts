import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { appendAudit } from '../../src/store/audit.ts';
import { doubtEverything } from '../../src/store/doubt.ts';
import { acquireLease, releaseLease, renewLease, userLease } from '../../src/store/leases.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import {
  closeIntent,
  type FencedIntent,
  leaveNoted,
  listAbandonedIntents,
  listIntentsOf,
  markInterrupted,
  openIntent,
  usersWithIntents,
  type WriteIntent,
} from '../../src/store/write-intents.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { auditEntry } from './audit-entries.ts';

const intent = (more: Partial<WriteIntent> = {}): WriteIntent => ({
  id: randomUUID(),
  at: 1,
  requestId: 'request-1',
  clientId: 'client-1',
  action: 'set-user-values',
  jobId: 'job-1',
  userName: 'Ada@acme.example',
  omniUserId: 'id-1',
  changes: [{ reference: 'region', before: [], after: ['emea', 'a\0"b'] }],
  ...more,
});
const lease = { name: userLease('ada@acme.example'), owner: 'first', leaseMs: 60_000 };
const place = { at: 7, seq: 8 };

describe.each(databases)('write intents on %s', (_, open) => {
  const db = useDatabase(open);

  /** A write of a user's values whose writer holds the lease. */
  async function underWay(): Promise<FencedIntent> {
    const held = await acquireLease(db(), lease);
    if (!held) throw new Error('the lease is held');
    const one = { ...intent(), lease: held, place };
    await openIntent(db(), one);
    return one;
  }
  const abandoned = async (all = false): Promise<string[]> =>
    (await listAbandonedIntents(db(), all)).map(({ id }) => id);

  test('the open ones of a user are listed as they were opened, oldest first', async () => {
    const [late, early] = [intent({ at: 20 }), intent({ at: 10 })];
    for (const one of [late, early, intent({ omniUserId: 'id-2' })]) await openIntent(db(), one);
    const rest = { leaseName: '', place: { at: 0, seq: 0 }, notedForMs: null, outdated: false };
    expect(await listIntentsOf(db(), 'id-1')).toEqual([
      { ...early, ...rest },
      { ...late, ...rest },
    ]);
    expect(await usersWithIntents(db(), ['id-1', 'id-2', 'id-3'])).toEqual(new Set(['id-1', 'id-2']));
    expect(await usersWithIntents(db(), ['id-2', 'id-3'])).toEqual(new Set(['id-2']));
  });

  test('those whose outcome is found out are closed once no request of them can be on its way', async () => {
    const [late, early, other, untold] = [intent(), intent(), intent(), intent()];
    for (const one of [late, early, other, untold]) await openIntent(db(), one);
    for (const { id } of [late, early, other]) await markInterrupted(db(), id);
    await db().query('UPDATE connector.write_intents SET noted_at = noted_at - 30000 WHERE id <> $1', [early.id]);
    for (const { id } of [late, early, untold]) await leaveNoted(db(), id, [], 30_000);
    const left = (await listIntentsOf(db(), 'id-1')).map(({ id }) => id);
    expect(new Set(left)).toEqual(new Set([early.id, other.id, untold.id]));
  });

  test('of one whose outcome is found out may stay what is owed still', async () => {
    const changes = ['region', 'tier'].map((reference) => ({ reference, before: [], after: ['new'] }));
    const [late, early] = [intent({ at: 10, changes }), intent({ at: 20, changes })];
    for (const one of [late, early]) {
      await openIntent(db(), one);
      await markInterrupted(db(), one.id);
    }
    await db().query('UPDATE connector.write_intents SET noted_at = noted_at - 30000 WHERE id = $1', [late.id]);
    for (const { id } of [late, early]) await leaveNoted(db(), id, changes.slice(1), 30_000);
    const left = (await listIntentsOf(db(), 'id-1')).map((one) => one.changes.map(({ reference }) => reference));
    expect(left).toEqual([['tier'], ['region', 'tier']]);
  });

  test('one keeps the place of its wish', async () => {
    const { lease: _lease, ...one } = await underWay();
    expect(await listIntentsOf(db(), 'id-1')).toEqual([
      { ...one, leaseName: lease.name, place, notedForMs: null, outdated: false },
    ]);
  });

  test('one is closed together with its audit entries, or not at all', async () => {
    const one = intent();
    await openIntent(db(), one);
    const failing = db().transaction(async (queries) => {
      await closeIntent(queries, one.id);
      await appendAudit(queries, [auditEntry()]);
      throw new Error('killed');
    });
    await expect(failing).rejects.toThrow('killed');
    expect(await listIntentsOf(db(), 'id-1')).toHaveLength(1);
    expect((await verifyAudit(db())).checked).toBe(0);
  });

  test('of two that settle one intent only the first closes it', async () => {
    const one = intent();
    await openIntent(db(), one);
    const closed = await Promise.all([closeIntent(db(), one.id), closeIntent(db(), one.id)]);
    expect(closed.filter(Boolean)).toHaveLength(1);
    expect(await listIntentsOf(db(), 'id-1')).toEqual([]);
  });

  test('that nobody can tell is noted once, and the time since is told', async () => {
    const one = intent();
    await openIntent(db(), one);
    expect(await markInterrupted(db(), one.id)).toBe(true);
    expect(await markInterrupted(db(), one.id)).toBe(false);
    expect(await markInterrupted(db(), randomUUID())).toBe(false);
    await db().query('UPDATE connector.write_intents SET noted_at = noted_at - 30000');
    expect((await listIntentsOf(db(), 'id-1'))[0]?.notedForMs).toBeGreaterThanOrEqual(30_000);
  });

  test('a write that is tried again is open anew, under its later lease', async () => {
    const one = await underWay();
    await markInterrupted(db(), one.id);
    await releaseLease(db(), one.lease);
    const later = await acquireLease(db(), { ...lease, owner: 'second' });
    const changes = [{ reference: 'region', before: ['emea'], after: ['apac'] }];
    await openIntent(db(), { ...one, lease: later ?? one.lease, changes });
    expect(await listIntentsOf(db(), 'id-1')).toMatchObject([{ id: one.id, changes, notedForMs: null }]);
    expect(await abandoned()).toEqual([]);
  });

  test('and is not closed by who has tried it under the earlier one, and was refused', async () => {
    const one = await underWay();
    await releaseLease(db(), one.lease);
    const later = (await acquireLease(db(), { ...lease, owner: 'second' })) ?? one.lease;
    await openIntent(db(), { ...one, lease: later });
    expect(await closeIntent(db(), one.id, one.lease.fence)).toBe(false);
    expect(await listIntentsOf(db(), 'id-1')).toHaveLength(1);
    // Also where who was refused notes it once more.
    await openIntent(db(), one);
    expect(await closeIntent(db(), one.id, one.lease.fence)).toBe(false);
    expect(await closeIntent(db(), one.id, later.fence)).toBe(true);
  });

  test('and is closed by who has a later lease, and by nobody else', async () => {
    const [one, other] = [await underWay(), intent()];
    await openIntent(db(), other);
    expect(await closeIntent(db(), one.id, one.lease.fence + 1)).toBe(true);
    expect((await listIntentsOf(db(), 'id-1')).map(({ id }) => id)).toEqual([other.id]);
  });

  test('and puts a later wish right again, of whoever bears the name by now', async () => {
    const one = await underWay();
    await markInterrupted(db(), one.id);
    await doubtEverything(db(), true);
    await openIntent(db(), { ...one, omniUserId: 'id-2' });
    expect(await listIntentsOf(db(), 'id-2')).toMatchObject([{ id: one.id, outdated: false }]);
  });

  test('a write is abandoned when its lease is no longer the one that it was opened under, and not a moment before', async () => {
    const one = await underWay();
    expect(await abandoned()).toEqual([]);
    await renewLease(db(), one.lease, 0);
    expect(await abandoned()).toEqual([one.id]);
    await renewLease(db(), one.lease, 60_000);
    expect(await abandoned()).toEqual([]);
    await releaseLease(db(), one.lease);
    expect(await abandoned()).toEqual([one.id]);
    await acquireLease(db(), { ...lease, owner: 'second' });
    expect(await abandoned()).toEqual([one.id]);
  });

  test('a definition, which has no lease, is abandoned after a minute; at the start of the embedded database at once', async () => {
    const [old, young] = [
      intent({ omniUserId: '', at: Date.now() - 61_000 }),
      intent({ omniUserId: '', at: Date.now() }),
    ];
    for (const one of [young, old]) await openIntent(db(), one);
    expect(await abandoned()).toEqual([old.id]);
    expect(await abandoned(true)).toEqual([old.id, young.id]);
  });
});
