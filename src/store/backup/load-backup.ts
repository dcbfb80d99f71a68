import { createHash } from 'node:crypto';
import type { Database, Queries } from '../database.ts';
import { notEmpty } from '../embedded-database.ts';
import { isMigrated, lockMigrations, migrate, stepHash } from '../migrate.ts';
import { MIGRATIONS, type Migration } from '../migrations/index.ts';
import {
  type BackupHead,
  BadBackup,
  type EndLine,
  endLine,
  type RowLine,
  readHead,
  readLine,
  type TableLine,
} from './format.ts';
import { listTables, quoted, type Table } from './tables.ts';

/** Rows go into the database so many at a time, or fewer where they are long. */
const BATCH_ROWS = 500;
const BATCH_CHARACTERS = 4_000_000;

/** What was restored. */
export interface Loaded {
  readonly head: BackupHead;
  readonly rows: number;
}

/**
 * The steps that made the tables of the backup.
 *
 * @throws BadBackup when this version does not have them all
 */
function stepsOf({ version, migrations }: BackupHead): Migration[] {
  return migrations.map(({ name, sha256 }) => {
    const known = MIGRATIONS.find((migration) => migration.name === name);
    if (!known)
      throw new BadBackup(`it is of version ${version}, which has more tables than this one: take that version`);
    if (stepHash(known.sql) !== sha256)
      throw new BadBackup(`its tables were made by another build of version ${version}`);
    return known;
  });
}

/** Several statements of one transaction as a database, for what expects to begin its own. */
const asDatabase = (database: Database, queries: Queries): Database => ({
  ...database,
  ...queries,
  transaction: (work) => work(queries),
});

/** Fills the tables from lines, in the order in which they come. */
class Filling {
  rows = 0;
  readonly #queries: Queries;
  readonly #tables: readonly Table[];
  #table: Table | undefined;
  #batch: RowLine[] = [];
  #characters = 0;

  constructor(queries: Queries, tables: readonly Table[]) {
    this.#queries = queries;
    this.#tables = tables;
  }

  /** Begins with the rows of a table. */
  async begin({ table: name, columns }: TableLine): Promise<void> {
    await this.flush();
    const table = this.#tables.find((one) => one.name === name);
    const types = new Map(table?.columns.map((column) => [column.name, column]));
    const own = columns.flatMap((column) => types.get(column) ?? []);
    if (!table || own.length !== types.size || own.length !== columns.length) {
      throw new BadBackup(`its table ${name} is none of the connector`);
    }
    this.#table = { name, columns: own };
  }

  async add(row: RowLine, characters: number): Promise<void> {
    if (!this.#table || row.length !== this.#table.columns.length) throw new BadBackup('a row of it fits no table');
    this.#batch.push(row);
    this.#characters += characters;
    this.rows += 1;
    if (this.#batch.length >= BATCH_ROWS || this.#characters >= BATCH_CHARACTERS) await this.flush();
  }

  async flush(): Promise<void> {
    const [batch, table] = [this.#batch, this.#table];
    this.#batch = [];
    this.#characters = 0;
    if (batch.length === 0 || !table) return;
    const names = table.columns.map(({ name }) => quoted(name)).join(', ');
    const typed = table.columns.map(({ name, type }) => `${quoted(name)}::${type}`).join(', ');
    const lists = table.columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
    await this.#queries.query(
      `INSERT INTO connector.${quoted(table.name)} (${names}) OVERRIDING SYSTEM VALUE
       SELECT ${typed} FROM unnest(${lists}) AS given (${names})`,
      table.columns.map((_, index) => batch.map((row) => row[index])),
    );
  }
}

async function setSequences(queries: Queries, { sequences }: EndLine): Promise<void> {
  for (const [name, last] of Object.entries(sequences)) {
    if (last !== null)
      await queries.query('SELECT setval($1::regclass, $2::bigint)', [`connector.${quoted(name)}`, last]);
  }
}

/** @throws BadBackup when the lines are not all there, or not as they were written */
async function fill(
  queries: Queries,
  lines: AsyncIterator<string>,
  hash: ReturnType<typeof createHash>,
): Promise<number> {
  const tables = await listTables(queries);
  // What the steps themselves have put there is in the backup as well.
  for (const { name } of tables.toReversed()) await queries.query(`DELETE FROM connector.${quoted(name)}`);
  const filling = new Filling(queries, tables);
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const line = readLine(next.value);
    if ('sha256' in line) {
      await filling.flush();
      const { sequences, rows } = line;
      if (rows !== filling.rows || line.sha256 !== endLine(hash, { sequences, rows }).sha256) {
        throw new BadBackup('its checksum does not fit: something of it was changed');
      }
      if (!(await lines.next()).done) throw new BadBackup('something follows its end');
      await setSequences(queries, line);
      return filling.rows;
    }
    hash.update(next.value).update('\n');
    if ('table' in line) await filling.begin(line);
    else await filling.add(line, next.value.length);
  }
  throw new BadBackup('it ends too early: it was cut off');
}

/**
 * Fills a database from the lines of a backup: all of it or nothing. Tables of an earlier version are brought up to
 * date.
 *
 * @param then runs before any of it can be seen
 * @throws BadBackup; StartProblem when the connector has been at work on the database
 */
export function loadBackup(
  database: Database,
  lines: AsyncIterator<string>,
  then: (database: Database) => Promise<void>,
): Promise<Loaded> {
  return database.transaction(async (queries) => {
    const inside = asDatabase(database, queries);
    const first = await lines.next();
    if (first.done) throw new BadBackup('it is empty');
    const head = readHead(first.value);
    const steps = stepsOf(head);
    await lockMigrations(queries);
    if (await isMigrated(queries)) throw notEmpty('DATABASE_URL', 'the server');
    await migrate(inside, steps);
    const hash = createHash('sha256').update(first.value).update('\n');
    const rows = await fill(queries, lines, hash);
    await migrate(inside);
    await then(inside);
    return { head, rows };
  });
}
