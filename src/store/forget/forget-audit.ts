import { appendAudit, lockHead } from '../audit.ts';
import type { AuditRow } from '../audit-entry.ts';
import { forgottenDigest, forgottenMark } from '../audit-marks.ts';
import { ENTRY_COLUMNS, type EntryRow, storedEntry } from '../audit-page.ts';
import type { Database, Queries } from '../database.ts';
import type { Person } from './person.ts';

const BATCH_ROWS = 1_000;

/** Entries of Okta have a login and no id of Omni. */
const FIND = `
  SELECT ${ENTRY_COLUMNS} FROM connector.audit
  WHERE forgotten_by IS NULL
    AND ($1 <> '' AND omni_user_id = $1
         OR omni_user_id = '' AND user_name <> '' AND lower(user_name COLLATE "C") = ANY ($2::text[]))
  ORDER BY seq LIMIT ${BATCH_ROWS}`;

const REDACT = `
  UPDATE connector.audit
  SET user_name = '', omni_user_id = '', before = '[]', after = '[]', widens = '', forgotten_by = $1,
      forgotten_after = kept.after
  FROM unnest($2::bigint[], $3::text[]) AS kept (seq, after) WHERE audit.seq = kept.seq`;

/**
 * What is left of an entry: when, who asked, for which attribute, how it ended; not whose it was and not the values.
 */
function leftOf({ widens: _widens, ...row }: AuditRow): AuditRow {
  return { ...row, userName: '', omniUserId: '', before: '[]', after: '[]' };
}

async function forgetBatch(queries: Queries, { omniUserId, names }: Person, now: number): Promise<number> {
  const { seq } = await lockHead(queries);
  const entries = (await queries.query<EntryRow>(FIND, [omniUserId, names])).map(storedEntry);
  if (entries.length === 0) return 0;
  const digests = [''];
  for (const entry of entries) {
    digests.push(forgottenDigest(digests.at(-1) ?? '', { seq: entry.seq, hash: entry.hash, row: leftOf(entry.row) }));
  }
  await queries.query(REDACT, [seq + 1, entries.map((entry) => entry.seq), digests.slice(0, -1)]);
  await appendAudit(queries, [forgottenMark(now, digests.at(-1) ?? '')]);
  return entries.length;
}

/**
 * Takes somebody's names and values out of the audit log. Each entry stays at its place with the hash that it had, so
 * the chain holds; what is left of it is proved by an entry that is made for that, with the key of the log.
 *
 * @param now ms epoch
 * @returns how many entries were theirs
 */
export async function forgetInAudit(database: Database, person: Person, now: number): Promise<number> {
  let count = 0;
  while (true) {
    const batch = await database.transaction((queries) => forgetBatch(queries, person, now));
    count += batch;
    if (batch < BATCH_ROWS) return count;
  }
}
