import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Secret } from '../../../src/base/secret.ts';
import { freePort } from '../../support/free-port.ts';
import { until } from '../../support/until.ts';
import { initServer, otherUser, serve } from './own-server.ts';
import { openTcpProxy } from './tcp-proxy.ts';

/** What the standby has not got yet. */
const KEEPS = ['wal_keep_size=64MB'];

/** A PostgreSQL server and its standby, which gets what is committed a moment later. */
export interface PostgresPair {
  /** Where a client finds the one that can be written to. */
  readonly url: Secret;
  /** Waits until the standby has all, and keeps from it what is committed from now on. */
  cutLink(): Promise<void>;
  /** Kills the server, promotes its standby, and leads clients there. */
  failOver(): Promise<void>;
  close(): Promise<void>;
}

/** Runs one statement. @returns its first row */
async function run(url: string, sql: string): Promise<Record<string, unknown> | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
}

/** Makes the folder of a server, and a copy of it that follows it as its standby. */
async function prepare(folder: string, port: number, password: string): Promise<[dir: string, otherDir: string]> {
  const dir = await initServer(folder, password);
  const otherDir = join(folder, 'standby');
  execFileSync('cp', ['-a', dir, otherDir]);
  const conninfo = `host=127.0.0.1 port=${port} user=postgres password=${password}`;
  appendFileSync(join(otherDir, 'postgresql.auto.conf'), `primary_conninfo = '${conninfo}'\n`);
  const signal = join(otherDir, 'standby.signal');
  writeFileSync(signal, '');
  const user = otherUser();
  if (user) chownSync(signal, user.uid, user.gid);
  return [dir, otherDir];
}

/** Starts a server on 127.0.0.1, and a standby that was a copy of it. */
export async function startPostgresPair(): Promise<PostgresPair> {
  const folder = mkdtempSync(join(tmpdir(), 'postgres-pair-'));
  const [port, otherPort, password] = [await freePort(), await freePort(), randomUUID()];
  const [dir, otherDir] = await prepare(folder, port, password);
  const urlOf = (where: number) => `postgres://postgres:${password}@127.0.0.1:${where}/postgres`;
  const first = await serve(dir, port, KEEPS);
  const second = await serve(otherDir, otherPort, KEEPS);
  const reached = `SELECT FROM pg_stat_replication WHERE state = 'streaming' AND replay_lsn = pg_current_wal_lsn()`;
  const hasAll = async () => (await run(urlOf(port), reached).catch(() => undefined)) !== undefined;
  await until(hasAll);
  const way = await openTcpProxy(port);
  return {
    url: new Secret(urlOf(way.port)),
    async cutLink() {
      await until(hasAll);
      await run(urlOf(otherPort), `ALTER SYSTEM SET primary_conninfo = ''`);
      await run(urlOf(otherPort), 'SELECT pg_reload_conf()');
      await until(async () => (await run(urlOf(otherPort), 'SELECT FROM pg_stat_wal_receiver')) === undefined);
    },
    async failOver() {
      await first.end('SIGKILL');
      await run(urlOf(otherPort), 'SELECT pg_promote()');
      way.lead(otherPort);
    },
    async close() {
      await way.close();
      await Promise.all([first.end('SIGINT'), second.end('SIGINT')]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
