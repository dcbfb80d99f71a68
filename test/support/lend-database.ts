import type { Database, Queries } from '../../src/store/database.ts';
import { toStoreError } from '../../src/store/statements.ts';

/**
 * What changes with each change of the structure: the rows that tell of tables, functions, constraints and triggers.
 */
const STRUCTURE = `
  SELECT md5(string_agg(concat(kind, oid, xmin), ',' ORDER BY kind, oid)) AS structure FROM (
    SELECT 'c' AS kind, oid, xmin::text FROM pg_class WHERE relnamespace = 'connector'::regnamespace
    UNION ALL SELECT 'f', oid, xmin::text FROM pg_proc WHERE pronamespace = 'connector'::regnamespace
    UNION ALL SELECT 'r', oid, xmin::text FROM pg_constraint WHERE connamespace = 'connector'::regnamespace
    UNION ALL SELECT 't', pg_trigger.oid, pg_trigger.xmin::text FROM pg_trigger
      JOIN pg_class ON pg_class.oid = tgrelid AND relnamespace = 'connector'::regnamespace) AS parts`;

interface Kept {
  readonly database: Database;
  readonly structure: string;
}

/** Those that no file of this worker uses at the moment. */
const kept: Kept[] = [];

async function structureOf(database: Database): Promise<string> {
  const [row] = await database.query<{ structure: string }>(STRUCTURE);
  return row?.structure ?? '';
}

/** Keeps it for the next, unless somebody has changed its structure. */
async function giveBack({ database, structure }: Kept): Promise<void> {
  if ((await structureOf(database)) === structure) kept.push({ database, structure });
  else await database.close();
}

/**
 * A database that other files of this worker have used, or a new one: to make one takes far longer than to empty it, as
 * do its first connections. To close it gives it back.
 *
 * @param empty what is done with one that was used
 */
export async function lendDatabase(make: () => Promise<Database>, empty: (used: Database) => Promise<void>) {
  const used = kept.pop();
  if (used) await empty(used.database);
  const database = used?.database ?? (await make());
  return lent(used ?? { database, structure: await structureOf(database) });
}

/** Answers until it is closed, and then as one that was closed. */
function lent(one: Kept): Database {
  const running = new Set<Promise<unknown>>();
  let isClosed = false;

  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (isClosed) throw toStoreError(new Error('The database was closed'));
    const result = work();
    const ended: Promise<unknown> = result.then(
      () => running.delete(ended),
      () => running.delete(ended),
    );
    running.add(ended);
    return await result;
  }

  const { kind, query, script, transaction } = one.database;
  return {
    kind,
    query: ((sql, parameters) => run(() => query(sql, parameters))) as Queries['query'],
    script: (sql) => run(() => script(sql)),
    transaction: (work) => run(() => transaction(work)),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await Promise.all(running);
      await giveBack(one);
    },
  };
}
