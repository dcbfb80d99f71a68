import type { Clock } from '../clock.ts';
import { ConnectorError } from '../errors.ts';

/** A try that failed: the error if it was the last one, and how long to wait before the next; undefined = no next. */
export class FailedTry {
  readonly error: Error;
  readonly waitMs: number | undefined;

  constructor(error: Error, waitMs?: number) {
    this.error = error;
    this.waitMs = waitMs;
  }
}

const MAX_TRIES = 4;
const BACKOFF_MS = 500;

/** Half a second, then twice as long each time, of which up to a half is left to chance. @param tries made so far */
export const backoffMs = (tries: number, random: () => number): number =>
  BACKOFF_MS * 2 ** (tries - 1) * (0.5 + random() / 2);

/**
 * Tries up to four times, as long as there is time.
 *
 * @param deadline ms epoch
 * @param attempt gets the number of this try, from 1
 * @throws the last try's error; ConnectorError OKTA_TOO_SLOW
 */
export async function withTries<T>(
  clock: Clock,
  deadline: number,
  attempt: (tries: number) => Promise<T | FailedTry>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    if (clock.now() >= deadline) throw new ConnectorError('OKTA_TOO_SLOW');
    const outcome = await attempt(tries);
    if (!(outcome instanceof FailedTry)) return outcome;
    const { error, waitMs } = outcome;
    if (waitMs === undefined || tries === MAX_TRIES) throw error;
    if (clock.now() >= deadline) throw new ConnectorError('OKTA_TOO_SLOW', {}, [], { cause: error });
    if (clock.now() + waitMs >= deadline) throw error;
    await clock.sleep(waitMs);
  }
}
