import type { Clock } from '../base/clock.ts';
import type { KeyRing } from './key-ring.ts';

/** Reserves send times in the shared budget: the database in production, so that replicas share it. */
export interface SlotLedger {
  /** Takes the earliest slot of the keys if it begins within `maxWaitMs`; otherwise takes none. */
  reserve(request: {
    keyIds: readonly string[];
    gapMs: number;
    maxWaitMs: number;
  }): Promise<{ keyId: string; waitMs: number } | { fullForMs: number }>;
  /** Omni said 429 for this key: widen its spacing, and send nothing for `backoffMs`. */
  slowDown(keyId: string, backoffMs: number): Promise<void>;
}

/** Who goes first: a waiting interactive call takes the next slot before any bulk row. */
const LANES = { interactive: { rank: 0 }, bulk: { rank: 1 } } as const;
export type Lane = keyof typeof LANES;

/**
 * One call of an action (or one slice of a job) in the queue. Earlier tickets of a lane are served to their end first.
 */
export interface Ticket {
  readonly lane: Lane;
  /** ms epoch; Infinity for bulk. */
  readonly deadline: number;
  /** Place in the line, from the first request on; opening a session takes none. */
  order: number;
  /** Requests still expected, so that a later call can tell how long it would wait. */
  remaining: number;
  sent: number;
  /** What the call has done so far, in words, for the answer when its time runs out. */
  progress: string;
}

/** A slot would come too late. */
export class NoSlot extends Error {
  override readonly name = 'NoSlot';
  readonly seconds: number;

  constructor(waitMs: number) {
    super('no slot in time');
    this.seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  }
}

interface Waiter {
  readonly ticket: Ticket;
  grant(keyId: string): void;
  refuse(reason: unknown): void;
}

/** A call that would wait longer is refused at once: a card gives up at about 30 s, and we answer within 25 s. */
const MAX_WAIT_MS = 20_000;
/** Left for the request itself once its slot has come. */
const SEND_TIME_MS = 1_500;
const LONGEST_WAIT_MS = 86_400_000;

/** Slots are this much further apart than the limit asks for. */
const SLACK = 1.02;
const MINUTE_MS = 60_000;
/**
 * An interactive call may use its slot earlier, by half of what the slack leaves of a minute. The slots stay where they
 * are, so being early does not add up: one request more than the limit still spans a minute and the other half, which
 * is left for jitter.
 */
const MAX_EARLY_MS = ((SLACK - 1) * MINUTE_MS) / 2;
const MAX_EARLY_SHARE = 0.5;

const isInteractive = ({ ticket }: Waiter): boolean => ticket.lane === 'interactive';

const precedes = (one: Ticket, other: Ticket): boolean =>
  LANES[one.lane].rank < LANES[other.lane].rank || (one.lane === other.lane && one.order < other.order);

/**
 * Spaces requests evenly, 1.02 × 60 s / limit per key apart: the one policy without a 429 on every kind of limiter
 * (fixed window, sliding log, buckets). https://docs.omni.co/api/rate-limits - 60 a minute and key.
 *
 * A slot is reserved first and given to whoever is first in line when it comes, so interactive calls overtake.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #ledger: SlotLedger;
  readonly #keys: KeyRing;
  readonly #gapMs: number;
  readonly #earlyMs: number;
  readonly #open = new Set<Ticket>();
  #waiters: Waiter[] = [];
  #orders = 0;
  #freeAt = 0;
  #pumping = false;
  /** ms epoch; after a 429 nothing leaves before, however short of time it is. */
  #restsUntil = 0;
  /** Ends the wait of a bulk row for its slot. */
  #arrival: AbortController | undefined;

  constructor(options: { clock: Clock; ledger: SlotLedger; keys: KeyRing; perMinute: number }) {
    this.#clock = options.clock;
    this.#ledger = options.ledger;
    this.#keys = options.keys;
    this.#gapMs = (SLACK * MINUTE_MS) / options.perMinute;
    this.#earlyMs = Math.min(MAX_EARLY_MS, MAX_EARLY_SHARE * this.#gapMs);
  }

  /**
   * @param deadline ms epoch by which the call must have its answer. @param expected the most requests it usually takes
   */
  open(lane: Lane, deadline: number, expected: number): Ticket {
    const ticket = { lane, deadline, order: 0, remaining: expected, sent: 0, progress: 'nothing was written' };
    this.#open.add(ticket);
    return ticket;
  }

  close(ticket: Ticket): void {
    this.#open.delete(ticket);
  }

  /**
   * Waits for this ticket's turn.
   *
   * @returns the id of the key to send with, at the moment at which it may be sent
   * @throws NoSlot when the turn would come too late
   */
  async turn(ticket: Ticket): Promise<string> {
    if (ticket.order === 0) {
      this.#orders += 1;
      ticket.order = this.#orders;
      this.#admit(ticket);
    }
    const patience = this.#patience(ticket);
    if (patience <= 0) throw new NoSlot(this.#gapMs);
    const keyId = await this.#wait(ticket, patience);
    ticket.sent += 1;
    ticket.remaining = Math.max(1, ticket.remaining - 1);
    return keyId;
  }

  /** An unexpected 429 on this key. */
  async slowDown(keyId: string, backoffMs: number): Promise<void> {
    this.#restsUntil = Math.max(this.#restsUntil, this.#clock.now() + backoffMs);
    this.#freeAt = Math.max(this.#freeAt, this.#restsUntil);
    await this.#ledger.slowDown(keyId, backoffMs);
  }

  /** Refuses a call at once whose last request would come too late behind those ahead of it. */
  #admit(ticket: Ticket): void {
    if (ticket.deadline === Number.POSITIVE_INFINITY) return;
    const inLine = [...this.#open].filter((other) => other.order > 0);
    const requests = inLine.filter((other) => other === ticket || precedes(other, ticket));
    const count = requests.reduce((sum, other) => sum + other.remaining, 0);
    const waitMs = Math.max(0, this.#freeAt - this.#clock.now()) + ((count - 1) * this.#gapMs) / this.#keys.size;
    if (requests.length === 1 || waitMs <= MAX_WAIT_MS) return;
    this.#open.delete(ticket);
    throw new NoSlot(waitMs);
  }

  /** Milliseconds that a ticket can still wait for a slot. */
  #patience(ticket: Ticket): number {
    return ticket.deadline - SEND_TIME_MS - this.#clock.now();
  }

  async #wait(ticket: Ticket, patience: number): Promise<string> {
    const served = new AbortController();
    let waiter: Waiter | undefined;
    const turn = new Promise<string>((grant, refuse) => {
      waiter = { ticket, grant, refuse };
      this.#waiters.push(waiter);
      if (isInteractive(waiter)) this.#arrival?.abort();
    });
    void this.#pump();
    if (patience === Number.POSITIVE_INFINITY) return await turn;
    const late = this.#clock.sleep(patience, served.signal).then(
      () => Promise.reject(new NoSlot(this.#gapMs)),
      () => turn,
    );
    try {
      return await Promise.race([turn, late]);
    } finally {
      served.abort();
      this.#waiters = this.#waiters.filter((other) => other !== waiter);
    }
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#waiters.length > 0) await this.#serveOne();
    } catch (thrown) {
      for (const waiter of this.#waiters.splice(0)) waiter.refuse(thrown);
    } finally {
      this.#pumping = false;
    }
  }

  /** Waits until a reserved slot may be used: by a bulk row at its time, by an interactive call a little earlier. */
  async #waitForSlot(at: number): Promise<void> {
    const early = Math.max(at - this.#earlyMs, this.#restsUntil);
    if (early > this.#clock.now()) await this.#clock.sleep(early - this.#clock.now());
    const restMs = at - this.#clock.now();
    if (restMs <= 0 || this.#waiters.some(isInteractive)) return;
    const arrival = new AbortController();
    this.#arrival = arrival;
    // Cut short by an interactive call, which goes at once.
    await this.#clock.sleep(restMs, arrival.signal).catch(() => undefined);
    this.#arrival = undefined;
  }

  async #serveOne(): Promise<void> {
    const patience = Math.max(...this.#waiters.map(({ ticket }) => this.#patience(ticket)));
    const slot = await this.#ledger.reserve({
      keyIds: this.#keys.usable(),
      gapMs: this.#gapMs,
      maxWaitMs: Math.min(patience, LONGEST_WAIT_MS),
    });
    if ('fullForMs' in slot) {
      // Who joined while the budget was asked may be able to wait longer.
      const late = this.#waiters.filter(({ ticket }) => this.#patience(ticket) < slot.fullForMs);
      this.#waiters = this.#waiters.filter((waiter) => !late.includes(waiter));
      for (const waiter of late) waiter.refuse(new NoSlot(slot.fullForMs));
      return;
    }
    const at = this.#clock.now() + slot.waitMs;
    await this.#waitForSlot(at);
    this.#freeAt = at + this.#gapMs / this.#keys.size;
    const next = this.#waiters.reduce<Waiter | undefined>(
      (best, waiter) => (best && !precedes(waiter.ticket, best.ticket) ? best : waiter),
      undefined,
    );
    if (!next) return;
    this.#waiters = this.#waiters.filter((waiter) => waiter !== next);
    next.grant(slot.keyId);
  }
}
