import { randomUUID } from 'node:crypto';
import { putBack } from '../../apply/put-back.ts';
import { createLog } from '../../base/log.ts';
import { beginIncarnation, endIncarnation } from '../../store/incarnations.ts';
import { openDatabase } from '../../store/open-database.ts';
import { fail } from '../fail.ts';
import { readEnvironment } from '../read-environment.ts';

const counted = (count: number, one: string): string => (count === 1 ? `1 ${one}` : `${count} ${one}s`);

/**
 * Takes over a database that was put back by other means, without starting the connector. The marks of starts show it.
 *
 * @returns the exit code
 */
export async function restore(environment: NodeJS.ProcessEnv): Promise<number> {
  const settings = readEnvironment(environment);
  const database = await openDatabase({ ...settings, mustExist: true }).catch(fail);
  try {
    const id = randomUUID();
    await beginIncarnation(database, { id, began: 'restored' });
    const { jobs, plans, writes } = await putBack({ database, log: createLog(settings.logLevel, process.stderr) });
    await endIncarnation(database, id);
    process.stdout.write(
      [
        'Nothing that this database remembers of Omni counts any more: it is read again.',
        `${counted(jobs, 'open job')} paused as RESTORED: approve-job lets one go on, cancel-job ends it.`,
        `${counted(plans, 'plan')} ended, ${counted(writes, 'open write')} to be settled by a look at Omni.`,
        'Schedules begin with their next due time. Start the connector now.\n',
      ].join('\n'),
    );
    return 0;
  } catch (thrown) {
    return fail(thrown);
  } finally {
    await database.close();
  }
}
