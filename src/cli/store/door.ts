import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Log } from '../../base/log.ts';
import type { Database } from '../../store/database.ts';
import { OPERATIONS, type WriteLine } from './operations.ts';

/** Where a connector that holds DATA_DIR takes what commands ask of its database. */
export const doorOf = (dataDir: string): string => join(dataDir, 'door');

const MAX_OPTIONS_BYTES = 65_536;
/** Whoever takes nothing for so long is gone; while they take, a backup keeps others from the embedded database. */
const STALLED_MS = 10_000;

async function readOptions(request: IncomingMessage): Promise<object> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_OPTIONS_BYTES) throw new Error('the options are too long');
  }
  return JSON.parse(text);
}

/** Writes lines as fast as they are taken. */
function lineWriter(response: ServerResponse): WriteLine {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return async (line) => {
    gone.signal.throwIfAborted();
    if (response.write(`${line}\n`)) return;
    await once(response, 'drain', { signal: AbortSignal.any([gone.signal, AbortSignal.timeout(STALLED_MS)]) });
  };
}

async function answer(database: Database, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const name = request.url?.slice(1) ?? '';
  if (!Object.hasOwn(OPERATIONS, name)) throw new Error('the connector that runs there does not know this command');
  // Its owner alone sends the options: what fits no operation fails in it.
  const run = OPERATIONS[name as keyof typeof OPERATIONS] as (
    database: Database,
    options: object,
    write: WriteLine,
  ) => Promise<void>;
  await run(database, await readOptions(request), lineWriter(response));
  response.end();
}

/**
 * Opens a door to the embedded database for the commands that need it while the connector runs, since only one process
 * can have it open: a socket in DATA_DIR that its owner alone can connect to. So it takes no token: whoever may use it
 * may read the database's files as well.
 *
 * @returns closes it
 */
export async function openDoor(dataDir: string, database: Database, log: Log): Promise<() => Promise<void>> {
  const path = doorOf(dataDir);
  const running = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const answered = answer(database, request, response).catch((err: Error) => {
      log.warn({ err }, 'a command that came through the door has failed');
      // What has begun is cut off, so that nobody takes it for whole.
      if (response.headersSent) response.destroy();
      else response.writeHead(400).end(err.message);
    });
    running.add(answered);
    void answered.finally(() => running.delete(answered));
  });
  try {
    // This process holds the folder: what is there was left by one that was killed.
    rmSync(path, { force: true });
    const before = process.umask(0o177);
    server.listen(path);
    process.umask(before);
    await once(server, 'listening');
    chmodSync(path, 0o600);
  } catch (err) {
    log.warn({ err }, 'there is no door for commands: backup, audit and forget need the connector stopped');
    return async () => undefined;
  }
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    // What nobody waits for any more still comes to its end on the database.
    await Promise.all(running);
  };
}
