import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { putBack } from '../../src/apply/put-back.ts';
import type { Services } from '../../src/services.ts';
import type { Database } from '../../src/store/database.ts';
import { beginCall } from '../../src/store/idempotency.ts';
import { readJob } from '../../src/store/jobs.ts';
import { acquireLease, userLease } from '../../src/store/leases.ts';
import { readSchedule, saveSchedule } from '../../src/store/schedules.ts';
import { databaseNow, rememberedValues } from '../../src/store/user-values.ts';
import { type FencedIntent, listIntentsOf, openIntent, type WriteIntent } from '../../src/store/write-intents.ts';
import { addPush } from '../store/push-samples.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';

const ID = 'id-1';
const ADA = 'ada@acme.example';
const value = { reference: 'region', wished: ['emea'], held: ['emea'], sent: true };

describe.each(databases)('a database that was put back, on %s', (_, open) => {
  const db = useDatabase(open);
  const warned: unknown[] = [];
  const log = { warn: (line: unknown) => warned.push(line) } as unknown as Services['log'];
  const takeOver = (database: Database = db()) => putBack({ database, log });

  const writeOf = async (userName: string): Promise<WriteIntent> => ({
    ...{ id: randomUUID(), at: await databaseNow(db()), requestId: 'then', clientId: 'client', action: 'set' },
    ...{ userName, omniUserId: userName && ID, changes: [{ reference: 'region', before: [], after: ['apac'] }] },
  });
  /** A write of Ada's region, whose writer held their lease when the copy was made. */
  async function beginWrite(): Promise<FencedIntent> {
    const lease = await acquireLease(db(), { name: userLease(ADA), owner: 'then', leaseMs: 60_000 });
    if (!lease) throw new Error('somebody holds the lease');
    const write = await writeOf(ADA);
    const begun = { ...write, lease, place: { at: write.at - 1, seq: 1 } };
    await openIntent(db(), begun);
    return begun;
  }

  test('lets go of every user whom somebody held then', async () => {
    const lease = { name: userLease(ADA), leaseMs: 60_000 };
    await acquireLease(db(), { ...lease, owner: 'then' });
    await takeOver();
    expect(await acquireLease(db(), { ...lease, owner: 'now' })).toBeDefined();
  });

  test('lets a call be repeated at once that was running then', async () => {
    const call = { clientId: 'client', key: 'key', fingerprint: 'same', leaseMs: 60_000 };
    await beginCall(db(), { ...call, owner: 'then' });
    await takeOver();
    expect(await beginCall(db(), { ...call, owner: 'now' })).toMatchObject({ kind: 'run', resumed: true });
  });

  test('makes up for no due time that has passed, and waits for no run of then', async () => {
    await saveSchedule(db(), 'sync', { dueAt: 1, jobId: await addPush(db(), { rows: [] }) });
    await takeOver();
    expect(await readSchedule(db(), 'sync')).toBeUndefined();
  });

  test('notes at once the writes that were under way, of values and of definitions begun a moment before', async () => {
    const { id } = await beginWrite();
    await openIntent(db(), await writeOf(''));
    expect(await takeOver()).toMatchObject({ writes: 2 });
    expect(warned).toHaveLength(2);
    expect(await db().query('SELECT outcome FROM connector.audit')).toEqual([
      { outcome: 'interrupted' },
      { outcome: 'interrupted' },
    ]);
    expect(await listIntentsOf(db(), ID)).toMatchObject([{ id, notedForMs: expect.any(Number) }]);
  });

  test('lets such a write put no wish right, be it of a moment before: later ones may be lost', async () => {
    const { at } = await beginWrite();
    await moveValues(db(), ID, { at, seq: 2 }, [value]);
    await takeOver();
    expect(await listIntentsOf(db(), ID)).toMatchObject([{ outdated: true }]);
  });

  test('takes nothing for known that was read before', async () => {
    await moveValues(db(), ID, { at: 1, seq: 1 }, [value]);
    await takeOver();
    expect(await rememberedValues(db(), ID)).toEqual(new Map());
  });

  test('lets jobs wait for a decision, says why and what to do, and ends plans; a second time it finds no more', async () => {
    const job = await addPush(db());
    await addPush(db(), { status: 'planned', now: await databaseNow(db()) });
    expect(await takeOver()).toEqual({ jobs: 1, plans: 1, writes: 0 });
    const paused = {
      status: 'paused',
      message: expect.stringMatching(/^Paused: The database was put back.* Look at .*cancel-job\.$/),
    };
    expect(await readJob(db(), job)).toMatchObject(paused);
    expect(await takeOver()).toEqual({ jobs: 1, plans: 0, writes: 0 });
    expect(await readJob(db(), job)).toMatchObject(paused);
  });

  test('is done whole or not at all: no job is held where it was cut off, and no plan and no schedule ends', async () => {
    const job = await addPush(db());
    await addPush(db(), { status: 'planned', now: await databaseNow(db()) });
    await saveSchedule(db(), 'sync', { dueAt: 1 });
    const cutOff: Database['transaction'] = (work) =>
      db().transaction(async (queries) => {
        await work(queries);
        throw new Error('cut off');
      });
    await expect(takeOver({ ...db(), transaction: cutOff })).rejects.toThrow('cut off');
    expect(await readJob(db(), job)).toMatchObject({ status: 'queued' });
    expect(await db().query('SELECT FROM connector.doubt')).toEqual([]);
    expect(await readSchedule(db(), 'sync')).toBeDefined();
    expect(await takeOver()).toMatchObject({ jobs: 1, plans: 1 });
  });
});
