import { say } from '../push/terminal.ts';
import { readStoreEnvironment } from '../read-environment.ts';
import { writeBackupFile } from './backup-file.ts';
import { runOnStore } from './on-store.ts';

/** Writes everything that the database holds to a file. @returns the exit code */
export async function backup(environment: NodeJS.ProcessEnv, path: string): Promise<number> {
  const settings = readStoreEnvironment(environment);
  await writeBackupFile(path, (write) => runOnStore(settings, 'backup', {}, write));
  say(`${path} is whole. It holds what the database holds, people's values among it: keep it as safe.`);
  return 0;
}
