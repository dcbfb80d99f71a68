import type { Database } from '../src/store/database.ts';

/** A statement may take 20 s. */
export const AT_ONCE = 50_000;
/** One who is written to far more often than others, as by a flow that went wrong: every hundredth write. */
export const BUSY = 0;

/**
 * Writes of so many users' values over a year, of five references. Their chain is made up: nobody verifies it here, and
 * a million hashes would take longer than all the rest.
 */
export async function storeChanges(database: Database, changes: number, people: number): Promise<void> {
  const indexes = await database.query<{ name: string; sql: string }>(
    `SELECT indexname AS name, indexdef AS sql FROM pg_indexes
     WHERE schemaname = 'connector' AND tablename = 'audit' AND indexname <> 'audit_pkey'`,
  );
  // Made at the end they take a fraction of the time.
  for (const { name } of indexes) await database.script(`DROP INDEX connector.${name}`);
  for (let from = 1; from <= changes; from += AT_ONCE) {
    await database.query(
      `INSERT INTO connector.audit (seq, at, request_id, client_id, action, user_name, omni_user_id, reference, before,
                                    after, outcome, previous_hash, hash)
       SELECT seq, 1700000000000 + seq * (31536000000 / $3::bigint), 'request', 'client', 'push-users',
              'user' || person || '@acme.example', 'id-' || person, 'reference' || seq % 5, '["before"]', '["after"]',
              'verified', '', ''
       FROM (SELECT seq, CASE WHEN seq % 100 = 0 THEN ${BUSY} ELSE 1 + (hashint8(seq) & 2147483647) % ($4::int - 1) END AS person
             FROM generate_series($1::bigint, $2::bigint) AS seq) AS made`,
      [from, Math.min(changes, from + AT_ONCE - 1), changes, people],
    );
  }
  for (const { sql } of indexes) await database.script(sql);
  await database.script('VACUUM (ANALYZE) connector.audit');
}
