import type { Queries } from './database.ts';

const HOUR_MS = 3_600_000;
/** So long somebody who is assigned in Okta is waited for in Omni. */
export const MISSING_FOR_MS = 24 * HOUR_MS;
const FIRST_PAUSE_MS = 60_000;
const LAST_PAUSE_MS = 2 * HOUR_MS;

/** What the row of somebody says who is not there in Omni. */
const MISSING_CODES = `('USER_NOT_FOUND', 'USER_RENAMED', 'USER_INACTIVE')`;

/** Somebody whom Okta assigns and Omni does not have, or has switched off. */
export interface MissingPerson {
  readonly oktaUserId: string;
  /** Of their row. */
  readonly index: number;
  /** What the row says: empty unless it is that Omni has them under another name. */
  readonly renamed: string;
  /** Since when, ms epoch. */
  readonly since: number;
  /** False: a day is over, and nobody waits any more. */
  readonly awaited: boolean;
}

/**
 * The rows of a job for people who are not there in Omni, each once: its message is written with that. Each pause is as
 * long as the waiting so far. Who was told of again is due anyway; what is kept is since when they are missing.
 */
const NOTE_MISSING = `
  WITH missing AS (
    SELECT row.index, CASE WHEN row.code = 'USER_RENAMED' THEN row.message ELSE '' END AS renamed, hint.okta_id, hint.job_id, coalesce(hint.first_missing_at, now) AS since, now
    FROM connector.push_rows AS row
    JOIN connector.job_okta_users AS read ON read.job_id = row.job_id AND read.user_name_key = row.user_name_key
    JOIN connector.okta_hints AS hint ON hint.kind = 'user' AND hint.okta_id = read.okta_user_id,
    connector.now_ms(NULL) AS now
    WHERE row.job_id = $1 AND row.state = 'failed' AND row.code IN ${MISSING_CODES}
      AND row.expected IS NULL AND NOT row.leftover AND hint.job_id = $1
    ORDER BY hint.okta_id FOR UPDATE OF hint
  ), waiting AS (
    UPDATE connector.okta_hints AS hint
    SET job_id = NULL, first_missing_at = missing.since,
        due_at = now + least(greatest(now - missing.since, ${FIRST_PAUSE_MS}), ${LAST_PAUSE_MS},
                             missing.since + ${MISSING_FOR_MS} - now)
    FROM missing
    WHERE hint.kind = 'user' AND hint.okta_id = missing.okta_id AND now - missing.since < ${MISSING_FOR_MS}
  ), given_up AS (
    DELETE FROM connector.okta_hints AS hint USING missing
    WHERE hint.kind = 'user' AND hint.okta_id = missing.okta_id AND now - missing.since >= ${MISSING_FOR_MS}
  )
  SELECT okta_id AS "oktaUserId", index, renamed, since, now - since < ${MISSING_FOR_MS} AS awaited FROM missing`;

const TELL = `
  UPDATE connector.push_rows AS row SET message = told.message
  FROM unnest($2::int[], $3::text[]) AS told (index, message) WHERE job_id = $1 AND row.index = told.index`;

/**
 * Lets the people wait whom a job has found in Okta and not in Omni: they are due again later. For one transaction.
 *
 * @param messageOf what their rows say from now on
 */
export async function noteMissingPeople(
  queries: Queries,
  jobId: string,
  messageOf: (person: MissingPerson) => string,
): Promise<MissingPerson[]> {
  const people = await queries.query<MissingPerson>(NOTE_MISSING, [jobId]);
  if (people.length > 0) await queries.query(TELL, [jobId, people.map(({ index }) => index), people.map(messageOf)]);
  return people;
}

const FAILURES = `
  SELECT FROM connector.push_rows AS row JOIN connector.jobs AS job ON job.id = row.job_id
  WHERE row.job_id = $1 AND row.state = 'failed' AND NOT (job.kind = 'changes' AND row.code IN ${MISSING_CODES}) LIMIT 1`;

/** Whether rows of a job have failed; of changes, those of people who are waited for are none. */
export async function hasFailures(queries: Queries, jobId: string): Promise<boolean> {
  return (await queries.query(FAILURES, [jobId])).length > 0;
}

/** Forgets the hints of jobs that have ended: what they were about is done, or told by the job. */
export async function forgetWorkedOff(queries: Queries): Promise<void> {
  await queries.query(
    `DELETE FROM connector.okta_hints AS hint USING connector.jobs AS job
     WHERE job.id = hint.job_id AND job.finished_at IS NOT NULL`,
  );
}

/** What waits, for the metrics. */
export interface WaitingHints {
  readonly waiting: number;
  /** Since when the oldest of them waits, ms epoch; null: none does. */
  readonly oldestSince: number | null;
  /** People who are assigned in Okta and not there in Omni. */
  readonly missing: number;
}

/** Counts the changes that are not worked off yet, and the people who are waited for. */
export async function countHints(queries: Queries): Promise<WaitingHints> {
  const [counted] = await queries.query<WaitingHints>(
    `SELECT count(*) FILTER (WHERE job_id IS NULL AND first_missing_at IS NULL)::int AS waiting,
            min(since) FILTER (WHERE job_id IS NULL AND first_missing_at IS NULL) AS "oldestSince",
            count(*) FILTER (WHERE first_missing_at IS NOT NULL)::int AS missing
     FROM connector.okta_hints`,
  );
  return counted ?? { waiting: 0, oldestSince: null, missing: 0 };
}
