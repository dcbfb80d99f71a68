import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StartProblem } from '../errors/start-problem.ts';

/** Only the owner may look: the database holds users' names and values. */
const OWNER_ONLY = 0o700;

const codeOf = (thrown: unknown): string => (thrown as NodeJS.ErrnoException).code ?? '';

const REASONS: Readonly<Record<string, readonly [reason: string, fix: string]>> = {
  EEXIST: ['is no folder', 'Name a folder, or remove the file.'],
  ENOTDIR: ['is no folder, or lies below a file', 'Name a folder, or remove the file.'],
  EACCES: ['may not be read and written by this user', 'Give the folder to the user that runs the connector.'],
  EPERM: ['may not be read and written by this user', 'Give the folder to the user that runs the connector.'],
  EROFS: ['is on a file system that is read-only', 'Name a folder on one that can be written.'],
  ENOENT: ['cannot be made there', 'Name a folder on a disk.'],
  ENOSPC: ['has no space left', 'Make room on its disk.'],
};

/** Why a folder cannot hold the embedded database: setting, reason, fix. */
export function dataDirProblem(thrown: unknown, dataDir: string): StartProblem {
  if (thrown instanceof StartProblem) return thrown;
  const code = codeOf(thrown);
  const [reason, fix] = REASONS[code] ?? [
    `holds a database that cannot be opened: ${(thrown as Error).message}`,
    'Put a copy of the folder back, or name an empty one.',
  ];
  const shownCode = code in REASONS ? ` (${code})` : '';
  return new StartProblem('DATA_DIR', `${dataDir} ${reason}${shownCode}`, fix, { cause: thrown });
}

/** The status of what is there; undefined when nothing is. */
const found = (path: string) => statSync(path, { throwIfNoEntry: false });

/** Whether there is an embedded database in the folder. */
export const hasDatabase = (dataDir: string): boolean => found(join(dataDir, 'postgres')) !== undefined;

/** The nearest folder that exists, for one that is still to be made. */
function nearestFolder(path: string): string {
  return found(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

/** Makes a folder and those above it. Not by the option `recursive`, which never ends on a path like /proc/none. */
function makeFolder(path: string): void {
  if (found(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path, { mode: OWNER_ONLY });
}

/** A database that belongs to another user is not touched: what this one writes into it, that one could not open. */
function checkOwner(dataDir: string, self: number | undefined): void {
  const owner = found(join(dataDir, 'postgres'))?.uid;
  if (owner === undefined || self === undefined || owner === self) return;
  throw new StartProblem(
    'DATA_DIR',
    `${dataDir} holds the database of another user (uid ${owner}, not ${self})`,
    'Run the command as that user.',
  );
}

/**
 * Looks whether the folder can hold the embedded database, and changes nothing.
 *
 * @param self the user id of this process; undefined where the system has none
 * @throws StartProblem
 */
export function checkDataDir(dataDir: string, self = process.getuid?.()): void {
  try {
    const folder = nearestFolder(resolve(dataDir));
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    checkOwner(dataDir, self);
  } catch (thrown) {
    throw dataDirProblem(thrown, dataDir);
  }
}

/**
 * Makes the folder of the embedded database where it is missing, for its owner alone.
 *
 * @throws StartProblem
 */
export function prepareDataDir(dataDir: string): void {
  checkDataDir(dataDir);
  try {
    makeFolder(resolve(dataDir));
  } catch (thrown) {
    throw dataDirProblem(thrown, dataDir);
  }
}
