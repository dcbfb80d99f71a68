import { randomUUID } from 'node:crypto';
import { Secret } from '../../src/base/secret.ts';
import { localLedger } from '../../src/omni/local-ledger.ts';
import { NoSlot, Pacer } from '../../src/omni/pacer.ts';
import type { Lane } from '../../src/omni/ticket.ts';
import { type VirtualClock, virtualClock } from '../support/virtual-clock.ts';
import { ringOf } from './ring-of.ts';

interface Call {
  readonly lane?: Lane;
  /** Virtual time by which the call must have its answer. */
  readonly deadline?: number;
  readonly requests?: number;
  /** How many requests it says that it needs; left out: as many as it sends. */
  readonly expected?: number;
}

/** One request that left. */
export interface Sent {
  readonly at: number;
  /** k1, k2 … in the order of the keys. */
  readonly key: string;
  readonly name: string;
}

/** Replicas of the connector that share one budget, on a virtual clock, with a log of what happened. */
export class PacedReplicas {
  readonly clock: VirtualClock;
  readonly log: string[] = [];
  readonly sent: Sent[] = [];
  readonly pacers: readonly Pacer[];
  /** How often the budget was asked for a slot. */
  reservations = 0;
  readonly #names: ReadonlyMap<string, string>;
  readonly #answerMs: number;

  /** @param options.answerMs until the Omni of these tests answers */
  constructor({ keys = 1, replicas = 1, perMinute = 60, answerMs = 300, clock = virtualClock() } = {}) {
    this.clock = clock;
    this.#answerMs = answerMs;
    const secrets = Array.from({ length: keys }, () => new Secret(randomUUID()));
    const budget = localLedger(clock);
    const reserve: typeof budget.reserve = (asked) => {
      this.reservations += 1;
      return budget.reserve(asked);
    };
    const ledger = { ...budget, reserve };
    const ring = () => ringOf(secrets, clock);
    this.#names = new Map(
      ring()
        .usable()
        .map((id, index) => [id, `k${index + 1}`]),
    );
    this.pacers = Array.from({ length: replicas }, () => new Pacer({ clock, ledger, keys: ring(), perMinute }));
  }

  get pacer(): Pacer {
    const [first] = this.pacers;
    if (!first) throw new Error('there is no replica');
    return first;
  }

  /** Makes one call: its requests one after the other, each logged. Resolves with "done" or how it was refused. */
  async call(name: string, call: Call = {}, pacer = this.pacer): Promise<string> {
    const { lane = 'bulk', deadline = Number.POSITIVE_INFINITY, requests = 1, expected = requests } = call;
    const ticket = pacer.open(lane, deadline, expected);
    try {
      for (let count = 0; count < requests; count += 1) {
        const { keyId } = await pacer.turn(ticket);
        const key = this.#names.get(keyId) ?? '?';
        this.sent.push({ at: this.clock.now(), key, name });
        this.log.push(`${this.clock.now()} START ${name} ${key}`);
        await this.clock.sleep(this.#answerMs);
        this.log.push(`${this.clock.now()} END ${name}`);
      }
      return 'done';
    } catch (thrown) {
      if (!(thrown instanceof NoSlot)) throw thrown;
      this.log.push(`${this.clock.now()} REFUSED ${name} for ${thrown.seconds} s after ${ticket.sent}`);
      return 'refused';
    } finally {
      pacer.close(ticket);
    }
  }

  /**
   * Single calls at random moments, of three requests each where nothing else is said, through the replicas in turn.
   *
   * @param aMinute how many come in a minute, on average
   * @returns milliseconds from each call's moment to its last answer; Infinity: refused
   */
  async callAtRandom(
    random: () => number,
    { minutes, aMinute, requests = 3, expected = requests }: Call & { minutes: number; aMinute: number },
  ) {
    const calls: Promise<number>[] = [];
    const end = this.clock.now() + minutes * 60_000;
    for (;;) {
      await this.clock.sleep(Math.min(end - this.clock.now(), -Math.log(1 - random()) * (60_000 / aMinute)));
      const begin = this.clock.now();
      if (begin >= end) break;
      const call = { lane: 'interactive', requests, expected, deadline: begin + 23_000 } as const;
      const pacer = this.pacers[calls.length % this.pacers.length];
      const ended = this.call(`call${calls.length}`, call, pacer);
      calls.push(ended.then((how) => (how === 'done' ? this.clock.now() - begin : Number.POSITIVE_INFINITY)));
    }
    return await Promise.all(calls);
  }

  /** The names of what was sent, in order. */
  get order(): string[] {
    return this.sent.map(({ name }) => name);
  }

  /** An unexpected 429 on a key. */
  async slowDown(backoffMs: number, key = 'k1'): Promise<void> {
    const reservedAt = this.clock.now();
    for (const [keyId, name] of this.#names)
      if (name === key) await this.pacer.slowDown({ keyId, reservedAt }, backoffMs);
  }

  /** The most requests of any one key within any 60 s. */
  get mostInAMinute(): number {
    const times = Map.groupBy(this.sent, ({ key }) => key);
    const most = [...times.values()].map((sent) =>
      Math.max(...sent.map(({ at: from }) => sent.filter(({ at }) => at >= from && at < from + 60_000).length)),
    );
    return Math.max(0, ...most);
  }
}
