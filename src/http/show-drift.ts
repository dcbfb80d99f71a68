import { shownCounters } from '../reports/drift-counters.ts';
import { factsOf } from '../reports/report-state.ts';
import type { Services } from '../services.ts';
import { logFailure } from '../store/log-failure.ts';
import { lastDriftReport } from '../store/report-rows.ts';

/** Sets the gauges of the last drift report. Without one, or without the database, they are absent. */
export async function showDrift({ database, metrics, log }: Services): Promise<void> {
  const { drift, driftReportedAt } = metrics;
  // Not before the database has answered: whoever reads meanwhile gets what was there.
  const clear = () => {
    drift.reset();
    driftReportedAt.reset();
  };
  try {
    const last = await lastDriftReport(database);
    clear();
    if (!last) return;
    const counters = shownCounters(factsOf(last).counts);
    for (const [counter, count] of Object.entries(counters)) drift.set({ counter }, count);
    driftReportedAt.set({}, last.finishedAt / 1_000);
  } catch (err) {
    clear();
    logFailure(log, { err }, 'the last drift report could not be read for /metrics');
  }
}
