/**
 * Run as `node work-until-killed.ts` with DATA_DIR or DATABASE_URL: works on pushes, one row each 10 ms, and prints a
 * line for what the database has acknowledged, until somebody kills it. Times are milliseconds of this process's life.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Secret } from '../../../src/base/secret.ts';
import { startWorker } from '../../../src/jobs/worker.ts';
import { moveJob } from '../../../src/store/job-moves.ts';
import { openDatabase } from '../../../src/store/open-database.ts';
import { settleRow } from '../../../src/store/push-row-outcomes.ts';
import { listPushRows } from '../../../src/store/push-rows.ts';

const { DATA_DIR: dataDir = '', DATABASE_URL: url } = process.env;
const say = (...words: (string | number)[]): void => void process.stdout.write(`${words.join(' ')}\n`);
const age = (): number => Math.round(performance.now());

const database = await openDatabase({ dataDir, databaseUrl: url === undefined ? undefined : new Secret(url) });
say('open', age());

await startWorker({
  database,
  log: { warn: (_fields, message) => say('warning', message), debug: (_fields, message) => say('warning', message) },
  run: async (jobId, signal) => {
    say('turn', age());
    while (!signal.aborted) {
      const [row] = await listPushRows(database, jobId, { state: 'waiting', limit: 1 });
      if (!row) {
        await moveJob(database, jobId, 'finish');
        return 'again';
      }
      await delay(10);
      await settleRow(database, { jobId, index: row.index, state: 'changed' });
      say('row', row.index);
    }
    return 'again';
  },
});
