import type { Database, Queries } from '../database.ts';
import type { Person } from './person.ts';

/** Something is not at its end, and would bring them back or lose its way. */
export class StillWritten extends Error {
  override readonly name = 'StillWritten';
  /** Jobs that are open; empty: a write that is not settled. */
  readonly jobIds: readonly string[];

  constructor(jobIds: readonly string[]) {
    super();
    this.jobIds = jobIds;
  }
}

/** $1: Omni's id or empty, $2: names, $3: Okta's ids, $4: `mentionOf` each name. */
const OWN_ROW = `(omni_user_id = $1 AND $1 <> '' OR user_name_key = ANY ($2::text[]) AND omni_user_id IN ('', $1))`;
const OWN_NAME = 'user_name_key = ANY ($2::text[])';
const OWN_OKTA_ID = 'okta_user_id = ANY ($3::text[])';
const NAMED = (column: string): string => `lower(${column} COLLATE "C") ~ ANY ($4::text[])`;

/** A pattern of PostgreSQL that finds the name in a text, and not as a part of a longer one. */
const mentionOf = (name: string): string =>
  `(^|[^a-z0-9._%+@-])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\.?($|[^a-z0-9._%+@-])`;

const OPEN_JOBS = `
  SELECT id FROM connector.jobs AS job
  WHERE finished_at IS NULL AND status <> 'planned' AND (
    EXISTS (SELECT FROM connector.push_rows WHERE job_id = job.id AND ${OWN_ROW})
    OR EXISTS (SELECT FROM connector.job_okta_users WHERE job_id = job.id AND (${OWN_NAME} OR ${OWN_OKTA_ID}))
    OR EXISTS (SELECT FROM connector.job_omni_users WHERE job_id = job.id AND (omni_user_id = $1 OR ${OWN_NAME}))
  )`;

/** A test of a write that was cut off still owes somebody their value (`doctor --write-test`). */
const OPEN_WRITES = `
  SELECT FROM connector.write_intents WHERE omni_user_id = $1 AND $1 <> ''
  UNION ALL SELECT FROM connector.write_tests WHERE omni_user_id = $1`;

const END_PLANS = `
  UPDATE connector.jobs AS job SET expires_at = connector.now_ms(NULL), background = false
  WHERE status = 'planned' AND expires_at > connector.now_ms(NULL)
    AND EXISTS (SELECT FROM connector.push_rows WHERE job_id = job.id AND ${OWN_ROW})
  RETURNING 1`;

/** What is accepted after the question for open jobs comes after the forgetting, and loses none of its rows. */
const OF_ENDED_JOB = `
  job_id IN (SELECT id FROM connector.jobs WHERE finished_at IS NOT NULL OR expires_at <= connector.now_ms(NULL))`;

/** Every table that names people. Rows of a job bear the name that was asked for. */
const OWN: Readonly<Record<string, string>> = {
  push_rows: `${OWN_ROW} AND ${OF_ENDED_JOB}`,
  report_rows: `lower(user_name COLLATE "C") = ANY ($2::text[]) OR ${NAMED('detail')}`,
  job_okta_users: `(${OWN_NAME} OR ${OWN_OKTA_ID}) AND ${OF_ENDED_JOB}`,
  job_omni_users: `(${OWN_NAME} OR omni_user_id = $1) AND ${OF_ENDED_JOB}`,
  job_okta_group_members: `${OWN_OKTA_ID} AND ${OF_ENDED_JOB}`,
  okta_group_members: OWN_OKTA_ID,
  okta_hints: `kind = 'user' AND okta_id = ANY ($3::text[])`,
  shared_names: OWN_OKTA_ID,
  console_sessions: `lower(user_name COLLATE "C") = ANY ($2::text[])`,
  assigned_users: `${OWN_NAME} OR ${OWN_OKTA_ID}`,
  seen_events: OWN_NAME,
  accepted_calls: OWN_NAME,
  user_values: 'omni_user_id = $1',
  omni_users: `${OWN_NAME} OR omni_user_id = $1`,
};

/** What names somebody and ends by itself, since others depend on it until then. */
const MENTIONED = `
  SELECT (SELECT count(*)::int FROM connector.idempotency WHERE ${NAMED('answer')}) AS answers,
         (SELECT count(*)::int FROM connector.jobs
          WHERE ${NAMED(`message || options::text || report::text || collected::text || coalesce(judged::text, '')`)}) AS jobs`;

/** What went, and what will. */
export interface ForgottenRows {
  /** By table: how many rows. */
  readonly removed: Readonly<Record<string, number>>;
  /** Kept answers of calls, and jobs, that mention them until they end. */
  readonly mentioned: { readonly answers: number; readonly jobs: number };
}

async function removeAll(queries: Queries, { omniUserId, names, oktaUserIds }: Person): Promise<ForgottenRows> {
  const who = [omniUserId, names, oktaUserIds, names.map(mentionOf)];
  // Each statement takes all of them, whichever it asks for.
  const run = <T extends object>(sql: string) =>
    queries.query<T>(`WITH who AS (SELECT $1::text, $2::text[], $3::text[], $4::text[]) ${sql}`, who);
  const open = await run<{ id: string }>(OPEN_JOBS);
  if (open.length > 0) throw new StillWritten(open.map(({ id }) => id));
  if ((await run(OPEN_WRITES)).length > 0) throw new StillWritten([]);
  await run(END_PLANS);
  const removed: Record<string, number> = {};
  for (const [table, own] of Object.entries(OWN)) {
    removed[table] = (await run(`DELETE FROM connector.${table} WHERE ${own} RETURNING 1`)).length;
  }
  const [mentioned = { answers: 0, jobs: 0 }] = await run<ForgottenRows['mentioned']>(MENTIONED);
  return { removed, mentioned: { answers: mentioned.answers, jobs: mentioned.jobs } };
}

/**
 * Removes somebody from every table but the audit log: all or nothing. Plans that name them end.
 *
 * @throws StillWritten
 */
export const forgetRows = (database: Database, person: Person): Promise<ForgottenRows> =>
  database.transaction((queries) => removeAll(queries, person));
