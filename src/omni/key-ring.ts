import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';

const BENCH_MS = 60_000;

/** How one key fares. */
export interface KeyHealth {
  /** Its place in the setting, from 1: the key itself is told to nobody. */
  readonly number: number;
  /** Omni refused it when it was last used. */
  readonly refused: boolean;
}

/** What requests of this process have shown of a key. */
export interface KeyFate {
  /** Stands for the key; the same in every process. */
  readonly id: string;
  readonly number: number;
  /** `untried`: no request of this process has told. */
  readonly state: 'untried' | 'good' | 'refused';
}

// The id stands for the key in the database and in metrics; the key itself stays in memory.
const byId = (keys: readonly Secret[]): ReadonlyMap<string, Secret> =>
  new Map(keys.map((key) => [createHash('sha256').update(key.reveal()).digest('hex').slice(0, 16), key]));

/**
 * The keys of one instance. A refused key rests for a minute while others work, since keys fail one by one. The keys
 * may be replaced: what is known of those that stay is kept.
 */
export class KeyRing {
  readonly #clock: Clock;
  readonly #source: () => readonly Secret[];
  #given: readonly Secret[];
  #current: ReadonlyMap<string, Secret>;
  /** Those of before the last change: requests are on their way with them. */
  #former: ReadonlyMap<string, Secret> = new Map();
  readonly #benchedUntil = new Map<string, number>();
  readonly #refused = new Set<string>();
  readonly #good = new Set<string>();
  readonly #onChange: (key: KeyHealth) => void;

  /**
   * @param keys as they are now
   * @param onChange hears of a key that Omni begins to refuse, and of one that it takes again
   */
  constructor(keys: () => readonly Secret[], clock: Clock, onChange: (key: KeyHealth) => void = () => undefined) {
    this.#clock = clock;
    this.#onChange = onChange;
    this.#source = keys;
    this.#given = keys();
    this.#current = byId(this.#given);
  }

  get #keys(): ReadonlyMap<string, Secret> {
    const given = this.#source();
    if (given === this.#given) return this.#current;
    this.#former = this.#current;
    this.#given = given;
    this.#current = byId(given);
    for (const id of this.#former.keys()) {
      if (this.#current.has(id)) continue;
      this.#benchedUntil.delete(id);
      this.#refused.delete(id);
      this.#good.delete(id);
    }
    return this.#current;
  }

  get size(): number {
    return this.#keys.size;
  }

  /** The ids of the keys that may be used now; all of them when every one rests. */
  usable(): string[] {
    const rested = [...this.#keys.keys()].filter((id) => !this.#rests(id));
    return rested.length > 0 ? rested : [...this.#keys.keys()];
  }

  /** The id of a key that may be used now, for a request that costs nothing of its budget. */
  any(): string {
    const [id] = this.usable();
    if (id === undefined) throw new Error('there is no key');
    return id;
  }

  key(id: string): Secret {
    const key = this.#keys.get(id) ?? this.#former.get(id);
    if (!key) throw new Error(`unknown key id ${id}`);
    return key;
  }

  /** The place of a key in the setting, from 1; 0: it was taken out. */
  number(id: string): number {
    return [...this.#keys.keys()].indexOf(id) + 1;
  }

  health(): readonly KeyHealth[] {
    return [...this.#keys.keys()].map((id) => ({ number: this.number(id), refused: this.#refused.has(id) }));
  }

  fates(): readonly KeyFate[] {
    const stateOf = (id: string) => (this.#refused.has(id) ? 'refused' : this.#good.has(id) ? 'good' : 'untried');
    return [...this.#keys.keys()].map((id) => ({ id, number: this.number(id), state: stateOf(id) }));
  }

  /** Omni has taken this key. */
  taken(id: string): void {
    if (this.#keys.has(id)) this.#good.add(id);
    if (this.#refused.delete(id)) this.#onChange({ number: this.number(id), refused: false });
  }

  /** Omni refuses this key. */
  #refuse(id: string): void {
    if (this.#refused.has(id) || !this.#keys.has(id)) return;
    this.#refused.add(id);
    this.#onChange({ number: this.number(id), refused: true });
  }

  /** Lets a refused key rest. @returns false when no other key is left to try. */
  bench(id: string): boolean {
    this.#refuse(id);
    const others = this.usable().filter((other) => other !== id);
    if (!this.#keys.has(id)) return others.length > 0;
    if (others.length > 0) this.#benchedUntil.set(id, this.#clock.now() + BENCH_MS);
    else this.#benchedUntil.clear();
    return others.length > 0;
  }

  /** A rest that seems to be longer than any was given by a clock that has been set back since: it is over. */
  #rests(id: string): boolean {
    const leftMs = (this.#benchedUntil.get(id) ?? 0) - this.#clock.now();
    return leftMs > 0 && leftMs <= BENCH_MS;
  }
}
