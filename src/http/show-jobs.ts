import type { Services } from '../services.ts';
import { countOpenJobs } from '../store/jobs.ts';
import { logFailure } from '../store/log-failure.ts';

const OPEN = ['queued', 'running', 'needs-approval', 'paused'] as const;

/**
 * Sets the gauges of the jobs that have not ended. Without the database they are absent, and the other metrics stay.
 */
export async function showJobs({ database, metrics, log }: Services): Promise<void> {
  const { openJobs, pausedJobs } = metrics;
  // Not before the database has answered: whoever reads meanwhile gets what was there.
  const clear = () => {
    openJobs.reset();
    pausedJobs.reset();
  };
  try {
    const found = await countOpenJobs(database);
    clear();
    for (const status of OPEN) openJobs.set({ status }, 0);
    for (const { status, causeCode, count } of found) {
      openJobs.inc({ status }, count);
      if (status === 'paused') pausedJobs.set({ cause: causeCode }, count);
    }
  } catch (err) {
    clear();
    logFailure(log, { err }, 'the jobs could not be counted for /metrics');
  }
}
