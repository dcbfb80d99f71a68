import { toConnectorError } from '../errors/connector-error.ts';
import { rowDelayMs } from '../push/ladder.ts';
import type { Services } from '../services.ts';
import { logFailure } from '../store/log-failure.ts';

/** Sent at once, so that one host that is slow does not hold up the others. */
const AT_ONCE = 8;
/** Longer than a try can take. */
const LEASE_MS = 30_000;

/** How a try has ended; `open` is tried again. */
export type DeliveryEnd =
  | { readonly state: 'delivered' | 'given-up' }
  | { readonly state: 'open'; readonly afterMs: number };

/** Why something could not be told, in words that are fit for the log. */
export class Undelivered extends Error {
  override readonly name = 'Undelivered';
  /** As long as the receiver wants to be left alone. */
  readonly waitMs: number;
  /** The same would be refused again. */
  readonly isFinal: boolean;

  constructor(reason: string, { waitMs = 0, isFinal = false }: { waitMs?: number; isFinal?: boolean } = {}) {
    super(reason);
    this.waitMs = waitMs;
    this.isFinal = isFinal;
  }
}

/** What is kept in the database until it is told. */
export interface Outbox<Message extends { readonly tries: number }> {
  /** As the log calls one. */
  readonly what: string;
  readonly everyMs: number;
  /** Takes what is due, each counted as tried; it is due again after the lease unless it is settled before. */
  take(options: { readonly limit: number; readonly leaseMs: number }): Promise<readonly Message[]>;
  /**
   * @returns false: there is nothing to tell any more
   * @throws Undelivered, or another Error with a message that is fit for the log
   */
  tell(message: Message, signal: AbortSignal): Promise<boolean>;
  settle(message: Message, end: DeliveryEnd): Promise<void>;
  count(message: Message, outcome: 'delivered' | 'failed' | 'given-up'): void;
  /** What the log shows of one: no address. */
  shown(message: Message): object;
}

/** The ladder of the rows holds for whatever is told. */
function endOf(tries: number, failure: Error): DeliveryEnd {
  const { waitMs, isFinal } = failure instanceof Undelivered ? failure : { waitMs: 0, isFinal: false };
  const afterMs = isFinal ? undefined : rowDelayMs(tries);
  return afterMs === undefined ? { state: 'given-up' } : { state: 'open', afterMs: Math.max(afterMs, waitMs) };
}

/** Records a failed try. */
async function recordFailure<Message extends { readonly tries: number }>(
  { log }: Services,
  outbox: Outbox<Message>,
  message: Message,
  failure: Error,
): Promise<void> {
  const end = endOf(message.tries, failure);
  const told = { ...outbox.shown(message), tries: message.tries, reason: failure.message };
  await outbox.settle(message, end);
  if (end.state === 'open') {
    outbox.count(message, 'failed');
    log.info(told, `${outbox.what} failed and is tried again`);
    return;
  }
  outbox.count(message, 'given-up');
  log.warn(told, `${outbox.what} is given up`);
}

async function deliver<Message extends { readonly tries: number }>(
  services: Services,
  outbox: Outbox<Message>,
  message: Message,
  signal: AbortSignal,
): Promise<void> {
  let wasTold: boolean;
  try {
    wasTold = await outbox.tell(message, signal);
  } catch (thrown) {
    // Cut off by the end of the process, or without a database: it is due again after its lease.
    if (signal.aborted || toConnectorError(thrown).code === 'STORE_UNAVAILABLE') return;
    await recordFailure(services, outbox, message, thrown as Error);
    return;
  }
  if (!wasTold) return;
  await outbox.settle(message, { state: 'delivered' });
  outbox.count(message, 'delivered');
  services.log.info({ ...outbox.shown(message), tries: message.tries }, `${outbox.what} was delivered`);
}

/** Sends what is due. @returns whether there may be more */
async function deliverDue<Message extends { readonly tries: number }>(
  services: Services,
  outbox: Outbox<Message>,
  signal: AbortSignal,
): Promise<boolean> {
  const due = await outbox.take({ limit: AT_ONCE, leaseMs: LEASE_MS });
  const deliveries = due.map((message) =>
    deliver(services, outbox, message, signal).catch((err: unknown) => {
      const told = { err, ...outbox.shown(message) };
      logFailure(services.log, told, `a try of ${outbox.what} could not be recorded, it is repeated`);
    }),
  );
  await Promise.all(deliveries);
  return due.length === AT_ONCE;
}

/**
 * Tells at least once what the database holds, on all replicas together; what fails is tried again by the ladder, and
 * then given up.
 *
 * @returns stops it; resolves when nothing is on its way any more
 */
export function startDeliveries<Message extends { readonly tries: number }>(
  services: Services,
  outbox: Outbox<Message>,
): () => Promise<void> {
  const { clock, log } = services;
  const stopped = new AbortController();
  const once = (): Promise<boolean> =>
    deliverDue(services, outbox, stopped.signal).catch((err: unknown) => {
      logFailure(log, { err }, `the database did not tell of ${outbox.what} that is due, which is tried again`);
      return false;
    });
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      if (!(await once())) await clock.sleep(outbox.everyMs, stopped.signal).catch(() => undefined);
    }
  };
  const running = run();
  return () => {
    stopped.abort();
    return running;
  };
}
