import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../src/base/clock.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/** Where a step waits to be let on. */
export type Gate = 'statement' | 'ask' | 'leave' | 'answer' | 'sleep' | 'begin' | 'effect';

/** How often something goes wrong at a step, each in [0, 1]. */
export interface Faults {
  readonly stall: number;
  readonly crash: number;
  /** Before which steps they stall most. */
  readonly weak: Gate;
  /** Of a request to Omni: it breaks off, it is refused, or it is accepted and does nothing. */
  readonly broken: number;
}

/** One process on the common database, with a clock of its own. */
export interface Replica {
  readonly name: string;
  /** By how much its clock is wrong, ms. */
  skew: number;
  /** It does nothing before this. */
  stalledUntil: number;
  isDead: boolean;
  /** Nobody could find out what became of its write, so it must not die now. */
  mustLive: boolean;
}

interface Waiting {
  readonly replica: Replica | undefined;
  readonly gate: Gate;
  readonly at: number;
  go(): void;
}

export const NO_FAULTS: Faults = { stall: 0, weak: 'leave', crash: 0, broken: 0 };

const START = Date.UTC(2026, 10, 2, 9);
/** How long a process stalls: less than a lease, more, more than a request can take, and more than anybody waits. */
const STALLS_MS = [4_000, 11_000, 14_000, 14_000, 25_000, 45_000, 70_000];
/** What a step may take by itself. */
const PAUSES_MS = [1, 5, 40, 300];
/** Trouble passes: who stalls at every other step never gets anything done. */
const TROUBLE_MS = 300_000;
const MAX_STEPS = 6_000;

/**
 * Plays several processes against each other, one step at a time, in an order that the seed alone decides. Every
 * statement and every request waits here for its turn, and time moves only between two steps.
 */
export class World {
  readonly random: () => number;
  readonly replicas: Replica[] = [];
  readonly trace: string[] = [];
  now = START;
  /** Counts what happened: of two moments the later one has the greater number. */
  step = 0;
  faults: Faults;
  readonly #moveClock: (ms: number) => Promise<void>;
  #waiting: Waiting[] = [];
  #inFlight = 0;
  #activity = 0;

  /** @param moveClock sets the database's clock, ms epoch */
  constructor(seed: number, faults: Faults, moveClock: (ms: number) => Promise<void>) {
    this.random = seededRandom(seed * 7_919 + 1);
    // Seeds that follow each other begin alike.
    for (let i = 0; i < 8; i += 1) this.random();
    this.faults = faults;
    this.#moveClock = moveClock;
  }

  chance = (share: number): boolean => this.random() < share;

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.random() * items.length)];
    if (item === undefined) throw new Error('there is nothing to pick from');
    return item;
  }

  addReplica(skew: number): Replica {
    const name = `replica ${this.replicas.length}`;
    const replica = { name, skew, stalledUntil: 0, isDead: false, mustLive: false };
    this.replicas.push(replica);
    return replica;
  }

  tell(text: string): void {
    this.trace.push(`${String(this.step).padStart(5)} ${((this.now - START) / 1_000).toFixed(3).padStart(9)} ${text}`);
  }

  /** Resolves when the schedule lets this step on, not before `at`; never for a process that is dead by then. */
  pass(replica: Replica | undefined, gate: Gate, at = this.now, signal?: AbortSignal): Promise<void> {
    this.#activity += 1;
    return new Promise((resolve, reject) => {
      if (replica?.isDead) return;
      if (signal?.aborted) return reject(signal.reason);
      const waiting: Waiting = { replica, gate, at, go: resolve };
      this.#waiting.push(waiting);
      const cancel = () => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  /** Work that takes no time of this world, and ends before the next step. */
  async outside<T>(work: () => Promise<T>): Promise<T> {
    this.#inFlight += 1;
    try {
      return await work();
    } finally {
      this.#inFlight -= 1;
      this.#activity += 1;
    }
  }

  clockOf(replica: Replica): Clock {
    return {
      now: () => this.now + replica.skew,
      monotonic: () => this.now - START,
      sleep: (ms, signal) => this.pass(replica, 'sleep', this.now + Math.max(0, ms), signal),
    };
  }

  /** Goes on until nobody waits any more. */
  async run(): Promise<void> {
    for (const end = this.step + MAX_STEPS; this.step < end; ) {
      await this.#settle();
      if (this.#waiting.length === 0) return;
      const next = await this.#next();
      if (this.#breaks(next)) continue;
      this.step += 1;
      this.#waiting = this.#waiting.filter((one) => one !== next);
      next.go();
    }
    const told = this.trace.slice(-20).join('\n');
    throw new Error(`somebody still waits after ${MAX_STEPS} steps, ${JSON.stringify(this.#waiting)}\n${told}`);
  }

  /** Lets time pass. */
  async elapse(ms: number): Promise<void> {
    this.now = Math.ceil(this.now + ms);
    await this.#moveClock(this.now);
  }

  /** Waits until everybody waits. */
  async #settle(): Promise<void> {
    for (let idle = 0, seen = this.#activity; idle < 2; seen = this.#activity) {
      await turn();
      idle = this.#inFlight === 0 && seen === this.#activity ? idle + 1 : 0;
    }
  }

  async #next(): Promise<Waiting> {
    if (this.chance(0.3)) await this.elapse(this.pick(PAUSES_MS));
    const dueAt = ({ at, replica }: Waiting) => Math.max(at, replica?.stalledUntil ?? 0);
    const first = Math.min(...this.#waiting.map(dueAt));
    if (first > this.now) await this.elapse(first - this.now);
    return this.pick(this.#waiting.filter((one) => dueAt(one) <= this.now));
  }

  /** Whether the process stalls or dies instead of going on. */
  #breaks({ replica, gate }: Waiting): boolean {
    if (!replica || this.now > START + TROUBLE_MS) return false;
    const weight = gate === this.faults.weak ? 4 : gate === 'leave' || gate === 'answer' ? 2 : 1;
    if (this.chance(this.faults.stall * weight)) {
      replica.stalledUntil = this.now + this.pick(STALLS_MS);
      this.tell(`${replica.name} stalls at its next ${gate} for ${replica.stalledUntil - this.now} ms`);
      return true;
    }
    if (replica.mustLive || !this.chance(this.faults.crash * weight)) return false;
    this.kill(replica);
    return true;
  }

  kill(replica: Replica): void {
    replica.isDead = true;
    this.#waiting = this.#waiting.filter((one) => one.replica !== replica);
    this.tell(`${replica.name} dies`);
  }
}
