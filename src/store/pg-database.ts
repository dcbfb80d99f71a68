import pg from 'pg';
import type { Secret } from '../base/secret.ts';
import type { Database, Queries } from './database.ts';
import { NamedStatements } from './named-statements.ts';
import { mayFailAgain, runWork, toStoreError } from './statements.ts';

const MAX_CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 20_000;
/** A migration may build an index of millions of audit entries. */
const SCRIPT_TIMEOUT_MS = 3_600_000;
/**
 * A process that stalls inside of a transaction keeps its locks, among them the end of the audit chain, for which every
 * writer on every replica waits: the server ends the transaction instead.
 */
const BEGIN = 'BEGIN; SET LOCAL idle_in_transaction_session_timeout = 5000';

/** bigint arrives as text by default; ours are sequence numbers and milliseconds, all far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (type, format) => (type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format)),
};

function queriesOf(connection: pg.ClientBase, statements: NamedStatements): Queries {
  const run = (query: pg.QueryConfig) =>
    connection.query(query).catch((error: unknown) => {
      throw statements.outdatedBy(error) ?? toStoreError(error);
    });

  return {
    query: async (text, parameters = []) => (await run(statements.named(connection, text, [...parameters]))).rows,
    script: async (text) => {
      // The types do not have it: https://node-postgres.com/apis/client#queryconfig
      await run({ text, query_timeout: SCRIPT_TIMEOUT_MS } as pg.QueryConfig);
    },
  };
}

/** Commits what work has done on a connection; of work that throws nothing is kept. */
async function inTransaction<T>(queries: Queries, work: (queries: Queries) => Promise<T>): Promise<T> {
  await queries.query(BEGIN);
  const result = await runWork(queries, work);
  await queries.query('COMMIT');
  return result;
}

const close = async (client: pg.PoolClient): Promise<void> => client.release(true);

/**
 * Gives the connection back; one that cannot even roll back, or may fail with the next statement, is closed instead.
 */
async function rollBack(client: pg.PoolClient, error: unknown): Promise<void> {
  try {
    await client.query('ROLLBACK');
    client.release(mayFailAgain(error));
  } catch {
    client.release(true);
  }
}

/** What is told of connections. */
export interface ConnectionListeners {
  /** Hears about connections that broke; the next statement opens a new one. */
  lost(error: Error): void;
  /** Does something on each connection before anybody else gets it. What it throws closes that, and they meet it. */
  made?(connection: Pick<Database, 'query' | 'transaction'>): Promise<void>;
}

/** A PostgreSQL server behind a pool of connections; connects at the first statement. */
export function openPgDatabase(databaseUrl: Secret, { lost, made }: ConnectionListeners): Database {
  const statements = new NamedStatements();
  const pool = new pg.Pool({
    connectionString: databaseUrl.reveal(),
    application_name: 'okta-workflows-omni',
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    // A connection that nobody uses holds no process that is at its end.
    allowExitOnIdle: true,
    types,
    // The pool waits for it: https://node-postgres.com/apis/pool#onconnect
    onConnect: async (client: pg.ClientBase) => {
      await statements.look(client);
      const queries = queriesOf(client, statements);
      await made?.({ ...queries, transaction: (work) => inTransaction(queries, work) });
    },
  });
  // Without a listener on the pool (idle connections) and on each client (those in use), a lost connection would be an
  // uncaught 'error' event and end the process: https://node-postgres.com/apis/pool#error
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));

  /** @param failed gives the connection back, or closes it */
  async function onConnection<T>(
    work: (queries: Queries) => Promise<T>,
    failed: (client: pg.PoolClient, error: unknown) => Promise<void> = close,
  ): Promise<T> {
    const client = await pool.connect().catch((error: unknown) => {
      throw toStoreError(error);
    });
    try {
      await statements.renew(client);
      const result = await work(queriesOf(client, statements));
      client.release();
      return result;
    } catch (error) {
      await failed(client, error);
      throw error;
    }
  }

  return {
    kind: 'server',
    query: (text, parameters) => onConnection((queries) => queries.query(text, parameters)),
    script: (text) => onConnection((queries) => queries.script(text)),
    transaction: (work) => onConnection((queries) => inTransaction(queries, work), rollBack),
    close: () => pool.end(),
  };
}
