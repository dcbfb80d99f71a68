import type { Clock } from '../base/clock.ts';
import { traced } from '../base/tracing.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { SLOT_RULE } from '../store/slot-rule.ts';
import { isKeyError, isKeyRefusal, omniMessage, redact, refusal } from './answers.ts';
import type { KeyRing } from './key-ring.ts';
import { createKeyTest, KEY_TEST } from './key-test.ts';
import { NoSlot, type Pacer } from './pacer.ts';
import { shownPath } from './shown-path.ts';
import type { Turn } from './slot-ledger.ts';
import type { Lane, Ticket } from './ticket.ts';
import { AnswerTooLarge, NoAnswer, type OmniAnswer, type OmniRequest, type Send } from './transport.ts';

/** A write may or may not have happened; only a read can tell. */
export class UncertainOutcome extends Error {
  override readonly name = 'UncertainOutcome';
}

/** What every exchange leaves behind for metrics and the log. */
export interface OmniExchange {
  readonly method: string;
  /** Without ids and query. */
  readonly path: string;
  /** The place of the key in the setting, from 1. */
  readonly key: number;
  readonly lane: Lane;
  readonly status: number | 'no-answer';
  readonly waitMs: number;
  readonly durationMs: number;
}

export interface RequestOptions {
  /** Statuses beyond 2xx that the caller understands. */
  readonly accept?: (answer: OmniAnswer) => boolean;
  /** The one user whom the request addresses, by name or id: a refusal may be theirs and not the key's. */
  readonly user?: string;
  /** Asked when the turn has come, right before the request leaves; what it throws keeps it from leaving. */
  readonly ready?: () => Promise<void>;
}

/** Sends one request for a ticket. */
export type Requester = (ticket: Ticket, request: OmniRequest, options?: RequestOptions) => Promise<OmniAnswer>;

const TIMEOUT_MS = 15_000;
const MAX_TRIES = 4;
const BACKOFF_MS = 500;
const RATE_LIMIT_BACKOFF_MS = 2_000;
/** https://docs.omni.co/api/rate-limits - of an instance all of /api/* counts, and nothing else. */
const COUNTED = '/api/';

/** A request with the key that has to send it, if that matters. */
interface Sending extends RequestOptions {
  readonly ticket: Ticket;
  readonly request: OmniRequest;
  readonly keyId?: string;
}

/** How often a request has failed so far. */
interface Tries {
  failed: number;
  rateLimited: number;
}

/** What is known of a failed try, and how long to wait before the next; without a wait there is none. */
interface Failure {
  readonly error: ConnectorError | UncertainOutcome;
  readonly waitMs: number | undefined;
}

const named = ({ method, path }: OmniRequest) => ({ method, path: shownPath(path) });
const problemOf = (request: OmniRequest, problem: string): string =>
  `${request.method} ${shownPath(request.path)}: ${problem}`;

const spanEnd = (answer: OmniAnswer | NoAnswer) =>
  answer instanceof NoAnswer ? { 'error.type': 'no-answer' } : { 'http.response.status_code': answer.status };

const is2xx = ({ status }: OmniAnswer): boolean => status >= 200 && status < 300;

/**
 * The one place through which every request to Omni goes: pacing, time limit, repetition, classification.
 *
 * Reads are repeated on 5xx and broken connections. Writes are repeated only when they surely did nothing (nothing
 * delivered); after any other doubt `UncertainOutcome` is thrown and the caller settles it by reading. A 429 did
 * nothing either: it is repeated as long as the time of the call lasts, and four times where the call has no end.
 *
 * A key gives way to another one when it is refused. What addresses one user may be refused for that user's sake, so
 * the key is tested first: `OMNI_USER_REFUSED` when it is good.
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
  const jittered = (base: number, tries: number) =>
    Math.min(SLOT_RULE.maxRestMs, base * 2 ** tries) * (0.5 + random() / 2);
  const testKey = createKeyTest(clock, (ticket, keyId) => sendUntilDone({ ticket, request: KEY_TEST, keyId }));

  /** @returns the key, and the turn in the budget where the request counts */
  async function turnFor({ ticket, request, keyId }: Sending): Promise<{ keyId: string; turn?: Turn }> {
    if (!request.path.startsWith(COUNTED)) return { keyId: keyId ?? keys.any() };
    try {
      const turn = await (keyId === undefined ? pacer.turn(ticket) : pacer.turnOf(ticket, keyId));
      return { keyId: turn.keyId, turn };
    } catch (thrown) {
      if (!(thrown instanceof NoSlot)) throw thrown;
      if (ticket.sent === 0) throw new ConnectorError('OMNI_BUDGET_FULL', { seconds: thrown.seconds });
      throw new ConnectorError('OMNI_TOO_SLOW', { done: ticket.progress, seconds: thrown.seconds });
    }
  }

  async function exchange(sending: Sending) {
    const { ticket, request } = sending;
    const asked = clock.now();
    const { keyId, turn } = await turnFor(sending);
    await sending.ready?.();
    const sent = clock.now();
    const timeoutMs = Math.max(1, Math.min(TIMEOUT_MS, ticket.deadline - sent));
    const { method, path } = named(request);
    const attributes = { 'http.request.method': method, 'url.template': path, 'omni.lane': ticket.lane };
    const waited = { 'omni.key': keys.number(keyId), 'omni.wait_ms': sent - asked };
    const span = { kind: 'client', attributes: { ...attributes, ...waited }, ended: spanEnd } as const;
    const answer = await traced(`Omni ${method} ${path}`, span, () =>
      send(request, keys.key(keyId), timeoutMs).catch((thrown: unknown) => {
        if (thrown instanceof NoAnswer) return thrown;
        throw thrown;
      }),
    );
    const status = answer instanceof NoAnswer ? 'no-answer' : answer.status;
    const times = { waitMs: sent - asked, durationMs: clock.now() - sent };
    onExchange({ ...named(request), key: keys.number(keyId), lane: ticket.lane, status, ...times });
    return { keyId, turn, answer };
  }

  function noAnswer(answer: NoAnswer, request: OmniRequest, tries: Tries): Failure {
    const { method } = request;
    if (method !== 'GET' && answer.delivered)
      return { error: new UncertainOutcome(answer.message, { cause: answer }), waitMs: undefined };
    const error = new ConnectorError('OMNI_UNREACHABLE', { problem: problemOf(request, answer.message) }, [], {
      cause: answer,
    });
    return answer instanceof AnswerTooLarge ? { error, waitMs: undefined } : again(error, tries);
  }

  /** Another try while there are tries left. */
  function again(error: ConnectorError, tries: Tries): Failure {
    tries.failed += 1;
    const isLast = tries.failed >= MAX_TRIES;
    return { error, waitMs: isLast ? undefined : jittered(BACKOFF_MS, tries.failed - 1) };
  }

  async function rateLimited(answer: OmniAnswer, turn: Turn | undefined, ticket: Ticket, tries: Tries) {
    const told = (answer.retryAfterSeconds ?? 0) * 1_000;
    const waitMs = Math.min(SLOT_RULE.maxRestMs, told || jittered(RATE_LIMIT_BACKOFF_MS, tries.rateLimited));
    tries.rateLimited += 1;
    if (turn) await pacer.slowDown(turn, waitMs);
    // Without an end the call would hold the user's lease for as long as Omni says no.
    const isLast = ticket.deadline === Number.POSITIVE_INFINITY && tries.rateLimited >= MAX_TRIES;
    const error = new ConnectorError('OMNI_RATE_LIMITED', { seconds: Math.ceil(waitMs / 1_000) });
    return { error, waitMs: isLast ? undefined : waitMs };
  }

  /** What a refusal of the key says about the key; undefined when its test shows that it is good. */
  async function keyError(answer: OmniAnswer, keyId: string, { ticket, request, user }: Sending) {
    const error = refusal(answer, request.body);
    if (user === undefined) return error;
    const words = redact(`${answer.status} ${omniMessage(answer, request.body)}`, [user]);
    return await testKey(ticket, keyId, words).then(
      () => undefined,
      (thrown: unknown) => {
        if (isKeyError(thrown)) return thrown;
        throw thrown;
      },
    );
  }

  async function refused(answer: OmniAnswer, keyId: string, sending: Sending, tries: Tries): Promise<Failure> {
    const { request, user = '' } = sending;
    const error = await keyError(answer, keyId, sending);
    if (!error) {
      const detail = omniMessage(answer, request.body);
      return { error: new ConnectorError('OMNI_USER_REFUSED', { user, detail }), waitMs: undefined };
    }
    // The test of a key judges it for the request that asked for the test.
    if (sending.keyId !== undefined) return { error, waitMs: undefined };
    tries.failed += 1;
    const hasOther = keys.bench(keyId) && tries.failed < Math.max(MAX_TRIES, keys.size);
    return { error, waitMs: hasOther ? 0 : undefined };
  }

  /** What was wrong with a try; undefined when its answer is good. */
  async function judge(
    { keyId, turn, answer }: Awaited<ReturnType<typeof exchange>>,
    sending: Sending,
    tries: Tries,
  ): Promise<Failure | undefined> {
    const { ticket, request, accept = () => false } = sending;
    if (answer instanceof NoAnswer) return noAnswer(answer, request, tries);
    if (is2xx(answer)) keys.taken(keyId);
    if (is2xx(answer) || accept(answer)) return undefined;
    if (answer.status === 429) return await rateLimited(answer, turn, ticket, tries);
    if (isKeyRefusal(answer)) return await refused(answer, keyId, sending, tries);
    if (answer.status < 500) return { error: refusal(answer, request.body), waitMs: undefined };
    const problem = `status ${answer.status}`;
    if (request.method !== 'GET') return { error: new UncertainOutcome(problem), waitMs: undefined };
    return again(new ConnectorError('OMNI_UNREACHABLE', { problem: problemOf(request, problem) }), tries);
  }

  async function sendUntilDone(sending: Sending): Promise<OmniAnswer> {
    const tries: Tries = { failed: 0, rateLimited: 0 };
    for (;;) {
      const tried = await exchange(sending);
      const failure = await judge(tried, sending, tries);
      if (!failure) return tried.answer as OmniAnswer;
      const { error, waitMs } = failure;
      if (waitMs === undefined || !pacer.canWait(sending.ticket, waitMs)) throw error;
      if (waitMs > 0) await clock.sleep(waitMs);
    }
  }

  return (ticket, request, requestOptions) => sendUntilDone({ ...requestOptions, ticket, request });
}
