import type { Services } from '../services.ts';
import { logFailure } from '../store/log-failure.ts';
import { countHints } from '../store/missing-people.ts';

/** Sets the gauges of what Okta has told. Without the database they are absent, and the other metrics stay. */
export async function showChanges({ database, clock, metrics, log }: Services): Promise<void> {
  const { waitingChanges, oldestChange, missingPeople } = metrics;
  try {
    const { waiting, oldestSince, missing } = await countHints(database);
    waitingChanges.set(waiting);
    oldestChange.set(oldestSince === null ? 0 : Math.max(0, clock.now() - oldestSince) / 1_000);
    missingPeople.set(missing);
  } catch (err) {
    for (const gauge of [waitingChanges, oldestChange, missingPeople]) gauge.remove();
    logFailure(log, { err }, 'the changes that wait could not be counted for /metrics');
  }
}
