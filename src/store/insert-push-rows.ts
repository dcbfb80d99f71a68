import type { AttributeValue } from '../push/attribute.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';
import { storableText } from './storable-text.ts';

export interface NewPushRow {
  readonly index: number;
  readonly userName: string;
  /** What is asked, by reference. */
  readonly values: Readonly<Record<string, unknown>>;
  /** See `PushRowRecord.expected`. */
  readonly expected?: Readonly<Record<string, AttributeValue>>;
  /** Of somebody whom Okta no longer assigns; false unless given. */
  readonly leftover?: boolean;
}

const ROWS_PER_STATEMENT = 2_000;

const INSERT_ROWS = `
  INSERT INTO connector.push_rows (push_id, index, user_name, user_name_key, named, input, expected, leftover)
  SELECT $1, index, user_name, user_name_key, named::text[], input::json, expected::json, leftover
  FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bool[])
    AS new_row (index, user_name, user_name_key, named, input, expected, leftover)`;

/** The text of a PostgreSQL array: unnest would flatten lists of different lengths inside one parameter. */
const arrayText = (items: readonly string[]): string =>
  `{${items.map((item) => `"${storableText(item).replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

async function insertSome(queries: Queries, pushId: string, rows: readonly NewPushRow[]): Promise<void> {
  const userNames = rows.map(({ userName }) => storableText(userName));
  await queries.query(INSERT_ROWS, [
    pushId,
    rows.map(({ index }) => index),
    userNames,
    userNames.map(userNameKey),
    rows.map(({ values }) => arrayText(Object.keys(values))),
    rows.map(({ values }) => JSON.stringify(values)),
    rows.map(({ expected }) => (expected ? JSON.stringify(expected) : null)),
    rows.map(({ leftover = false }) => leftover),
  ]);
}

/** Adds rows to a push; its total is the caller's to keep. */
export async function insertPushRows(queries: Queries, pushId: string, rows: readonly NewPushRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    await insertSome(queries, pushId, rows.slice(start, start + ROWS_PER_STATEMENT));
  }
}
