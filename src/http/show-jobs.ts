import type { Services } from '../services.ts';
import { countOpenJobs, lastGoodSyncs } from '../store/jobs.ts';
import { logFailure } from '../store/log-failure.ts';

const OPEN = ['queued', 'running', 'needs-approval', 'paused'] as const;

/**
 * Sets the gauges of the jobs that have not ended. Without the database they are absent, and the other metrics stay.
 */
export async function showJobs({ database, metrics, log }: Services): Promise<void> {
  const { openJobs, pausedJobs, oldestJob, lastSync } = metrics;
  // Not before the database has answered: whoever reads meanwhile gets what was there.
  const clear = () => {
    for (const gauge of [openJobs, pausedJobs, oldestJob, lastSync]) gauge.reset();
  };
  try {
    const [found, syncs] = await Promise.all([countOpenJobs(database), lastGoodSyncs(database)]);
    clear();
    for (const { kind, finishedAt } of syncs) lastSync.set({ kind }, finishedAt / 1_000);
    for (const status of OPEN) {
      openJobs.set({ status }, 0);
      const ages = found.filter((one) => one.status === status).map(({ oldestMs }) => oldestMs);
      oldestJob.set({ status }, Math.max(0, ...ages) / 1_000);
    }
    for (const { status, causeCode, count } of found) {
      openJobs.inc({ status }, count);
      if (status === 'paused') pausedJobs.set({ cause: causeCode }, count);
    }
  } catch (err) {
    clear();
    logFailure(log, { err }, 'the jobs could not be counted for /metrics');
  }
}
