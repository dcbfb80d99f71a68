import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartProblem } from '../errors/start-problem.ts';

/** The primary result code "database is locked": https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

const isBusy = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && 'errcode' in thrown && thrown.errcode === SQLITE_BUSY;

/** Another process holds the folder. */
export class DataDirInUse extends StartProblem {
  constructor(dataDir: string) {
    super('DATA_DIR', `${dataDir} is in use by another process`, 'Stop that one, or choose another DATA_DIR.');
  }
}

const cannotLock = (dataDir: string, cause: unknown): StartProblem =>
  new StartProblem(
    'DATA_DIR',
    `${dataDir} cannot hold a lock (${(cause as Error).message})`,
    'Name a folder on a disk, which the user that runs the connector may write to.',
    { cause },
  );

function openLock(dataDir: string): DatabaseSync {
  try {
    return new DatabaseSync(join(dataDir, 'lock'));
  } catch (cause) {
    throw cannotLock(dataDir, cause);
  }
}

/**
 * Makes this process the only one that uses the folder. The embedded database does not notice a second process, and
 * rows would be lost silently.
 *
 * The lock is one of the operating system, so it ends with the process however that dies; a file with a process id
 * would outlive a kill -9, and the id may by then belong to somebody else. Node offers such locks only through its
 * built-in SQLite, whose exclusive transaction holds one on the file `lock` for as long as the connection is open.
 *
 * @returns gives the folder free
 * @throws {StartProblem} when another process holds the folder, or the lock cannot be made in it
 */
export function lockDataDir(dataDir: string): () => void {
  const file = openLock(dataDir);
  try {
    file.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    file.close();
    throw isBusy(cause) ? new DataDirInUse(dataDir) : cannotLock(dataDir, cause);
  }
  return () => file.close();
}
