import { randomUUID } from 'node:crypto';
import { appendAudit } from '../../src/store/audit.ts';
import { listTables, quoted } from '../../src/store/backup/tables.ts';
import { writeBackup } from '../../src/store/backup/write-backup.ts';
import { addCallback } from '../../src/store/callbacks.ts';
import type { Database } from '../../src/store/database.ts';
import { rememberOmniUser } from '../../src/store/omni-users.ts';
import { seeUserValues } from '../../src/store/user-values.ts';
import { auditEntries, auditEntry } from '../store/audit-entries.ts';
import { addPush, sampleRows } from '../store/push-samples.ts';

/** Texts and values that a careless copy changes. */
const ODD = 'NUL \\u0000, "quotes", back\\slash, {braces}, line\nfeed, \u2028, ünï, 😀, NULL, ';

/** Everything that there is a kind of: every type of column, empty and full. */
export async function furnish(database: Database): Promise<{ jobId: string }> {
  const id = randomUUID();
  const jobId = await addPush(database, { rows: sampleRows(3), requestId: ODD });
  await addCallback(database, jobId, 'https://acme.workflows.okta.com/api/flo/example/invoke');
  await rememberOmniUser(database, ODD, 'id-1');
  await seeUserValues(database, 'id-1', new Map([['region', ['\u0000', '\ud800', ODD]]]));
  await database.query(
    `INSERT INTO connector.key_slots (key_id, sent_at, next_free_at) VALUES ($1, '{0.1,1e300}', 0.1)`,
    [id],
  );
  await database.query(`INSERT INTO connector.okta_groups (id, name, seen_at) VALUES ($2, $1, 1)`, [ODD, id]);
  await database.query(`INSERT INTO connector.okta_group_members VALUES ($1, '00u1', 1)`, [id]);
  await database.query(
    `INSERT INTO connector.accepted_calls (user_name_key, named, place_at, place_seq, accepted_at)
     VALUES ('a', ARRAY['NULL', '', 'a"b,c{}'], 1, nextval('connector.wish_order'), 1)`,
  );
  await database.transaction((queries) =>
    appendAudit(queries, [...auditEntries(5), auditEntry({ userName: ODD, requestId: randomUUID(), jobId })]),
  );
  return { jobId };
}

/** A backup in memory. */
export async function backupOf(database: Database): Promise<string[]> {
  const lines: string[] = [];
  await writeBackup(database, async (line) => void lines.push(line));
  return lines;
}

export async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

/** All rows of all tables, and where the sequences go on. */
export async function contentOf(database: Database): Promise<Record<string, unknown>> {
  const content: Record<string, unknown> = {};
  for (const { name } of await listTables(database)) {
    const rows = await database.query<{ line: string }>(
      `SELECT to_json(one)::text AS line FROM connector.${quoted(name)} AS one ORDER BY 1`,
    );
    content[name] = rows.map(({ line }) => line);
  }
  content.sequences = await database.query(
    `SELECT sequencename::text AS name, last_value AS last FROM pg_sequences WHERE schemaname = 'connector' ORDER BY 1`,
  );
  return content;
}
