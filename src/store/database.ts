import type { AuditScheme } from './audit-scheme.ts';

/** One row as the database gives it; the column types are the caller's promise about its own statement. */
export type Row = Record<string, unknown>;

/** Runs statements: the database itself, or one transaction of it. */
export interface Queries {
  /**
   * Those whose keys the settings hold: the first makes new audit entries, all of them check. Left out: none is keyed.
   */
  readonly auditSchemes?: readonly AuditScheme[];
  /**
   * Runs one statement of PostgreSQL SQL.
   *
   * @param sql the statement, with $1, $2 … for the parameters; never built from input
   * @param parameters values for the placeholders; pass JSON as text with a ::json cast
   * @throws {ConnectorError} STORE_UNAVAILABLE when the database does not answer
   */
  query<T extends object = Row>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** Runs a script of several statements without parameters, as migrations are. */
  script(sql: string): Promise<void>;
}

/** The store's access to PostgreSQL, embedded (PGlite) or a server (pg): same SQL, same results, bigint as number. */
export interface Database extends Queries {
  readonly kind: 'embedded' | 'server';
  /**
   * Runs several statements as one: committed when `work` resolves, rolled back when it throws. Keep it short, and use
   * only the given queries inside: the embedded database has one connection, and would wait for itself.
   */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
