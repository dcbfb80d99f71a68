import type { Database, Queries } from './database.ts';

/** One run of a connector on this database, or one command that has put the database back. */
export interface Incarnation {
  /** A UUID, made by the caller. */
  readonly id: string;
  /** `restored`: the database was put back from a copy before. */
  readonly began: 'start' | 'restored';
}

/** The run that began last before; times are milliseconds since the epoch. */
export interface EarlierIncarnation {
  readonly startedAt: number;
  /** Null: it was killed, or still runs. */
  readonly stoppedAt: number | null;
}

/** So many marks are kept: enough for a look back, also where something ends a process again and again. */
const KEPT = 100;

const LAST = `
  SELECT started_at AS "startedAt", stopped_at AS "stoppedAt" FROM connector.incarnations
  ORDER BY started_at DESC, id LIMIT 1`;

const PURGE = `
  DELETE FROM connector.incarnations WHERE id NOT IN (
    SELECT id FROM connector.incarnations ORDER BY started_at DESC, id LIMIT ${KEPT - 1}
  )`;

const BEGIN = 'INSERT INTO connector.incarnations (id, began, started_at) SELECT $1, $2, connector.now_ms(NULL)';

/** Marks a start. @returns the one before; undefined: there is no mark of any */
export function beginIncarnation(
  database: Database,
  { id, began }: Incarnation,
): Promise<EarlierIncarnation | undefined> {
  return database.transaction(async (queries) => {
    const [last] = await queries.query<EarlierIncarnation>(LAST);
    await queries.query(PURGE);
    await queries.query(BEGIN, [id, began]);
    return last;
  });
}

/** Marks a clean stop. */
export async function endIncarnation(queries: Queries, id: string): Promise<void> {
  await queries.query('UPDATE connector.incarnations SET stopped_at = connector.now_ms(NULL) WHERE id = $1', [id]);
}
