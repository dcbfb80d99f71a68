import type { Clock } from '../base/clock.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { isKeyRefusal, refusal } from './answers.ts';
import type { KeyRing } from './key-ring.ts';
import { NoSlot, type Pacer, type Ticket } from './pacer.ts';
import { NoAnswer, type OmniAnswer, type OmniRequest, type Send } from './transport.ts';

/** A write may or may not have happened; only a read can tell. */
export class UncertainOutcome extends Error {
  override readonly name = 'UncertainOutcome';
}

/** What every exchange leaves behind for metrics. */
export interface OmniExchange {
  readonly method: string;
  readonly status: number | 'no-answer';
  readonly waitMs: number;
  readonly durationMs: number;
}

export interface RequestOptions {
  /** Statuses beyond 2xx that the caller understands. */
  readonly accept?: (answer: OmniAnswer) => boolean;
  /** Asked when the turn has come, right before the request leaves; what it throws keeps it from leaving. */
  readonly ready?: () => Promise<void>;
}

/** Sends one request for a ticket. */
export type Requester = (ticket: Ticket, request: OmniRequest, options?: RequestOptions) => Promise<OmniAnswer>;

const TIMEOUT_MS = 15_000;
const MAX_TRIES = 4;
const BACKOFF_MS = 500;
const RATE_LIMIT_BACKOFF_MS = 2_000;
const MAX_BACKOFF_MS = 30_000;

/** What is known of a failed try, and how long to wait before the next. */
interface Failure {
  readonly error: ConnectorError | UncertainOutcome;
  readonly waitMs: number | undefined;
}

const is2xx = ({ status }: OmniAnswer): boolean => status >= 200 && status < 300;

/**
 * The one place through which every request to Omni goes: pacing, time limit, repetition, classification.
 *
 * Reads are repeated on 429, 5xx and broken connections. Writes are repeated only when they surely did nothing (429,
 * nothing delivered); after any other doubt `UncertainOutcome` is thrown and the caller settles it by reading.
 *
 * @param options.random a number in [0, 1), for the jitter
 */
export function createRequester(options: {
  send: Send;
  pacer: Pacer;
  keys: KeyRing;
  clock: Clock;
  random: () => number;
  onExchange: (exchange: OmniExchange) => void;
}): Requester {
  const { send, pacer, keys, clock, random, onExchange } = options;
  const jittered = (base: number, tries: number) => Math.min(MAX_BACKOFF_MS, base * 2 ** tries) * (0.5 + random() / 2);

  async function turn(ticket: Ticket): Promise<string> {
    try {
      return await pacer.turn(ticket);
    } catch (thrown) {
      if (!(thrown instanceof NoSlot)) throw thrown;
      if (ticket.sent === 0) throw new ConnectorError('OMNI_BUDGET_FULL', { seconds: thrown.seconds });
      throw new ConnectorError('OMNI_TOO_SLOW', { done: ticket.progress, seconds: thrown.seconds });
    }
  }

  async function exchange(
    ticket: Ticket,
    request: OmniRequest,
    ready: () => Promise<void>,
  ): Promise<{ keyId: string; answer: OmniAnswer | NoAnswer }> {
    const asked = clock.now();
    const keyId = await turn(ticket);
    await ready();
    const sent = clock.now();
    const timeoutMs = Math.max(1, Math.min(TIMEOUT_MS, ticket.deadline - sent));
    const answer = await send(request, keys.key(keyId), timeoutMs).catch((thrown: unknown) => {
      if (thrown instanceof NoAnswer) return thrown;
      throw thrown;
    });
    const status = answer instanceof NoAnswer ? 'no-answer' : answer.status;
    onExchange({ method: request.method, status, waitMs: sent - asked, durationMs: clock.now() - sent });
    return { keyId, answer };
  }

  function noAnswer(answer: NoAnswer, isRead: boolean, tries: number): Failure {
    if (!isRead && answer.delivered)
      return { error: new UncertainOutcome(answer.message, { cause: answer }), waitMs: undefined };
    const error = new ConnectorError('OMNI_UNREACHABLE', { problem: answer.message }, [], { cause: answer });
    return { error, waitMs: jittered(BACKOFF_MS, tries) };
  }

  async function badAnswer(answer: OmniAnswer, keyId: string, request: OmniRequest, tries: number): Promise<Failure> {
    if (answer.status === 429) {
      const waitMs = Math.min(
        MAX_BACKOFF_MS,
        (answer.retryAfterSeconds ?? 0) * 1_000 || jittered(RATE_LIMIT_BACKOFF_MS, tries),
      );
      await pacer.slowDown(keyId, waitMs);
      return { error: new ConnectorError('OMNI_RATE_LIMITED', { seconds: Math.ceil(waitMs / 1_000) }), waitMs };
    }
    if (isKeyRefusal(answer)) {
      return { error: refusal(answer, request.body), waitMs: keys.bench(keyId) ? 0 : undefined };
    }
    if (answer.status < 500) return { error: refusal(answer, request.body), waitMs: undefined };
    const problem = `status ${answer.status}`;
    if (request.method !== 'GET') return { error: new UncertainOutcome(problem), waitMs: undefined };
    return { error: new ConnectorError('OMNI_UNREACHABLE', { problem }), waitMs: jittered(BACKOFF_MS, tries) };
  }

  /** What was wrong with a try; undefined when its answer is good. */
  async function judge(
    { keyId, answer }: Awaited<ReturnType<typeof exchange>>,
    request: OmniRequest,
    accept: (answer: OmniAnswer) => boolean,
    tries: number,
  ): Promise<Failure | undefined> {
    if (answer instanceof NoAnswer) return noAnswer(answer, request.method === 'GET', tries);
    return is2xx(answer) || accept(answer) ? undefined : await badAnswer(answer, keyId, request, tries);
  }

  return async (ticket, request, { accept = () => false, ready = async () => undefined } = {}) => {
    for (let tries = 0; ; tries += 1) {
      const tried = await exchange(ticket, request, ready);
      const failure = await judge(tried, request, accept, tries);
      if (!failure) return tried.answer as OmniAnswer;
      const { error, waitMs } = failure;
      const isLast = waitMs === undefined || tries + 1 >= Math.max(MAX_TRIES, keys.size);
      if (isLast || clock.now() + waitMs >= ticket.deadline) throw error;
      if (waitMs > 0) await clock.sleep(waitMs);
    }
  };
}
