import type { Clock } from '../base/clock.ts';
import type { HttpAnswer } from '../base/http-client.ts';
import { NoAnswer } from '../base/no-answer.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { readRateLimit } from './rate-limits.ts';
import { requestIdDetails } from './refusal.ts';

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
const backoffMs = (tries: number, random: () => number): number => BACKOFF_MS * 2 ** (tries - 1) * (0.5 + random() / 2);

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

/**
 * Tells answers from failures that pass: a broken connection, 5xx, or 429.
 *
 * https://developer.okta.com/docs/reference/rl2-concurrency/ - a 429 for too many requests at once shows a limit of 0,
 * and a time of reset that says nothing.
 *
 * @param tries made so far, this one included
 * @returns every other answer, good or bad, as it is
 */
export function definiteAnswer(
  outcome: HttpAnswer | NoAnswer,
  tries: number,
  { clock, random }: { readonly clock: Clock; readonly random: () => number },
): HttpAnswer | FailedTry {
  const pause = backoffMs(tries, random);
  if (outcome instanceof NoAnswer) {
    const facts = { problem: outcome.message };
    return new FailedTry(new ConnectorError('OKTA_UNREACHABLE', facts, [], { cause: outcome }), pause);
  }
  const { status } = outcome;
  if (status === 429) {
    const limit = readRateLimit(outcome, clock);
    const waitMs = Math.max(pause, limit ? limit.resetAt - clock.now() : 0);
    return new FailedTry(new ConnectorError('OKTA_RATE_LIMITED', { seconds: Math.ceil(waitMs / 1_000) }), waitMs);
  }
  if (status < 500) return outcome;
  const facts = { problem: `status ${status}` };
  return new FailedTry(new ConnectorError('OKTA_UNREACHABLE', facts, requestIdDetails(outcome)), pause);
}
