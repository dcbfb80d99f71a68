import type { AttributeValue } from '../push/attribute.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { Traces } from '../push/value-at.ts';
import type { AuditOutcome } from './audit-entry.ts';
import type { Queries } from './database.ts';

/** One write of a user's value, as the audit log keeps it. */
export interface ValueChange {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly requestId: string;
  readonly clientId: string;
  readonly action: string;
  /** Empty: no job did it. */
  readonly jobId: string;
  /** As the user was called then. */
  readonly userName: string;
  readonly reference: string;
  readonly before: AttributeValue;
  readonly after: AttributeValue;
  readonly outcome: AuditOutcome;
  /** Why the value gives the user more than the rows that bear it; empty: it does not, or nobody knew. */
  readonly widens: string;
  /** What the write before this one had asked for; null: there is none, or nobody knows what became of it. */
  readonly writtenBefore: AttributeValue | null;
}

/** Which changes; times are ms epoch, `since` inclusive, `until` exclusive. */
export interface ChangeFilter {
  readonly userName?: string | undefined;
  readonly reference?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** The last one of the page before, by its `seq`. */
  readonly after?: number | undefined;
  readonly limit: number;
}

/** How a user's name is compared, as `userNameKey` does it: A to Z alone are folded. */
const NAME_KEY = 'lower(user_name COLLATE "C")';

const NEXT_BEARER = `
  SELECT omni_user_id AS id FROM connector.audit WHERE omni_user_id <> '' AND ${NAME_KEY} = $1`;

/** Each by one step in the index: whoever was written to often costs no more. */
const BEARERS = `
  WITH RECURSIVE step AS (
    (${NEXT_BEARER} ORDER BY omni_user_id LIMIT 1)
    UNION ALL
    SELECT (${NEXT_BEARER} AND omni_user_id > step.id ORDER BY omni_user_id LIMIT 1) FROM step WHERE step.id IS NOT NULL
  )
  SELECT id FROM step WHERE id IS NOT NULL`;

/**
 * Every id of Omni's that a name has had. A user who was renamed is found by each of their names, with all that was
 * written to them.
 */
async function bearersOf(queries: Queries, key: string): Promise<string[]> {
  return (await queries.query<{ id: string }>(BEARERS, [key])).map(({ id }) => id);
}

const CONDITIONS = {
  reference: (name: string) => `reference = ${name}`,
  since: (name: string) => `at >= ${name}`,
  until: (name: string) => `at < ${name}`,
  after: (name: string) => `(at, seq) < (SELECT at, seq FROM connector.audit WHERE seq = ${name})`,
} as const;

/**
 * Values of users in Omni alone: definitions, Okta and decisions about jobs have no Omni user. Each page is found in an
 * index by its time, of one user by theirs.
 */
const newest = (conditions: readonly string[], order = 'at DESC, seq DESC'): string => `
  SELECT seq, at FROM connector.audit WHERE ${["omni_user_id <> ''", ...conditions].join(' AND ')}
  ORDER BY ${order} LIMIT $1`;

/**
 * For PostgreSQL a span, so that it goes by the order of the index: by one user alone it would fetch and sort all that
 * was ever written to them.
 */
const OF_BEARER = 'omni_user_id BETWEEN bearer.id AND bearer.id';

/** @param ids the parameter that holds the ids of the user */
const newestOf = (ids: string, conditions: readonly string[]): string => `
  SELECT own.* FROM unnest(${ids}::text[]) AS bearer (id) CROSS JOIN LATERAL (
    ${newest([OF_BEARER, ...conditions], 'omni_user_id DESC, at DESC, seq DESC')}
  ) AS own
  ORDER BY at DESC, seq DESC LIMIT $1`;

/** Each change of the page by a step of its own: as a join, PostgreSQL may go through the whole log for them. */
const changesOf = (page: string): string => `
  SELECT page.seq, page.at, request_id AS "requestId", client_id AS "clientId", action, job_id AS "jobId",
         user_name AS "userName", change.reference, before, change.after, outcome, widens,
         earlier.after AS "writtenBefore"
  FROM (${page}) AS page CROSS JOIN LATERAL (SELECT * FROM connector.audit WHERE seq = page.seq LIMIT 1) AS change
  LEFT JOIN LATERAL (
    SELECT CASE WHEN outcome IN ('verified', 'unverified') THEN after END AS after FROM connector.audit AS one
    WHERE one.omni_user_id = change.omni_user_id AND one.reference = change.reference AND one.seq < change.seq
      AND outcome <> 'not-applied'
    ORDER BY one.seq DESC LIMIT 1
  ) AS earlier ON true
  ORDER BY page.at DESC, page.seq DESC`;

/** Writes of users' values, newest first. A clock that was set back puts them where it stood. */
export async function listValueChanges(queries: Queries, filter: ChangeFilter): Promise<ValueChange[]> {
  const { limit, userName, ...others } = filter;
  const values: unknown[] = [limit];
  const conditions: string[] = [];
  for (const [name, value] of Object.entries(others)) {
    if (value === undefined) continue;
    values.push(value);
    conditions.push(CONDITIONS[name as keyof typeof CONDITIONS](`$${values.length}`));
  }
  if (userName === undefined) return await queries.query<ValueChange>(changesOf(newest(conditions)), values);
  values.push(await bearersOf(queries, userNameKey(userName)));
  return await queries.query<ValueChange>(changesOf(newestOf(`$${values.length}`, conditions)), values);
}

/** What the log and the memory tell of one value of one user around a moment. */
export interface ValueTraces extends Traces {
  readonly reference: string;
}

const BEARER_AT = `
  SELECT bearer.id FROM unnest($3::text[]) AS bearer (id) CROSS JOIN LATERAL (
    (SELECT at, seq FROM connector.audit
     WHERE omni_user_id <> '' AND ${NAME_KEY} = $1 AND omni_user_id = bearer.id AND at <= $2::bigint
     ORDER BY at DESC, seq DESC LIMIT 1)
    UNION ALL
    (SELECT at, seq FROM connector.audit
     WHERE omni_user_id <> '' AND ${NAME_KEY} = $1 AND omni_user_id = bearer.id AND at > $2::bigint
     ORDER BY at, seq DESC LIMIT 1)
  ) AS nearest
  ORDER BY at > $2::bigint, abs(at - $2::bigint), seq DESC LIMIT 1`;

/** Who bore a name at a moment, or soonest after it, by what was written to them; undefined: nothing ever was. */
export async function bearerAt(queries: Queries, userName: string, at: number): Promise<string | undefined> {
  const key = userNameKey(userName);
  const [found] = await queries.query<{ id: string }>(BEARER_AT, [key, at, await bearersOf(queries, key)]);
  return found?.id;
}

/** As `BEARERS`: each reference by one step in the index, however often it was written. */
const NEXT_REFERENCE = 'SELECT reference FROM connector.audit WHERE omni_user_id = $1';

const TRACES = `
  WITH RECURSIVE step AS (
    (${NEXT_REFERENCE} ORDER BY reference LIMIT 1)
    UNION ALL
    SELECT (${NEXT_REFERENCE} AND reference > step.reference ORDER BY reference LIMIT 1) FROM step
    WHERE step.reference IS NOT NULL
  ), named AS (
    SELECT reference FROM step WHERE reference IS NOT NULL
    UNION SELECT reference FROM connector.user_values WHERE omni_user_id = $1 AND read_at > 0
  )
  SELECT named.reference, last.found AS last, next.found AS next, deleted.at AS "deletedAt",
         remade.at AS "remadeAt", seen.found AS seen
  FROM named
  LEFT JOIN LATERAL (
    SELECT seq, json_build_object('at', at, 'after', after, 'outcome', outcome) AS found FROM connector.audit
    WHERE omni_user_id = $1 AND reference = named.reference AND at <= $2::bigint AND outcome <> 'not-applied'
    ORDER BY seq DESC LIMIT 1
  ) AS last ON true
  LEFT JOIN LATERAL (
    SELECT json_build_object('at', at, 'before', before) AS found FROM connector.audit
    WHERE omni_user_id = $1 AND reference = named.reference AND at > $2::bigint ORDER BY seq LIMIT 1
  ) AS next ON true
  LEFT JOIN LATERAL (
    SELECT at FROM connector.audit
    WHERE omni_user_id = '' AND reference = named.reference AND action = 'delete-attribute' AND outcome = 'verified'
      AND at <= $2::bigint AND seq > coalesce(last.seq, 0)
    ORDER BY seq DESC LIMIT 1
  ) AS deleted ON true
  LEFT JOIN LATERAL (
    SELECT max(first_seen) AS at FROM connector.attribute_names AS name
    WHERE name.reference = named.reference AND first_seen BETWEEN 1 AND $2::bigint AND EXISTS (
      SELECT FROM connector.attribute_names AS earlier
      WHERE earlier.reference = name.reference AND earlier.attribute_id <> name.attribute_id
        AND earlier.first_seen < name.first_seen)
  ) AS remade ON true
  LEFT JOIN LATERAL (
    SELECT json_build_object('at', read_at, 'held', held) AS found FROM connector.user_values
    WHERE omni_user_id = $1 AND reference = named.reference AND read_at BETWEEN 1 AND $2::bigint AND held IS NOT NULL
  ) AS seen ON true
  ORDER BY named.reference COLLATE "C"`;

/** What is known of all values of a user around a moment, ms epoch. */
export const valueTracesAt = (queries: Queries, omniUserId: string, at: number): Promise<ValueTraces[]> =>
  queries.query<ValueTraces>(TRACES, [omniUserId, at]);
