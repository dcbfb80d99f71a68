import { type Clock, monotonic, NOT_NEEDED } from '../base/clock.ts';
import { KeptSlots } from './kept-slots.ts';
import type { KeyRing } from './key-ring.ts';
import type { SlotLedger, Turn } from './slot-ledger.ts';
import { gapFor, SlotWait } from './slot-wait.ts';
import { isUrgent, type Lane, precedes, type Ticket } from './ticket.ts';

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
  grant(turn: Turn): void;
  refuse(reason: unknown): void;
}

/** A call that would wait longer is refused at once: a card gives up at about 30 s, and we answer within 25 s. */
const MAX_WAIT_MS = 20_000;
/** Left for the request itself once its slot has come. */
const SEND_TIME_MS = 1_500;
const LONGEST_WAIT_MS = 86_400_000;
/**
 * A job takes a slot only when it is about to come: whatever comes before that on any replica goes first. Long enough
 * for a database that is slow to answer, or slots would be lost.
 */
const LOOK_AHEAD_MS = 150;

/** Who is served first of those who wait. */
const firstOf = (waiters: readonly Waiter[]): Waiter | undefined =>
  waiters.reduce<Waiter | undefined>(
    (best, waiter) => (best && !precedes(waiter.ticket, best.ticket) ? best : waiter),
    undefined,
  );

/**
 * Spaces requests evenly, 1.02 × 60 s / limit per key apart: the one policy without a 429 on every kind of limiter
 * (fixed window, sliding log, buckets). https://docs.omni.co/api/rate-limits - 60 a minute and key. Where the last
 * minute has room, what somebody waits for leaves before its slot (`SLOT_RULE`).
 *
 * A slot is reserved first and given to whoever is first in line when it comes, so interactive calls overtake. Each
 * lane reserves slots of its own: those of a job are neither early nor taken long before they come. What a call takes
 * together with its first slot serves whoever somebody waits for, and is given back when nobody does.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #ledger: SlotLedger;
  readonly #keys: KeyRing;
  readonly #perMinute: number;
  readonly #gapMs: number;
  readonly #slotWait: SlotWait;
  readonly #kept: KeptSlots;
  readonly #open = new Set<Ticket>();
  #waiters: Waiter[] = [];
  #orders = 0;
  #freeAt = 0;
  readonly #pumping = new Set<Lane>();

  constructor(options: { clock: Clock; ledger: SlotLedger; keys: KeyRing; perMinute: number }) {
    this.#clock = options.clock;
    this.#ledger = options.ledger;
    this.#keys = options.keys;
    this.#perMinute = options.perMinute;
    this.#gapMs = gapFor(options.perMinute);
    this.#slotWait = new SlotWait(options.clock, this.#gapMs);
    this.#kept = new KeptSlots(options.clock, options.perMinute);
  }

  /** How many requests wait for their turn in this process. */
  get waiting(): number {
    return this.#waiters.length;
  }

  /**
   * @param deadline ms epoch by which the call must have its answer. @param expected the most requests it usually takes
   */
  open(lane: Lane, deadline: number, expected: number): Ticket {
    return { lane, deadline, order: 0, remaining: expected, sent: 0, progress: 'nothing was written' };
  }

  close(ticket: Ticket): void {
    this.#open.delete(ticket);
    this.#giveBack();
  }

  /**
   * Waits for this ticket's turn.
   *
   * @returns the key to send with, at the moment at which it may be sent
   * @throws NoSlot when the turn would come too late
   */
  async turn(ticket: Ticket): Promise<Turn> {
    if (ticket.order === 0) {
      this.#orders += 1;
      ticket.order = this.#orders;
      this.#open.add(ticket);
      this.#admit(ticket);
    }
    const patience = this.#patience(ticket);
    if (patience <= 0) throw new NoSlot(this.#gapMs);
    return this.#counted(ticket, await this.#wait(ticket, patience));
  }

  /**
   * Waits for the next free slot of one key, out of the line: for the rare request that only this key can make.
   *
   * @throws NoSlot when it would come too late
   */
  async turnOf(ticket: Ticket, keyId: string): Promise<Turn> {
    const slot = await this.#reserve([keyId], 0, this.#patience(ticket));
    if ('fullForMs' in slot) throw new NoSlot(slot.fullForMs);
    if (slot.waitMs > 0) await this.#clock.sleep(slot.waitMs);
    return this.#counted(ticket, slot);
  }

  /** An unexpected 429 in this turn. */
  async slowDown(turn: Turn, backoffMs: number): Promise<void> {
    this.#kept.drop(turn.keyId);
    this.#freeAt = Math.max(this.#freeAt, this.#slotWait.rest(backoffMs));
    await this.#ledger.slowDown({ ...turn, backoffMs });
  }

  #counted(ticket: Ticket, { keyId, reservedAt }: Turn): Turn {
    ticket.sent += 1;
    ticket.remaining = Math.max(1, ticket.remaining - 1);
    return { keyId, reservedAt };
  }

  #reserve(keyIds: readonly string[], needs: number, patience: number): ReturnType<SlotLedger['reserve']> {
    const maxWaitMs = Math.min(patience, LONGEST_WAIT_MS);
    return this.#ledger.reserve({ keyIds, gapMs: this.#gapMs, perMinute: this.#perMinute, needs, maxWaitMs });
  }

  /** Refuses a call at once whose last request would come too late behind those ahead of it. */
  #admit(ticket: Ticket): void {
    if (ticket.deadline === Number.POSITIVE_INFINITY) return;
    const requests = [...this.#open].filter((other) => other === ticket || precedes(other, ticket));
    const count = requests.reduce((sum, other) => sum + other.remaining, 0);
    const waitMs = Math.max(0, this.#freeAt - this.#clock.now()) + ((count - 1) * this.#gapMs) / this.#keys.size;
    if (requests.length > 1 && waitMs > MAX_WAIT_MS) throw new NoSlot(waitMs);
  }

  /** Whether there is time left to send something after so long a wait. */
  canWait(ticket: Ticket, waitMs: number): boolean {
    return waitMs < this.#patience(ticket);
  }

  /** Milliseconds that a ticket can still wait for a slot. */
  #patience(ticket: Ticket): number {
    return ticket.deadline - SEND_TIME_MS - this.#clock.now();
  }

  async #wait(ticket: Ticket, patience: number): Promise<Turn> {
    const served = new AbortController();
    let waiter: Waiter | undefined;
    const turn = new Promise<Turn>((grant, refuse) => {
      waiter = { ticket, grant, refuse };
      this.#waiters.push(waiter);
    });
    void this.#pump(ticket.lane);
    if (patience === Number.POSITIVE_INFINITY) return await turn;
    const late = this.#clock.sleep(patience, served.signal).then(
      () => Promise.reject(new NoSlot(this.#gapMs)),
      () => turn,
    );
    try {
      return await Promise.race([turn, late]);
    } finally {
      served.abort(NOT_NEEDED);
      this.#waiters = this.#waiters.filter((other) => other !== waiter);
    }
  }

  /** Where nobody waits any more for whom slots are kept. */
  #giveBack(): void {
    if ([...this.#open].some(({ lane }) => isUrgent(lane))) return;
    // They are lost where the budget is not reached, as those of a process that was killed are.
    for (const { keyId, times } of this.#kept.giveUp())
      this.#ledger.giveBack({ keyId, gapMs: this.#gapMs, times }).catch(() => undefined);
  }

  #inLane(lane: Lane): readonly Waiter[] {
    return this.#waiters.filter(({ ticket }) => ticket.lane === lane);
  }

  #leave(leaving: readonly Waiter[]): void {
    this.#waiters = this.#waiters.filter((waiter) => !leaving.includes(waiter));
  }

  async #pump(lane: Lane): Promise<void> {
    if (this.#pumping.has(lane)) return;
    this.#pumping.add(lane);
    try {
      for (let first = firstOf(this.#inLane(lane)); first; first = firstOf(this.#inLane(lane)))
        await this.#serveOne(first.ticket);
    } catch (thrown) {
      const waiting = this.#inLane(lane);
      this.#leave(waiting);
      for (const waiter of waiting) waiter.refuse(thrown);
    } finally {
      this.#pumping.delete(lane);
      this.#giveBack();
    }
  }

  /** Serves whoever is first in line when the slot comes that this one needs. */
  async #serveOne({ lane, remaining }: Ticket): Promise<void> {
    const kept = isUrgent(lane) ? this.#kept.take(this.#keys.usable()) : undefined;
    if (kept) {
      this.#grant(kept);
      return;
    }
    const patience = Math.max(...this.#inLane(lane).map(({ ticket }) => this.#patience(ticket)));
    const askedAt = monotonic(this.#clock);
    const slot = isUrgent(lane)
      ? await this.#reserve(this.#keys.usable(), remaining, patience)
      : await this.#reserve(this.#keys.usable(), 0, LOOK_AHEAD_MS);
    if ('fullForMs' in slot && !isUrgent(lane)) {
      await this.#clock.sleep(Math.ceil(slot.fullForMs - LOOK_AHEAD_MS));
      return;
    }
    if ('fullForMs' in slot) {
      // Who joined while the budget was asked may be able to wait longer.
      const late = this.#inLane(lane).filter(({ ticket }) => this.#patience(ticket) < slot.fullForMs);
      this.#leave(late);
      for (const waiter of late) waiter.refuse(new NoSlot(slot.fullForMs));
      return;
    }
    this.#kept.keep(slot, askedAt);
    const at = this.#clock.now() + slot.waitMs - slot.earlyMs;
    await this.#slotWait.until(slot, lane);
    this.#freeAt = at + this.#gapMs / this.#keys.size;
    this.#grant(slot);
  }

  /** Gives a turn to whoever is first in line now. */
  #grant(turn: Turn): void {
    const next = firstOf(this.#waiters);
    if (!next) return;
    this.#leave([next]);
    next.grant(turn);
  }
}
