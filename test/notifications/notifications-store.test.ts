import { describe, expect, test } from '@jest/globals';
import { DEFAULT_RETENTION } from '../../src/config/retention.ts';
import type { JobStatus } from '../../src/store/jobs.ts';
import {
  endConditions,
  keepAlarms,
  noteBeginning,
  noteCondition,
  settleNotifications,
  takeNotifications,
} from '../../src/store/notifications.ts';
import { purgeExpired, purgeJobs } from '../../src/store/purge.ts';
import { addPush } from '../store/push-samples.ts';
import { databases, useDatabase } from '../support/databases.ts';

const [LEASE_MS, QUIET_MS, FAR_MS] = [1_000, 60_000, 9e14];
const DEAD = { condition: 'key-dead', subject: 'key' } as const;

describe.each(databases)('on %s', (_label, open) => {
  const db = useDatabase(open);
  const take = (now: number, channel: 'slack' | 'email' = 'slack') =>
    takeNotifications(db(), channel, { limit: 20, leaseMs: LEASE_MS, quietMs: QUIET_MS, now });
  const taken = async (now: number, channel: 'slack' | 'email' = 'slack') =>
    (await take(now, channel)).map(({ condition, subject, tries }) => `${condition} ${subject} ${tries}`);
  const settle = async (now: number, state: 'delivered' | 'given-up') => {
    for (const { id, tries } of await take(now)) await settleNotifications(db(), [id], tries, { state, now });
  };
  const note = (occurrence: Parameters<typeof noteCondition>[2]) => noteCondition(db(), ['slack'], occurrence);
  const move = (id: string, status: JobStatus) =>
    db().query('UPDATE connector.jobs SET status = $2 WHERE id = $1', [id, status]);

  /** A job that waits for approval, and that is to be told. */
  async function held(): Promise<string> {
    const id = await addPush(db());
    await move(id, 'needs-approval');
    await noteBeginning(db(), ['slack'], { condition: 'needs-approval', subject: id, jobId: id });
    return id;
  }

  test('the same thing is told once by each channel, until it has ended', async () => {
    for (let look = 0; look < 3; look += 1) await noteCondition(db(), ['slack', 'email'], DEAD);
    expect(await taken(FAR_MS, 'email')).toEqual(['key-dead key 1']);
    await settle(FAR_MS, 'delivered');
    await note(DEAD);
    expect(await taken(2 * FAR_MS)).toEqual([]);
    await endConditions(db(), 'key-dead', ['key']);
    await note(DEAD);
    expect(await taken(2 * FAR_MS)).toEqual(['key-dead key 1']);
  });

  test('one that nobody settled is due again after its lease', async () => {
    await note(DEAD);
    expect(await taken(FAR_MS)).toEqual(['key-dead key 1']);
    expect(await taken(FAR_MS + LEASE_MS - 1)).toEqual([]);
    expect(await taken(FAR_MS + LEASE_MS)).toEqual(['key-dead key 2']);
  });

  test('one that is given up is not tried again', async () => {
    await note(DEAD);
    await settle(FAR_MS, 'given-up');
    expect(await taken(2 * FAR_MS)).toEqual([]);
  });

  test('a late answer of an earlier try settles nothing', async () => {
    await note(DEAD);
    const [late] = await take(FAR_MS);
    await take(FAR_MS + LEASE_MS);
    await settleNotifications(db(), [late?.id ?? 0], 1, { state: 'delivered', now: FAR_MS });
    expect(await taken(FAR_MS + 2 * LEASE_MS)).toEqual(['key-dead key 3']);
  });

  test('what ends before its time was never so', async () => {
    const [{ now } = { now: 0 }] = await db().query<{ now: number }>('SELECT connector.now_ms(NULL) AS now');
    await note({ ...DEAD, afterMs: 90_000 });
    expect(await taken(now + 80_000)).toEqual([]);
    await endConditions(db(), 'key-dead', ['key']);
    expect(await taken(FAR_MS)).toEqual([]);
  });

  test('after a message there is quiet: what comes meanwhile goes in one', async () => {
    await note(DEAD);
    await settle(FAR_MS, 'delivered');
    for (const subject of ['two', 'three']) await note({ ...DEAD, subject });
    expect(await taken(FAR_MS + QUIET_MS - 1)).toEqual([]);
    expect(await taken(FAR_MS + QUIET_MS)).toEqual(['key-dead two 1', 'key-dead three 1']);
  });

  test('two that look at once never take the same one', async () => {
    for (let subject = 0; subject < 6; subject += 1) await note({ ...DEAD, subject: `${subject}` });
    const looks = await Promise.all(
      [0, 1, 2, 3].map(() =>
        takeNotifications(db(), 'slack', { limit: 2, leaseMs: LEASE_MS, quietMs: QUIET_MS, now: FAR_MS }),
      ),
    );
    const ids = looks.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('a job that was approved before it was told is told no more, and told anew where it waits again', async () => {
    const id = await held();
    await move(id, 'running');
    expect(await taken(FAR_MS)).toEqual([]);
    await move(id, 'needs-approval');
    await noteBeginning(db(), ['slack'], { condition: 'needs-approval', subject: id, jobId: id });
    await settle(FAR_MS, 'delivered');
    // Approved and held again between two looks.
    await noteBeginning(db(), ['slack'], { condition: 'needs-approval', subject: id, jobId: id });
    expect(await taken(2 * FAR_MS)).toEqual([`needs-approval ${id} 1`]);
  });

  test('of an alarm only what goes on stays', async () => {
    for (const subject of ['schedule-late sync', 'schedule-late drift-report', 'audit-log-cut 7'])
      await note({ condition: 'alarm', subject });
    await keepAlarms(db(), 'schedule-late', ['schedule-late sync']);
    expect(await taken(FAR_MS)).toEqual(['alarm schedule-late sync 1', 'alarm audit-log-cut 7 1']);
  });

  test('it goes with its job, and without one after its time', async () => {
    const id = await held();
    await note(DEAD);
    await db().query('UPDATE connector.jobs SET finished_at = 0 WHERE id = $1', [id]);
    await purgeJobs(db(), DEFAULT_RETENTION);
    await purgeExpired(db(), DEFAULT_RETENTION);
    expect(await taken(FAR_MS)).toEqual(['key-dead key 1']);
    await purgeExpired(db(), DEFAULT_RETENTION, FAR_MS);
    expect(await db().query('SELECT FROM connector.notifications')).toEqual([]);
  });
});
