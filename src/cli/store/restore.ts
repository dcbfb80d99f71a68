import { randomUUID } from 'node:crypto';
import { type PutBack, putBack } from '../../apply/put-back.ts';
import { createLog } from '../../base/log.ts';
import { beginAuditKey } from '../../store/audit-head.ts';
import { BadBackup } from '../../store/backup/format.ts';
import { restoreInto } from '../../store/backup/restore-into.ts';
import type { Database } from '../../store/database.ts';
import { beginIncarnation, endIncarnation } from '../../store/incarnations.ts';
import { openDatabase } from '../../store/open-database.ts';
import { say, tell } from '../push/terminal.ts';
import { readStoreEnvironment } from '../read-environment.ts';
import { readBackupFile } from './backup-file.ts';

const counted = (count: number, one: string): string => (count === 1 ? `1 ${one}` : `${count} ${one}s`);

/** Takes over a database that is older than Omni. The marks of starts show it. */
async function takeOver(database: Database): Promise<PutBack> {
  const id = randomUUID();
  await beginAuditKey(database, Date.now());
  await beginIncarnation(database, { id, began: 'restored' });
  const result = await putBack({ database, log: createLog('warn', process.stderr) });
  await endIncarnation(database, id);
  return result;
}

function sayTakenOver({ jobs, plans, writes }: PutBack): void {
  say('Nothing that this database remembers of Omni counts any more: it is read again.');
  say(`${counted(jobs, 'open job')} paused as RESTORED: approve-job lets one go on, cancel-job ends it.`);
  say(`${counted(plans, 'plan')} ended, ${counted(writes, 'open write')} to be settled by a look at Omni.`);
  say('Schedules begin with their next due time. Start the connector now.');
}

/** Takes over a database that was put back by other means, without starting the connector. */
async function restoreInPlace(environment: NodeJS.ProcessEnv): Promise<void> {
  const database = await openDatabase({ ...readStoreEnvironment(environment), mustExist: true });
  try {
    sayTakenOver(await takeOver(database));
  } finally {
    await database.close();
  }
}

async function restoreFile(environment: NodeJS.ProcessEnv, path: string): Promise<void> {
  let result: PutBack = { jobs: 0, plans: 0, writes: 0 };
  const then = async (database: Database): Promise<void> => {
    result = await takeOver(database);
  };
  const { head, rows } = await restoreInto(readStoreEnvironment(environment), readBackupFile(path), then).catch(
    (thrown: unknown) => {
      if (thrown instanceof BadBackup) throw new Error(`${path}: ${thrown.message}. Nothing was restored.`);
      throw thrown;
    },
  );
  tell(`${rows} rows of ${head.madeAt}, version ${head.version}.`);
  sayTakenOver(result);
}

/**
 * Makes the database of a backup, or takes one over that was put back by other means.
 *
 * @param path of the backup; left out: the database is there
 * @returns the exit code
 */
export async function restore(environment: NodeJS.ProcessEnv, path?: string): Promise<number> {
  await (path === undefined ? restoreInPlace(environment) : restoreFile(environment, path));
  return 0;
}
