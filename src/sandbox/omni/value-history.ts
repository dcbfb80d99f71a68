/** What is stored for one reference; null = cleared. A Number is a number, or text when it is beyond 2^53-1. */
export type StoredValue = string | number | readonly (string | number)[] | null;
export type StoredValues = Readonly<Record<string, StoredValue>>;

/** The same references with other values. */
export function mapValues(
  values: StoredValues,
  change: (value: StoredValue, name: string) => StoredValue,
): StoredValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
}

interface Version {
  readonly at: number;
  readonly values: StoredValues;
}

/** The values of one user, with the past that a delayed reader still sees. Times in milliseconds. */
export class ValueHistory {
  #versions: Version[];

  constructor(values: StoredValues) {
    this.#versions = [{ at: Number.NEGATIVE_INFINITY, values }];
  }

  /** What is stored. */
  get current(): StoredValues {
    return this.#versions.at(-1)?.values ?? {};
  }

  /** What a reader sees at `now` when a write needs `delayMs` to show. */
  visible(now: number, delayMs: number): StoredValues {
    return this.#versions.findLast(({ at }) => at + delayMs <= now)?.values ?? {};
  }

  /** Stores a new state, which readers see `delayMs` after `now`. */
  write(values: StoredValues, now: number, delayMs: number): void {
    const seen = this.#versions.findLastIndex(({ at }) => at + delayMs <= now);
    this.#versions = [...this.#versions.slice(Math.max(0, seen)), { at: now, values }];
  }

  /** Changes the past too, as when a definition is deleted. */
  rewrite(change: (values: StoredValues) => StoredValues): void {
    this.#versions = this.#versions.map(({ at, values }) => ({ at, values: change(values) }));
  }
}
