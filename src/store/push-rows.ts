import type { AttributeValue } from '../push/attribute.ts';
import type { Change } from '../push/changes.ts';
import type { Place } from '../push/place.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { WarningMark } from '../push/value-warnings.ts';
import type { Queries } from './database.ts';
import { storableText } from './storable-text.ts';
import { notAhead } from './wish-clock.ts';

/** `waiting` for its plan, `ready` to be written, or one of the three outcomes. */
export type PushRowState = 'waiting' | 'ready' | PushRowOutcome;
/** `kept`: an undo has left it as it is, since somebody wrote there after the job. */
export type PushRowOutcome = 'changed' | 'unchanged' | 'failed' | 'kept';

/** How it was known what the user held: a page of the list, an earlier verified write, or a read in this push. */
export type Truth = 'list' | 'remembered' | 'read';

/** One user of a push. */
export interface PushRowRecord {
  /** The place in the caller's list. */
  readonly index: number;
  readonly userName: string;
  /** What was asked, as it was sent. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The references that it names itself; `input` may name those of rows that go with it, too. */
  readonly named: readonly string[];
  /** By reference, what the user must still hold for the row to be written, as an undo demands; null: anything. */
  readonly expected: Readonly<Record<string, AttributeValue>> | null;
  readonly state: PushRowState;
  /** A code of the error registry, or empty. */
  readonly code: string;
  readonly message: string;
  readonly omniUserId: string;
  readonly changes: readonly Change[];
  readonly truth: Truth | '';
  /** Of `remembered`: when the oldest of it was read, ms epoch. */
  readonly truthAt: number | null;
  /** When the look began that the plan goes by, ms epoch; 0: the user is read before anything is written. */
  readonly lookAt: number;
  /** The time of the row's wish, where that is not the time of its job: when Okta was read, ms epoch. */
  readonly wishedAt: number | null;
  /** The number of the row's wish, where that is not the number of its job: of a call that became a row. */
  readonly wishedSeq: number | null;
  /** The row of the same user whose outcome counts for this one. */
  readonly mergedInto: number | null;
  /** Writes that failed and may be repeated. */
  readonly tries: number;
  /** A row for somebody whom Okta no longer assigns to the Omni app. */
  readonly leftover: boolean;
  /** What looks wrong about its values, though they fit; null: nothing. */
  readonly warnings: readonly WarningMark[] | null;
}

const columnsOf = (wishedAt: string, wishedSeq: string): string => `
  index, user_name AS "userName", input, named, expected, state, code, message, omni_user_id AS "omniUserId", changes, truth,
  truth_at AS "truthAt", look_at AS "lookAt", ${wishedAt} AS "wishedAt", ${wishedSeq} AS "wishedSeq", merged_into AS "mergedInto", tries, leftover,
  warnings`;

/** The columns of a `PushRowRecord`. */
export const PUSH_ROW_COLUMNS = columnsOf('wished_at', 'wished_seq');

/** Of a row of the job `$1`: its place in the order as it is now. A clock that is set back moves that of its job. */
const PLACE_AT = 'coalesce(wished_at, (SELECT place_at FROM connector.jobs WHERE id = $1))';
const PLACE_SEQ = 'coalesce(wished_seq, (SELECT place_seq FROM connector.jobs WHERE id = $1))';

/** The same with the place of each row, also where that is its job's. */
const PLACED_COLUMNS = columnsOf(PLACE_AT, PLACE_SEQ);

export interface PushRowFilter {
  readonly state?: PushRowState | undefined;
  /** A part of the user's name, in any case; left out: all. */
  readonly userName?: string | undefined;
  /** `index` of the last row of the page before. */
  readonly after?: number | undefined;
  readonly limit: number;
}

/**
 * Each state in the text of its statement, as one in a parameter would be served by a plan for any: that goes through
 * all rows of the job, whereas a state that few of them have has an index of its own.
 */
const IN_STATE: Readonly<Record<PushRowState, string>> = {
  waiting: "state = 'waiting'",
  ready: "state = 'ready'",
  changed: "state = 'changed'",
  unchanged: "state = 'unchanged'",
  failed: "state = 'failed'",
  kept: "state = 'kept'",
};

/** One page of a push's rows, in the order of the caller's list. */
export function listPushRows(queries: Queries, jobId: string, filter: PushRowFilter): Promise<PushRowRecord[]> {
  const { state, userName, after = -1, limit } = filter;
  const values: unknown[] = [jobId, after, limit];
  const conditions = ['job_id = $1', 'index > $2'];
  if (state !== undefined) conditions.push(IN_STATE[state]);
  if (userName !== undefined) {
    values.push(userNameKey(storableText(userName)));
    conditions.push('position($4::text IN user_name_key) > 0');
  }
  return queries.query<PushRowRecord>(
    `SELECT ${PUSH_ROW_COLUMNS} FROM connector.push_rows
     WHERE ${conditions.join(' AND ')} ORDER BY index LIMIT $3`,
    values,
  );
}

/** The references that the rows of a job name. */
export async function namedReferences(queries: Queries, jobId: string): Promise<string[]> {
  const rows = await queries.query<{ reference: string }>(
    'SELECT DISTINCT unnest(named) AS reference FROM connector.push_rows WHERE job_id = $1 ORDER BY 1',
    [jobId],
  );
  return rows.map(({ reference }) => reference);
}

/** How many rows of a job are in a state, such as `waiting` for their plan. */
export async function countRows(queries: Queries, jobId: string, state: PushRowState): Promise<number> {
  const [row] = await queries.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM connector.push_rows WHERE job_id = $1 AND ${IN_STATE[state]}`,
    [jobId],
  );
  return row?.count ?? 0;
}

/** Counts the rows of a job whose user was read or searched for by a request of its own. */
export async function countRowsRead(queries: Queries, jobId: string): Promise<number> {
  const [row] = await queries.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM connector.push_rows WHERE job_id = $1 AND truth = 'read' AND merged_into IS NULL`,
    [jobId],
  );
  return row?.count ?? 0;
}

export interface NextRowsRequest {
  readonly jobId: string;
  readonly limit: number;
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number | undefined;
}

/** No row is written before the guard has judged it, also by a worker that has stalled while others planned anew. */
const MAY_WRITE = `EXISTS (SELECT FROM connector.jobs WHERE id = $1 AND phase = 'applying' AND status <> 'canceled')`;

const NEXT = `
  SELECT ${PLACED_COLUMNS} FROM connector.push_rows
  WHERE job_id = $1 AND state = 'ready' AND not_before <= connector.now_ms($2) AND merged_into IS NULL
    AND ${MAY_WRITE}
  ORDER BY index LIMIT $3`;

/**
 * The rows to write next, each with its place, without those that rest until later, in the order of the caller's list;
 * none once the job is canceled, or planned anew.
 */
export function nextPushRows(queries: Queries, { jobId, now, limit }: NextRowsRequest): Promise<PushRowRecord[]> {
  return queries.query<PushRowRecord>(NEXT, [jobId, now ?? null, limit]);
}

/** A row that has not failed yet comes first, so that rows which always fail cannot keep a push paused. */
const PROBE = `
  SELECT ${PLACED_COLUMNS} FROM connector.push_rows
  WHERE job_id = $1 AND state = 'ready' AND merged_into IS NULL
    AND ${MAY_WRITE}
  ORDER BY not_before, index LIMIT 1`;

/** The row to try a paused push with, whether it rests or not; none when nothing is left to write. */
export const probeRow = (queries: Queries, jobId: string): Promise<PushRowRecord[]> =>
  queries.query<PushRowRecord>(PROBE, [jobId]);

const IS_WANTED = `
  SELECT FROM connector.push_rows WHERE job_id = $1 AND index = $2 AND state = 'ready' AND ${PLACE_AT} = $3 AND ${MAY_WRITE}`;

/**
 * Whether a row that a worker has begun is still to be written, at its place: the worker may have stalled since for
 * longer than its turn, and the clock may have been set back.
 */
export async function isRowWanted(queries: Queries, jobId: string, index: number, place: Place): Promise<boolean> {
  return (await queries.query(IS_WANTED, [jobId, index, place.at])).length > 0;
}

const DUE_IN = `
  SELECT greatest(min(not_before) - connector.now_ms($2), 0) AS "dueInMs" FROM connector.push_rows
  WHERE job_id = $1 AND state IN ('waiting', 'ready') AND merged_into IS NULL
  HAVING count(*) > 0`;

/** Milliseconds until the next open row is due; undefined: no row is open, so the push is at its end. */
export async function nextRowDueIn(queries: Queries, jobId: string, now?: number): Promise<number | undefined> {
  const [next] = await queries.query<{ dueInMs: number }>(DUE_IN, [jobId, now ?? null]);
  return next?.dueInMs;
}

export interface NewPushRow {
  readonly index: number;
  readonly userName: string;
  /** What is asked, by reference. */
  readonly values: Readonly<Record<string, unknown>>;
  /** See `PushRowRecord.expected`. */
  readonly expected?: Readonly<Record<string, AttributeValue>>;
  /** Of somebody whom Okta no longer assigns; false unless given. */
  readonly leftover?: boolean;
  /** See `PushRowRecord.wishedAt`. */
  readonly wishedAt?: number | undefined;
  /** See `PushRowRecord.wishedSeq`. */
  readonly wishedSeq?: number | undefined;
  /** What was planned for the row before: what a reviewed plan is compared with; none unless given. */
  readonly changes?: readonly Change[];
}

const ROWS_PER_STATEMENT = 2_000;

const INSERT_ROWS = `
  INSERT INTO connector.push_rows (job_id, index, user_name, user_name_key, named, input, expected, leftover,
                                   wished_at, wished_seq, changes)
  SELECT $1, index, user_name, user_name_key, named::text[], input::json, expected::json, leftover,
         ${notAhead('wished_at', 'wished_seq')}, wished_seq, changes::json
  FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bool[], $9::bigint[],
              $10::bigint[], $11::text[])
    AS new_row (index, user_name, user_name_key, named, input, expected, leftover, wished_at, wished_seq, changes),
       connector.now_ms(NULL) AS now`;

/** The text of a PostgreSQL array: unnest would flatten lists of different lengths inside one parameter. */
const arrayText = (items: readonly string[]): string =>
  `{${items.map((item) => `"${storableText(item).replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

async function insertSome(queries: Queries, jobId: string, rows: readonly NewPushRow[]): Promise<void> {
  const userNames = rows.map(({ userName }) => storableText(userName));
  await queries.query(INSERT_ROWS, [
    jobId,
    rows.map(({ index }) => index),
    userNames,
    userNames.map(userNameKey),
    rows.map(({ values }) => arrayText(Object.keys(values))),
    rows.map(({ values }) => JSON.stringify(values)),
    rows.map(({ expected }) => (expected ? JSON.stringify(expected) : null)),
    rows.map(({ leftover = false }) => leftover),
    rows.map(({ wishedAt }) => wishedAt ?? null),
    rows.map(({ wishedSeq }) => wishedSeq ?? null),
    rows.map(({ changes = [] }) => JSON.stringify(changes)),
  ]);
}

/** Adds rows to a push; its total is the caller's to keep. */
export async function insertPushRows(queries: Queries, jobId: string, rows: readonly NewPushRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    await insertSome(queries, jobId, rows.slice(start, start + ROWS_PER_STATEMENT));
  }
}
