import type { Clock } from '../base/clock.ts';
import type { HttpAnswer, HttpRequest } from '../base/http-client.ts';
import { NoAnswer } from '../base/no-answer.ts';
import { traced } from '../base/tracing.ts';
import type { RateLimits } from './rate-limits.ts';
import { refusal } from './refusal.ts';
import type { OktaScope } from './scopes.ts';
import type { SignedSend } from './signed-send.ts';
import { definiteAnswer, FailedTry, withTries } from './tries.ts';

/** One call of the Management API. */
export interface OktaRequest extends Pick<HttpRequest, 'path' | 'query'> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  /** What it has to be granted. */
  readonly scope: OktaScope;
  /** Calls that share a rate limit in Okta: the path without its ids. */
  readonly bucket: string;
  /** The caller understands 404. */
  readonly mayBeMissing?: boolean;
  /**
   * The call is about a user: the attributes sent, none for a read. Okta's words are then kept only where no value is.
   */
  readonly profile?: readonly string[];
}

/** Answers 2xx, and 404 where it may be missing. @throws ConnectorError, UncertainOutcome */
export type Requester = (request: OktaRequest, deadline: number) => Promise<HttpAnswer>;

/** A write may or may not have happened; only a read can tell. The cause is what to throw when none does. */
export class UncertainOutcome extends Error {
  override readonly name = 'UncertainOutcome';
}

/** Whether a failed exchange may have had an effect. A 429 never has, nor has what was not delivered. */
const isUncertain = (outcome: HttpAnswer | NoAnswer): boolean =>
  outcome instanceof NoAnswer ? outcome.delivered : outcome.status >= 500;

const uncertain = ({ error }: FailedTry): FailedTry =>
  new FailedTry(new UncertainOutcome('the write may have happened', { cause: error }));

const spanEnd = (outcome: HttpAnswer | NoAnswer) =>
  outcome instanceof NoAnswer ? { 'error.type': 'no-answer' } : { 'http.response.status_code': outcome.status };

const is2xx = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

/**
 * The one place through which every call goes: half of each rate limit, token, repetition, classification.
 *
 * Reads are repeated on 429, 5xx and broken connections. Writes are repeated only when they surely did nothing; after
 * any other doubt `UncertainOutcome` is thrown and the caller settles it by reading.
 */
export function createRequester(options: {
  readonly signedSend: SignedSend;
  readonly limits: RateLimits;
  readonly clock: Clock;
  /** In [0, 1), for the jitter. */
  readonly random: () => number;
}): Requester {
  const { signedSend, limits, clock } = options;
  return ({ bucket, scope, body, mayBeMissing = false, profile, ...request }, deadline) => {
    const line = `${request.method} ${bucket}`;
    const attributes = { 'http.request.method': request.method, 'url.template': bucket };
    const span = { kind: 'client', attributes, ended: spanEnd } as const;
    const wire = { ...request, ...(body !== undefined && { body: JSON.stringify(body) }) };

    /** The answer that the caller waits for, or why there is none. */
    function judge(outcome: HttpAnswer | NoAnswer, tries: number): HttpAnswer | FailedTry {
      const answer = definiteAnswer(outcome, tries, options);
      if (answer instanceof FailedTry) {
        return request.method !== 'GET' && isUncertain(outcome) ? uncertain(answer) : answer;
      }
      return is2xx(answer) || (mayBeMissing && answer.status === 404)
        ? answer
        : new FailedTry(refusal(answer, profile));
    }

    return withTries(clock, deadline, async (tries) => {
      await limits.turn(line, deadline);
      const outcome = await traced(`Okta ${line}`, span, () => signedSend(wire, scope, deadline));
      if (!(outcome instanceof NoAnswer)) limits.note(line, outcome);
      return judge(outcome, tries);
    });
  };
}
