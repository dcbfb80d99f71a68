import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import { BadBackup } from '../../store/backup/format.ts';
import { linesOf } from './lines-of.ts';
import type { WriteLine } from './operations.ts';

/** Only the owner may look: a backup holds what the database holds. */
const OWNER_ONLY = 0o600;

/**
 * Writes a backup to a file, which has its name only when it is whole and on the disk.
 *
 * @param fill writes the lines
 * @throws Error in one line where there is a file of that name
 */
export async function writeBackupFile(path: string, fill: (write: WriteLine) => Promise<void>): Promise<void> {
  if (existsSync(path)) throw new Error(`${path} is there already: name a new file.`);
  const draft = `${path}.partial`;
  const file = createWriteStream(draft, { mode: OWNER_ONLY, flags: 'wx', flush: true });
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  try {
    await once(file, 'open');
    const written = finished(gzip.pipe(file));
    const failed = written.then(() => new Promise<never>(() => undefined));
    // Whoever waits for them hears of a full disk; until then nobody does.
    failed.catch(() => undefined);
    await fill(async (line) => {
      if (!gzip.write(`${line}\n`)) await Promise.race([once(gzip, 'drain'), failed]);
    });
    gzip.end();
    await written;
    renameSync(draft, path);
  } catch (thrown) {
    gzip.destroy();
    file.destroy();
    const { code } = thrown as NodeJS.ErrnoException;
    // One that was there before is not this one's to remove.
    if (code === 'EEXIST')
      throw new Error(`${draft} is there: another backup writes it, or remove it if one was killed.`);
    rmSync(draft, { force: true });
    throw thrown;
  }
}

/** The lines of a backup in a file. @throws BadBackup, while they are read, where it cannot be unpacked */
export async function* readBackupFile(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  await once(file, 'open').catch(({ code }: NodeJS.ErrnoException) => {
    throw new Error(`${path} cannot be read (${code}).`);
  });
  const gunzip = createGunzip();
  file.once('error', (error) => gunzip.destroy(error));
  try {
    yield* linesOf(file.pipe(gunzip));
  } catch (cause) {
    throw new BadBackup('it cannot be unpacked: it was changed or cut off', { cause });
  } finally {
    file.destroy();
  }
}
