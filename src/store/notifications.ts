import type { Condition } from '../config/notification-values.ts';
import type { Channel } from '../config/notifications.ts';
import type { Queries } from './database.ts';

/** Something that people are to be told of. */
export interface Occurrence {
  readonly condition: Condition;
  /** What it is about: while it is the same, and has not ended, nobody is told again. */
  readonly subject: string;
  /** The job that it is about; it goes with it. */
  readonly jobId?: string;
  /** How long it has to be so before somebody is told. */
  readonly afterMs?: number;
}

const NOTE = `
  INSERT INTO connector.notifications (channel, condition, subject, job_id, begun_at, not_before)
  SELECT channel, $2, $3, $4, now, now + $5::bigint
  FROM unnest($1::text[]) AS channel, connector.now_ms(NULL) AS now ON CONFLICT (channel, condition, subject) DO `;

const note = (queries: Queries, channels: readonly Channel[], occurrence: Occurrence, onConflict: string) => {
  const { condition, subject, jobId = null, afterMs = 0 } = occurrence;
  if (channels.length === 0) return [];
  return queries.query(NOTE + onConflict, [channels, condition, subject, jobId, afterMs]);
};

/** Something is so: it is told once, by each of the channels, until it has ended. */
export async function noteCondition(
  queries: Queries,
  channels: readonly Channel[],
  occurrence: Occurrence,
): Promise<void> {
  await note(queries, channels, occurrence, 'NOTHING');
}

/** Something has begun just now: what was told of it before was about another time. */
export async function noteBeginning(
  queries: Queries,
  channels: readonly Channel[],
  occurrence: Occurrence,
): Promise<void> {
  const anew = `UPDATE SET state = 'open', tries = 0, begun_at = excluded.begun_at, not_before = excluded.not_before`;
  await note(queries, channels, occurrence, anew);
}

/** Something is so no longer: where it begins again, it is told again. */
export async function endConditions(
  queries: Queries,
  condition: Condition,
  subjects: readonly string[],
): Promise<void> {
  if (subjects.length === 0) return;
  await queries.query('DELETE FROM connector.notifications WHERE condition = $1 AND subject = ANY ($2::text[])', [
    condition,
    subjects,
  ]);
}

const END_ALARMS = `
  DELETE FROM connector.notifications
  WHERE condition = 'alarm' AND split_part(subject, ' ', 1) = $1 AND subject <> ALL ($2::text[])`;

/** Of one kind of alarm, whose subjects begin with its name, only these go on. */
export async function keepAlarms(queries: Queries, name: string, subjects: readonly string[]): Promise<void> {
  await queries.query(END_ALARMS, [name, subjects]);
}

/** Of what has been said for so long, an alarm that came from one moment. */
export async function endOldAlarms(queries: Queries, name: string, lifeMs: number): Promise<void> {
  await queries.query(
    `DELETE FROM connector.notifications
     WHERE condition = 'alarm' AND split_part(subject, ' ', 1) = $1 AND begun_at <= connector.now_ms(NULL) - $2::bigint`,
    [name, lifeMs],
  );
}

/** Jobs that have been decided about meanwhile, or go on. */
const END_OVER = `
  DELETE FROM connector.notifications AS held USING connector.jobs AS job
  WHERE job.id = held.job_id AND (
    held.condition = 'needs-approval' AND job.status <> 'needs-approval'
    OR held.condition = 'alarm' AND held.subject LIKE 'job-paused %' AND job.status <> 'paused'
  )`;

/** Something that somebody is to be told of now. */
export interface DueNotification {
  readonly id: number;
  readonly channel: Channel;
  readonly condition: Condition;
  readonly subject: string;
  readonly jobId: string | null;
  /** This try included. */
  readonly tries: number;
}

/** Another process may have told at this moment: it is seen by its lease, and by what it has told since. */
const TAKE = `
  WITH due AS (
    SELECT id FROM connector.notifications AS open
    WHERE open.channel = $1 AND open.state = 'open' AND open.not_before <= connector.now_ms($5)
      AND NOT EXISTS (
        SELECT FROM connector.notifications AS told
        WHERE told.channel = $1 AND told.told_at > connector.now_ms($5) - $4::bigint
      )
    ORDER BY not_before, id LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  UPDATE connector.notifications AS held
  SET tries = held.tries + 1, not_before = connector.now_ms($5) + $3::bigint
  FROM due WHERE due.id = held.id
  RETURNING held.id, held.channel, held.condition, held.subject, held.job_id AS "jobId", held.tries`;

/** How the notifications of one channel are taken. */
export interface TakeNotifications {
  readonly limit: number;
  readonly leaseMs: number;
  /** So long after a message there is none. */
  readonly quietMs: number;
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number;
}

/**
 * Takes what is to be told by a channel. Each counts as tried, and is due again after the lease, unless it is settled
 * before: a process that dies meanwhile costs a repetition, never a notification.
 */
export async function takeNotifications(
  queries: Queries,
  channel: Channel,
  { limit, leaseMs, quietMs, now }: TakeNotifications,
): Promise<DueNotification[]> {
  await queries.query(END_OVER);
  const due = await queries.query<DueNotification>(TAKE, [channel, limit, leaseMs, quietMs, now ?? null]);
  return due.toSorted((one, other) => one.id - other.id);
}

const SETTLE = `
  UPDATE connector.notifications
  SET state = $2, not_before = connector.now_ms($4) + $3::bigint,
      told_at = CASE $2 WHEN 'delivered' THEN connector.now_ms($4) ELSE told_at END
  WHERE id = ANY ($1::bigint[]) AND state = 'open' AND tries = $5`;

/** Records how a try has ended, unless another one has begun since. */
export async function settleNotifications(
  queries: Queries,
  ids: readonly number[],
  tries: number,
  end: {
    readonly state: 'open' | 'delivered' | 'given-up';
    readonly afterMs?: number | undefined;
    readonly now?: number;
  },
): Promise<void> {
  await queries.query(SETTLE, [ids, end.state, end.afterMs ?? 0, end.now ?? null, tries]);
}
