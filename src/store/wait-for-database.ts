import type { Clock } from '../base/clock.ts';
import { StartProblem } from '../errors/start-problem.ts';
import type { Database } from './database.ts';
import type { StoreLog } from './open-database.ts';

/** A machine that starts everything at once has its database up by then. */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 2_000;

const isPassing = (thrown: unknown): thrown is StartProblem => thrown instanceof StartProblem && thrown.passing;

/**
 * Opens the database, and for a minute tries again while it is not up yet. The log says so once.
 *
 * @throws what opening it has met, at once where waiting does not help
 */
export async function waitForDatabase(
  open: () => Promise<Database>,
  { clock, log }: { readonly clock: Clock; readonly log: Pick<StoreLog, 'warn'> },
): Promise<Database> {
  const until = clock.now() + PATIENCE_MS;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await open();
    } catch (thrown) {
      if (!isPassing(thrown) || clock.now() >= until) throw thrown;
      const reason = thrown.message;
      if (isFirst) log.warn({ reason }, `the database is not up yet and is tried again for ${PATIENCE_MS / 1_000} s`);
      await clock.sleep(AGAIN_MS);
    }
  }
}
