import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The primary result code "database is locked": https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

const isBusy = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && 'errcode' in thrown && thrown.errcode === SQLITE_BUSY;

/**
 * Makes this process the only one that uses the folder. The embedded database does not notice a second process, and
 * rows would be lost silently.
 *
 * The lock is one of the operating system, so it ends with the process however that dies; a file with a process id
 * would outlive a kill -9, and the id may by then belong to somebody else. Node offers such locks only through its
 * built-in SQLite, whose exclusive transaction holds one on the file `lock` for as long as the connection is open.
 *
 * @returns gives the folder free
 * @throws {Error} one line for the operator, when another process holds the folder
 */
export function lockDataDir(dataDir: string): () => void {
  const file = new DatabaseSync(join(dataDir, 'lock'));
  try {
    file.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    if (!isBusy(error)) throw error;
    throw new Error(`DATA_DIR ${dataDir} is in use by another process: stop that one, or choose another DATA_DIR.`);
  }
  return () => file.close();
}
