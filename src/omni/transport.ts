import type { Clock } from '../base/clock.ts';
import { createHttpClient, type HttpRequest } from '../base/http-client.ts';
import { AnswerTooLarge, NoAnswer } from '../base/no-answer.ts';
import type { Secret } from '../base/secret.ts';

export { AnswerTooLarge, NoAnswer };

/** One HTTP request to Omni, without its key. */
export interface OmniRequest extends Pick<HttpRequest, 'method' | 'path' | 'query'> {
  readonly body?: unknown;
}

/** What Omni answered, whatever the status. */
export interface OmniAnswer {
  readonly status: number;
  /** The parsed body; undefined when there is none or it is no JSON. */
  readonly json: unknown;
  readonly text: string;
  /** From Retry-After, when it is a number of seconds. Omni is not known to send it. */
  readonly retryAfterSeconds: number | undefined;
}

/** Sends one request with one key; resolves with any status, throws NoAnswer. */
export type Send = (request: OmniRequest, key: Secret, timeoutMs: number) => Promise<OmniAnswer>;

function seconds(header: string | undefined): number | undefined {
  const value = Number(header);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/**
 * The only place that talks to Omni's host.
 *
 * @param origin scheme and host of the instance, without `/api`
 * @param clock tells when an answer is too late
 */
export function createTransport(origin: string, clock?: Clock): Send {
  const send = createHttpClient(origin, clock);
  return async ({ body, ...request }, key, timeoutMs) => {
    const answer = await send({
      ...request,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: { Authorization: `Bearer ${key.reveal()}` },
      timeoutMs,
    });
    if (answer instanceof NoAnswer) throw answer;
    const { status, json, text } = answer;
    return { status, json, text, retryAfterSeconds: seconds(answer.header('retry-after')) };
  };
}
