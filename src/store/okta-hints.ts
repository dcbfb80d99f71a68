import type { Queries } from './database.ts';

/** Somebody, or a group, of whom Okta has said that something may have changed. */
export interface OktaHintKey {
  readonly kind: 'user' | 'group';
  readonly id: string;
}

/** A hint together with the event that has told it. */
export interface ToldHint extends OktaHintKey {
  readonly uuid: string;
  /**
   * Of a group: whether it was told of as one that is assigned to the app; false: only the group itself has changed.
   */
  readonly ofApp: boolean;
}

/** So long events are gathered before anybody is read: those of one change come together, and Okta shows it by then. */
const GATHER_MS = 1_000;

/** In the order of the keys, so that deliveries that come at once wait for each other in one order. */
const STORE = `
  WITH told AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bool[]) AS told (uuid, kind, okta_id, named)
  ), fresh AS (
    INSERT INTO connector.okta_events (uuid, seen_at)
    SELECT DISTINCT uuid, connector.now_ms(NULL) FROM told ORDER BY uuid
    ON CONFLICT DO NOTHING RETURNING uuid
  )
  INSERT INTO connector.okta_hints AS held (kind, okta_id, since, due_at, named)
  SELECT kind, okta_id, connector.now_ms(NULL), connector.now_ms(NULL) + ${GATHER_MS}, named
  FROM (
    SELECT kind, okta_id, bool_or(named) AS named FROM told
    WHERE uuid IN (SELECT uuid FROM fresh) GROUP BY kind, okta_id
  ) AS one ORDER BY kind, okta_id
  ON CONFLICT (kind, okta_id) DO UPDATE
    SET noted = excluded.noted, named = excluded.named OR held.named AND held.job_id IS NULL, cursor = '', job_id = NULL,
        since = CASE WHEN held.job_id IS NULL THEN held.since ELSE excluded.since END,
        due_at = CASE WHEN held.job_id IS NULL THEN least(held.due_at, excluded.due_at) ELSE excluded.due_at END
  RETURNING kind`;

/**
 * Keeps what a delivery has told, in one statement: all of it or nothing. An event that was told before changes
 * nothing; a hint that a job works on already is due again.
 *
 * @returns how many hints are new or due again
 */
export async function storeHints(queries: Queries, hints: readonly ToldHint[]): Promise<number> {
  if (hints.length === 0) return 0;
  const stored = await queries.query(STORE, [
    hints.map(({ uuid }) => uuid),
    hints.map(({ kind }) => kind),
    hints.map(({ id }) => id),
    hints.map(({ kind, ofApp }) => kind === 'user' || ofApp),
  ]);
  return stored.length;
}

/** A hint that is due, as it was taken up. */
export interface DueHint {
  readonly id: string;
  /** What tells this hint from the same one after a later event. */
  readonly noted: number;
  /** False: only a group that they are a member of has changed; of a group: not its assignment to the app. */
  readonly named: boolean;
  /** Of a group: the page of its members that comes next; empty for the first. */
  readonly cursor: string;
}

/** Whoever has been collected by a job already, and is told of again, is left to the job after it. */
const IS_DUE = `
  FROM connector.okta_hints AS hint
  WHERE job_id IS NULL AND due_at <= coalesce($4::bigint, connector.now_ms(NULL)) AND kind = $1 AND noted <= $3
    AND NOT EXISTS (SELECT FROM connector.job_okta_users AS read WHERE read.job_id = $2 AND okta_user_id = hint.okta_id)`;

const DUE = `
  SELECT okta_id AS id, noted, named, cursor ${IS_DUE} AND ($5::text[] IS NULL OR okta_id = ANY ($5))
  ORDER BY since, okta_id LIMIT $6`;

/** Which hints a job may take. */
export interface HintsOfJob {
  readonly kind: OktaHintKey['kind'];
  readonly jobId: string;
  /** Only those that were told up to then, by `hintsSoFar`. */
  readonly upTo: number;
  /**
   * Only those that were due by then, ms epoch: what gathers still would be read one by one, after the list was. Left
   * out: by now.
   */
  readonly dueBy?: number | undefined;
}

/** Hints that nobody works on, the oldest first. @param narrowed left out: any, and as many as there are */
export function dueHints(
  queries: Queries,
  { kind, jobId, upTo, dueBy }: HintsOfJob,
  { ids, limit }: { readonly ids?: readonly string[]; readonly limit?: number } = {},
): Promise<DueHint[]> {
  return queries.query<DueHint>(DUE, [kind, jobId, upTo, dueBy ?? null, ids ?? null, limit ?? null]);
}

/** How many hints a job may take. */
export async function countDueHints(queries: Queries, { kind, jobId, upTo, dueBy }: HintsOfJob): Promise<number> {
  const [counted] = await queries.query<{ count: number }>(`SELECT count(*)::int AS count ${IS_DUE}`, [
    kind,
    jobId,
    upTo,
    dueBy ?? null,
  ]);
  return counted?.count ?? 0;
}

/** The hints that there are at this moment: whoever goes by it comes to an end, however many are told meanwhile. */
export async function hintsSoFar(queries: Queries): Promise<{ readonly upTo: number; readonly dueBy: number }> {
  const [last] = await queries.query<{ upTo: number; dueBy: number }>(
    `SELECT coalesce(max(noted), 0) AS "upTo", connector.now_ms(NULL) AS "dueBy" FROM connector.okta_hints`,
  );
  return { upTo: last?.upTo ?? 0, dueBy: last?.dueBy ?? 0 };
}

/** Milliseconds until a hint is due that nobody works on; undefined: there is none. */
export async function nextHintDueIn(queries: Queries): Promise<number | undefined> {
  const [next] = await queries.query<{ dueInMs: number }>(
    `SELECT greatest(min(due_at) - connector.now_ms(NULL), 0) AS "dueInMs" FROM connector.okta_hints
     WHERE job_id IS NULL HAVING count(*) > 0`,
  );
  return next?.dueInMs;
}

/** Locks in the order of the keys, as `storeHints` does. */
const LOCK = `
  SELECT FROM connector.okta_hints WHERE kind = 'user' AND okta_id = ANY ($1::text[]) ORDER BY okta_id FOR UPDATE`;

const SETTLE = `
  WITH read AS (
    SELECT * FROM unnest($2::text[], $3::bigint[], $4::bool[]) AS read (okta_id, noted, has_row)
  ), gone AS (
    DELETE FROM connector.okta_hints AS hint USING read
    WHERE hint.kind = 'user' AND hint.okta_id = read.okta_id AND hint.noted = read.noted AND NOT has_row
  )
  UPDATE connector.okta_hints AS hint SET job_id = $1 FROM read
  WHERE hint.kind = 'user' AND hint.okta_id = read.okta_id AND hint.noted = read.noted AND has_row`;

/**
 * Ends the part of a job that reads: who has a row stays with the job until its end, the others are forgotten. Who was
 * told of again meanwhile stays due.
 */
export async function settleHints(
  queries: Queries,
  jobId: string,
  hints: readonly (Pick<DueHint, 'id' | 'noted'> & { readonly hasRow: boolean })[],
): Promise<void> {
  const ids = hints.map(({ id }) => id);
  await queries.query(LOCK, [ids]);
  await queries.query(SETTLE, [jobId, ids, hints.map(({ noted }) => noted), hints.map(({ hasRow }) => hasRow)]);
}

/** Members who are told of by themselves as well keep that. */
const TOLD_AGAIN = `
  ON CONFLICT (kind, okta_id) DO UPDATE SET noted = excluded.noted, job_id = NULL,
    since = CASE WHEN held.job_id IS NULL THEN held.since ELSE excluded.since END,
    due_at = CASE WHEN held.job_id IS NULL THEN least(held.due_at, excluded.due_at) ELSE excluded.due_at END`;

const SPREAD = `
  INSERT INTO connector.okta_hints AS held (kind, okta_id, since, due_at, named)
  SELECT 'user', okta_id, since, connector.now_ms(NULL), false
  FROM unnest($2::text[]) AS okta_id, (SELECT since FROM connector.okta_hints WHERE kind = 'group' AND okta_id = $1)
  ORDER BY okta_id ${TOLD_AGAIN}`;

const TELL_AGAIN = `
  INSERT INTO connector.okta_hints AS held (kind, okta_id, since, due_at, named)
  SELECT 'user', okta_id, connector.now_ms(NULL), connector.now_ms(NULL), false FROM unnest($1::text[]) AS okta_id
  ORDER BY okta_id ${TOLD_AGAIN}`;

const GO_ON = `UPDATE connector.okta_hints SET cursor = $3 WHERE kind = 'group' AND okta_id = $1 AND noted = $2`;
const END_GROUP = `DELETE FROM connector.okta_hints WHERE kind = 'group' AND okta_id = $1 AND noted = $2`;

/**
 * Makes hints of a group's members out of the hint of the group, one page of them.
 *
 * @param next the page that comes next; undefined: there is none, and the hint of the group has been worked off, unless
 *   it was told again meanwhile
 */
export async function spreadHint(
  queries: Queries,
  { id, noted }: Pick<DueHint, 'id' | 'noted'>,
  members: readonly string[],
  next: string | undefined,
): Promise<void> {
  await queries.query(SPREAD, [id, [...new Set(members)]]);
  if (next === undefined) await queries.query(END_GROUP, [id, noted]);
  else await queries.query(GO_ON, [id, noted, next]);
}

/** Has people read anew of whom Okta has not told: what was read of others says that they may be concerned. */
export async function tellAgain(queries: Queries, oktaUserIds: readonly string[]): Promise<void> {
  if (oktaUserIds.length > 0) await queries.query(TELL_AGAIN, [[...new Set(oktaUserIds)]]);
}
