import { createHash } from 'node:crypto';
import { version } from '../../base/version.ts';
import type { Database, Queries } from '../database.ts';
import { type BackupHead, type EndLine, endLine, FORMAT, type TableLine } from './format.ts';
import { listTables, quoted, type Table } from './tables.ts';

type WriteLine = (line: string) => Promise<void>;

const PAGE_ROWS = 500;

/** One moment for all tables, whatever is written meanwhile. Nobody waits for it, so a disk may be slow. */
const ONE_MOMENT = `
  SET LOCAL idle_in_transaction_session_timeout = 60000;
  SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`;

async function writeTable(queries: Queries, { name, columns }: Table, write: WriteLine): Promise<number> {
  await write(JSON.stringify({ table: name, columns: columns.map((column) => column.name) } satisfies TableLine));
  const texts = columns.map((column) => `${quoted(column.name)}::text`).join(', ');
  await queries.script(`
    DECLARE backup NO SCROLL CURSOR FOR SELECT to_json(ARRAY[${texts}])::text AS line FROM connector.${quoted(name)}`);
  let count = 0;
  while (true) {
    const page = await queries.query<{ line: string }>(`FETCH ${PAGE_ROWS} FROM backup`);
    for (const { line } of page) await write(line);
    count += page.length;
    if (page.length < PAGE_ROWS) break;
  }
  await queries.script('CLOSE backup');
  return count;
}

/** What numbers were given by then; more may have been given since the moment of the rows, which does no harm. */
async function readSequences(queries: Queries): Promise<EndLine['sequences']> {
  const found = await queries.query<{ name: string; last: number | null }>(
    `SELECT sequencename::text AS name, last_value AS last FROM pg_sequences WHERE schemaname = 'connector'`,
  );
  return Object.fromEntries(found.map(({ name, last }) => [name, last]));
}

/**
 * Writes everything that the database holds, as it is at one moment, as lines. A server goes on with its work
 * meanwhile; the embedded database, which has one connection, lets everybody wait until the last line is taken.
 *
 * @param write takes a line; resolves when the next one may come
 */
export function writeBackup(database: Database, write: WriteLine): Promise<void> {
  const hash = createHash('sha256');
  const hashed: WriteLine = async (line) => {
    hash.update(line).update('\n');
    await write(line);
  };
  return database.transaction(async (queries) => {
    await queries.script(ONE_MOMENT);
    const migrations = await queries.query<BackupHead['migrations'][number]>(
      'SELECT name, sha256 FROM connector.migrations ORDER BY name',
    );
    const madeAt = new Date().toISOString();
    await hashed(JSON.stringify({ format: FORMAT, version, madeAt, migrations } satisfies BackupHead));
    let rows = 0;
    for (const table of await listTables(queries)) rows += await writeTable(queries, table, hashed);
    const sequences = await readSequences(queries);
    await write(JSON.stringify(endLine(hash, { sequences, rows })));
  });
}
