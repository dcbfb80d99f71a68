import type { Services } from '../services.ts';
import { logFailure } from '../store/log-failure.ts';
import { databaseBytes as readBytes } from '../store/sizes.ts';

/** Sets the gauge of the size of the database. Without the database it is absent. */
export async function showSize({ database, metrics: { databaseBytes }, log }: Services): Promise<void> {
  try {
    databaseBytes.set(await readBytes(database));
  } catch (err) {
    databaseBytes.remove();
    logFailure(log, { err }, 'the size of the database could not be read for /metrics');
  }
}
