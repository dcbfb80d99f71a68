import type { Readable } from 'node:stream';
import axios from 'axios';
import type { StoreSettings } from '../../config/store-settings.ts';
import { DataDirInUse } from '../../store/data-dir-lock.ts';
import { openDatabase } from '../../store/open-database.ts';
import { doorOf } from './door.ts';
import { linesOf } from './lines-of.ts';
import { OPERATIONS, type Operations, type WriteLine } from './operations.ts';

/** What arrives, unless the other end breaks it off: a stop of the connector, or a failure that its log tells of. */
async function* whole(answer: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* answer;
  } catch {
    throw new Error('The connector has cut its answer off: it stops, or its log tells why. Try again.');
  }
}

async function throughDoor(dataDir: string, name: string, options: object, write: WriteLine): Promise<void> {
  const request = { socketPath: doorOf(dataDir), responseType: 'stream', validateStatus: () => true } as const;
  const answer = await axios.post<Readable>(`http://localhost/${name}`, options, request).catch(() => {
    throw new DataDirInUse(dataDir);
  });
  if (answer.status === 200) {
    for await (const line of linesOf(whole(answer.data))) await write(line);
    return;
  }
  let reason = '';
  for await (const chunk of answer.data) reason += chunk;
  throw new Error(reason);
}

/**
 * Runs an operation on the database of the settings, as it is: in this process, or where a connector holds DATA_DIR
 * through its door.
 *
 * @throws StartProblem; Error in one line for the operator
 */
export async function runOnStore<Name extends keyof Operations>(
  settings: StoreSettings,
  name: Name,
  options: Operations[Name],
  write: WriteLine,
): Promise<void> {
  const opened = await openDatabase({ ...settings, mustExist: true, asItIs: true }).catch((thrown: unknown) => {
    if (thrown instanceof DataDirInUse) return undefined;
    throw thrown;
  });
  if (!opened) return await throughDoor(settings.dataDir, name, options, write);
  try {
    await OPERATIONS[name](opened, options, write);
  } finally {
    await opened.close();
  }
}

/** The line of an operation that answers one object. */
async function lineOf(run: (write: WriteLine) => Promise<void>): Promise<string> {
  let answer = '';
  await run(async (line) => {
    answer = line;
  });
  return answer;
}

/**
 * Asks the connector that holds DATA_DIR, and opens no database.
 *
 * @throws DataDirInUse where nobody answers at its door; Error in one line for the operator
 */
export async function askDoor<Name extends keyof Operations, Answer>(
  dataDir: string,
  name: Name,
  options: Operations[Name],
): Promise<Answer> {
  return JSON.parse(await lineOf((write) => throughDoor(dataDir, name, options, write))) as Answer;
}

/** As `runOnStore`, of an operation that answers one object. */
export async function askStore<Name extends keyof Operations, Answer>(
  settings: StoreSettings,
  name: Name,
  options: Operations[Name],
): Promise<Answer> {
  return JSON.parse(await lineOf((write) => runOnStore(settings, name, options, write))) as Answer;
}
