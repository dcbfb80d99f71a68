import { ConnectorError } from '../errors/connector-error.ts';
import type { Queries } from './database.ts';

/**
 * How long the plan of a statement is kept, ms: it goes by the sizes that the tables had, and one that was made while
 * they were empty must not stay.
 */
export const PLAN_KEPT_MS = 10_000;

/**
 * SQLSTATE classes and codes that say "not now" instead of "wrong statement"
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html): connection, authorization, no such database,
 * deadlock, resources, operator intervention, system error, a server that became read-only, and a transaction whose
 * process has stalled.
 */
const UNAVAILABLE: ReadonlySet<string> = new Set(['08', '28', '3D', '40', '53', '57', '58', '25006', '25P03']);
/** Conflicts of rows and of transactions: they are over with the transaction. */
const OF_TRANSACTION: ReadonlySet<string> = new Set(['23', '40']);

function sqlState(thrown: unknown): string | undefined {
  const isSqlError = thrown instanceof Error && 'severity' in thrown && 'code' in thrown;
  return isSqlError ? String(thrown.code) : undefined;
}

/** A database that cannot answer now, be it for a moment. */
export const unavailable = (cause: unknown): ConnectorError =>
  new ConnectorError('STORE_UNAVAILABLE', {}, [], { cause });

/** What to throw for a failed statement: a mistake in the SQL stays itself, everything else is STORE_UNAVAILABLE. */
export function toStoreError(thrown: unknown): unknown {
  const state = sqlState(thrown);
  const isMistake = state !== undefined && !UNAVAILABLE.has(state) && !UNAVAILABLE.has(state.slice(0, 2));
  return isMistake ? thrown : unavailable(thrown);
}

/** Whether work on a connection may have failed by what that connection is or keeps, and may fail there again. */
export function mayFailAgain(thrown: unknown): boolean {
  const isUnavailable = thrown instanceof ConnectorError && thrown.code === 'STORE_UNAVAILABLE';
  const state = sqlState(isUnavailable ? thrown.cause : thrown);
  return state === undefined ? isUnavailable : !OF_TRANSACTION.has(state.slice(0, 2));
}

/**
 * Runs the work of one transaction and throws when any of its statements failed, even if the work caught that:
 * PostgreSQL answers the COMMIT of a failed transaction with a silent rollback, which must not look like success.
 */
export async function runWork<T>(queries: Queries, work: (queries: Queries) => Promise<T>): Promise<T> {
  const failures: unknown[] = [];
  const watched = <R>(result: Promise<R>): Promise<R> =>
    result.catch((error: unknown) => {
      failures.push(error);
      throw error;
    });

  const result = await work({
    query: (sql, parameters) => watched(queries.query(sql, parameters)),
    script: (sql) => watched(queries.script(sql)),
  });
  if (failures.length > 0) throw failures[0];
  return result;
}
