import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { restoreInto } from '../../store/backup/restore-into.ts';
import { writeBackup } from '../../store/backup/write-backup.ts';
import { putMovedAside } from '../../store/embedded-database.ts';
import { openDatabase } from '../../store/open-database.ts';
import { say } from '../push/terminal.ts';
import { readStoreEnvironment } from '../read-environment.ts';
import { readBackupFile, writeBackupFile } from './backup-file.ts';

/**
 * Moves the embedded database to a server. It is the same state that goes on there, so nothing of it is doubted; the
 * one it was is put aside, so that never two go on with it.
 *
 * @returns the exit code
 */
export async function move(environment: NodeJS.ProcessEnv): Promise<number> {
  const settings = readStoreEnvironment(environment);
  const { databaseUrl, ...embedded } = settings;
  if (!databaseUrl) throw new Error('DATABASE_URL is not set: it names the server that the database is moved to.');
  const source = await openDatabase({ ...embedded, mustExist: true, asItIs: true });
  const copy = join(settings.dataDir, 'moving');
  try {
    // One of a move that was killed.
    rmSync(`${copy}.partial`, { force: true });
    rmSync(copy, { force: true });
    await writeBackupFile(copy, (write) => writeBackup(source, write));
    // This process holds the folder until it is moved: no connector can start on it and write more.
    await restoreInto(settings, readBackupFile(copy), async () => undefined);
  } finally {
    rmSync(copy, { force: true });
    await source.close();
  }
  const place = putMovedAside(settings.dataDir);
  say(`The database is on the server now, with its jobs, its audit log and all that it remembers.`);
  say(
    `What it was is in ${place}: remove that when the connector runs. Start it with DATABASE_URL, without --restored.`,
  );
  return 0;
}
