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

const CONDITIONS = {
  // A user who was renamed is found by each name that they had, with all that was written to them.
  userName: (name: string) =>
    `omni_user_id IN (SELECT omni_user_id FROM connector.audit WHERE omni_user_id <> '' AND ${NAME_KEY} = ${name})`,
  reference: (name: string) => `reference = ${name}`,
  since: (name: string) => `at >= ${name}`,
  until: (name: string) => `at < ${name}`,
  after: (name: string) => `(at, seq) < (SELECT at, seq FROM connector.audit WHERE seq = ${name})`,
} as const;

/** Values of users in Omni alone: definitions, Okta and decisions about jobs have no Omni user. */
const changesWhere = (conditions: readonly string[]): string => `
  SELECT page.*, earlier.after AS "writtenBefore" FROM (
    SELECT seq, at, request_id AS "requestId", client_id AS "clientId", action, job_id AS "jobId",
           user_name AS "userName", omni_user_id, reference, before, after, outcome, widens
    FROM connector.audit
    WHERE ${["omni_user_id <> ''", ...conditions].join(' AND ')}
    ORDER BY at DESC, seq DESC LIMIT $1
  ) AS page
  LEFT JOIN LATERAL (
    SELECT CASE WHEN outcome IN ('verified', 'unverified') THEN after END AS after FROM connector.audit
    WHERE audit.omni_user_id = page.omni_user_id AND audit.reference = page.reference AND audit.seq < page.seq
      AND outcome <> 'not-applied'
    ORDER BY seq DESC LIMIT 1
  ) AS earlier ON true
  ORDER BY page.at DESC, page.seq DESC`;

/** Writes of users' values, newest first. A clock that was set back puts them where it stood. */
export async function listValueChanges(queries: Queries, filter: ChangeFilter): Promise<ValueChange[]> {
  const { limit, userName, ...others } = filter;
  const asked = { ...others, userName: userName === undefined ? undefined : userNameKey(userName) };
  const values: (string | number)[] = [limit];
  const conditions: string[] = [];
  for (const [name, value] of Object.entries(asked)) {
    if (value === undefined) continue;
    values.push(value);
    conditions.push(CONDITIONS[name as keyof typeof CONDITIONS](`$${values.length}`));
  }
  return await queries.query<ValueChange>(changesWhere(conditions), values);
}

/** What the log and the memory tell of one value of one user around a moment. */
export interface ValueTraces extends Traces {
  readonly reference: string;
}

/** Who bore a name at a moment, or soonest after it, by what was written to them; undefined: nothing ever was. */
export async function bearerAt(queries: Queries, userName: string, at: number): Promise<string | undefined> {
  const [found] = await queries.query<{ id: string }>(
    `SELECT omni_user_id AS id FROM connector.audit
     WHERE omni_user_id <> '' AND ${NAME_KEY} = $1
     ORDER BY at > $2::bigint, abs(at - $2::bigint), seq DESC LIMIT 1`,
    [userNameKey(userName), at],
  );
  return found?.id;
}

const TRACES = `
  WITH named AS (
    SELECT reference FROM connector.audit WHERE omni_user_id = $1
    UNION SELECT reference FROM connector.user_values WHERE omni_user_id = $1 AND read_at > 0
  )
  SELECT named.reference, last.found AS last, next.found AS next, deleted.at AS "deletedAt", seen.found AS seen
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
    SELECT json_build_object('at', read_at, 'held', held) AS found FROM connector.user_values
    WHERE omni_user_id = $1 AND reference = named.reference AND read_at BETWEEN 1 AND $2::bigint AND held IS NOT NULL
  ) AS seen ON true
  ORDER BY named.reference COLLATE "C"`;

/** What is known of all values of a user around a moment, ms epoch. */
export const valueTracesAt = (queries: Queries, omniUserId: string, at: number): Promise<ValueTraces[]> =>
  queries.query<ValueTraces>(TRACES, [omniUserId, at]);
