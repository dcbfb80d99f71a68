import { channelsFor } from '../config/notifications.ts';
import { configuredSchedules } from '../schedules/configured-schedules.ts';
import type { Services } from '../services.ts';
import { type AuditHead, auditPlace } from '../store/audit-entry.ts';
import { readAuditEnd } from '../store/audit-head.ts';
import type { Queries } from '../store/database.ts';
import { openJobIds } from '../store/jobs.ts';
import { countHints } from '../store/missing-people.ts';
import { endConditions, endOldAlarms, keepAlarms, noteCondition } from '../store/notifications.ts';
import { readSchedule } from '../store/schedules.ts';

/** So long something may be late before that is an alarm. */
const LATE_MS = 900_000;
/** A key may be refused by mistake, and is tried again after a minute. */
const KEY_DEAD_AFTER_MS = 90_000;
/** What was told of writes that are not seen is told again after this, if it still happens. */
const AGAIN_AFTER_MS = 3_600_000;

/** An alarm that goes on as long as it is found. */
interface Found {
  /** Begins with the name of the alarm, which a blank ends. */
  readonly subject: string;
  readonly jobId?: string;
  readonly afterMs?: number;
}

async function lateSchedules(services: Services): Promise<Found[]> {
  const before = services.clock.now() - LATE_MS;
  const late: Found[] = [];
  for (const { name } of configuredSchedules(services)) {
    const record = await readSchedule(services.database, name);
    if (record && record.dueAt < before) late.push({ subject: `schedule-late ${name}` });
  }
  return late;
}

async function lateChanges({ database, clock, settings }: Services): Promise<Found[]> {
  if (!settings.hookSecret) return [];
  const { oldestSince } = await countHints(database);
  return oldestSince !== null && oldestSince < clock.now() - LATE_MS ? [{ subject: 'changes-late' }] : [];
}

const longPauses = async (database: Queries): Promise<Found[]> =>
  (await openJobIds(database, 'paused')).map((jobId) => ({ subject: `job-paused ${jobId}`, jobId, afterMs: LATE_MS }));

/** Jobs that waited before somebody wanted to be told. */
async function lookAtHeldJobs({ database, settings }: Services): Promise<void> {
  const channels = channelsFor(settings.notifications, 'needs-approval');
  if (channels.length === 0) return;
  for (const jobId of await openJobIds(database, 'needs-approval'))
    await noteCondition(database, channels, { condition: 'needs-approval', subject: jobId, jobId });
}

/** The keys that Omni refuses, and those that it takes; of a key that this process has not tried it knows nothing. */
async function lookAtKeys({ database, settings, instance }: Services): Promise<void> {
  const channels = channelsFor(settings.notifications, 'key-dead');
  const fates = instance.keyFates();
  const good = fates.filter(({ state }) => state === 'good').map(({ id }) => id);
  await endConditions(database, 'key-dead', good);
  for (const { id, state } of fates) {
    if (state !== 'refused') continue;
    await noteCondition(database, channels, { condition: 'key-dead', subject: id, afterMs: KEY_DEAD_AFTER_MS });
  }
}

/**
 * Looks for what an operator should see to, and keeps it to be told: once, for as long as it goes on. Everything is
 * seen in the database, which all replicas share, so a process that dies between the event and the look costs nothing;
 * but where the audit log ended before, which only a process remembers that has seen it.
 *
 * @returns looks once
 */
export function lookForAlarms(services: Services): () => Promise<void> {
  const { database, settings } = services;
  let seen: AuditHead = { seq: 0, hash: '' };

  /** The place after which the log was cut. It is told once: who has not seen it cannot tell that it was mended. */
  async function auditCuts(): Promise<Found[]> {
    const { isWhole, ...end } = await readAuditEnd(database);
    const isShorter = end.seq < seen.seq || (end.seq === seen.seq && seen.hash !== '' && end.hash !== seen.hash);
    if (isWhole && !isShorter) {
      seen = end;
      return [];
    }
    return [{ subject: `audit-log-cut ${auditPlace(isShorter ? seen : end)}` }];
  }

  return async () => {
    const channels = channelsFor(settings.notifications, 'alarm');
    const note = async (alarms: readonly Found[]): Promise<void> => {
      for (const alarm of alarms) await noteCondition(database, channels, { condition: 'alarm', ...alarm });
    };
    if (channels.length > 0) {
      const going = {
        'job-paused': await longPauses(database),
        'changes-late': await lateChanges(services),
        'schedule-late': await lateSchedules(services),
      };
      for (const [name, alarms] of Object.entries(going)) {
        const subjects = alarms.map(({ subject }) => subject);
        await keepAlarms(database, name, subjects);
        await note(alarms);
      }
      await note(await auditCuts());
      await endOldAlarms(database, 'writes-not-seen', AGAIN_AFTER_MS);
    }
    await lookAtHeldJobs(services);
    await lookAtKeys(services);
  };
}
