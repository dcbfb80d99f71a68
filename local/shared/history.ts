interface Version<Value> {
  readonly at: number;
  readonly value: Value;
}

/** A value with the past that a delayed reader still sees. Times in milliseconds. */
export class History<Value> {
  #versions: readonly [Version<Value>, ...Version<Value>[]];

  constructor(value: Value) {
    this.#versions = [{ at: Number.NEGATIVE_INFINITY, value }];
  }

  /** What is stored. */
  get current(): Value {
    return (this.#versions.at(-1) ?? this.#versions[0]).value;
  }

  /** What a reader sees at `now` when a write needs `delayMs` to show. */
  visible(now: number, delayMs: number): Value {
    return this.#seen(now, delayMs).value;
  }

  /** Stores a new state, which readers see `delayMs` after `now`. */
  write(value: Value, now: number, delayMs: number): void {
    const seen = this.#seen(now, delayMs);
    const later = this.#versions.slice(this.#versions.indexOf(seen) + 1);
    this.#versions = [seen, ...later, { at: now, value }];
  }

  /** Changes the past too, as when a definition is deleted. */
  rewrite(change: (value: Value) => Value): void {
    const [first, ...later] = this.#versions;
    const rewritten = ({ at, value }: Version<Value>): Version<Value> => ({ at, value: change(value) });
    this.#versions = [rewritten(first), ...later.map(rewritten)];
  }

  #seen(now: number, delayMs: number): Version<Value> {
    return this.#versions.findLast(({ at }) => at + delayMs <= now) ?? this.#versions[0];
  }
}
