import type { Database } from './database.ts';

/**
 * When PostgreSQL's own autovacuum would look after a table: a fifth of its rows is of no use any more, or its oldest
 * rows are of so many transactions ago. Two thousand millions of these are the most that PostgreSQL can tell apart.
 * https://www.postgresql.org/docs/current/routine-vacuuming.html
 */
const WORN = `
  SELECT stat.relid::regclass::text AS name
  FROM pg_stat_all_tables AS stat JOIN pg_class AS class ON class.oid = stat.relid
  WHERE n_dead_tup > 50 + 0.2 * n_live_tup OR age(relfrozenxid) > $1
  ORDER BY name`;

/** The default of PostgreSQL's `autovacuum_freeze_max_age`. */
const MOST_TRANSACTIONS = 200_000_000;

/**
 * Makes the space of removed rows free for new ones. A server does that by itself; the embedded database does not, so
 * that its files would grow with all that was ever written. Others wait while one table is looked after: 0.2 s where
 * 100,000 rows were removed from it.
 *
 * @param mostTransactions how old a table's rows may get, in transactions
 */
export async function reclaimSpace(database: Database, mostTransactions = MOST_TRANSACTIONS): Promise<void> {
  if (database.kind !== 'embedded') return;
  // What was done a moment ago is not counted yet.
  await database.query('SELECT pg_stat_force_next_flush()');
  const worn = await database.query<{ name: string }>(WORN, [mostTransactions]);
  for (const { name } of worn) await database.query(`VACUUM ${name}`);
}
