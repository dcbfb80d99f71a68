import type { Clock } from '../clock.ts';
import { ConnectorError } from '../errors.ts';
import type { HttpAnswer } from '../outgoing/http-client.ts';
import { NoAnswer } from '../outgoing/no-answer.ts';
import { readRateLimit } from './rate-limit-headers.ts';
import { requestIdDetails } from './refusal.ts';
import { backoffMs, FailedTry } from './tries.ts';

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
