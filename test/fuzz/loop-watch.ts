// biome-ignore lint/style/noRestrictedImports: only the long runs look, and nothing is asserted of it
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { IS_LONG } from '../support/is-long.ts';
import type { FuzzRequest } from './any-request.ts';

/** How often the loop is looked at, and what its delay is beyond. */
const RESOLUTION_MS = 2;
/** What no request should do. */
const LONG_MS = 100;

/**
 * How long single requests keep the event loop from everything else. Only the long runs look: it is told, never
 * asserted, since a busy machine stops a process for longer than that. The test, the doubles and the connector share
 * one loop, so that the delays told are those of all of them.
 */
export class LoopWatch {
  readonly #delay = IS_LONG ? monitorEventLoopDelay({ resolution: RESOLUTION_MS }) : undefined;
  readonly #worst: { readonly ms: number; readonly what: string }[] = [];
  #longer = 0;

  async during<T>({ method, path }: FuzzRequest, work: () => Promise<T>): Promise<T> {
    if (!this.#delay) return await work();
    this.#delay.reset();
    this.#delay.enable();
    try {
      return await work();
    } finally {
      this.#delay.disable();
      const ms = Math.max(0, this.#delay.max / 1e6 - RESOLUTION_MS);
      if (ms > LONG_MS) this.#longer += 1;
      this.#worst.push({ ms, what: `${method} ${path.slice(0, 60)}` });
      this.#worst.sort((one, other) => other.ms - one.ms).splice(5);
    }
  }

  /** Prints what was seen. @param counts answers by their status */
  tell(counts: Readonly<Record<string, number>>): void {
    if (!this.#delay) return;
    const worst = this.#worst.map(({ ms, what }) => `${ms.toFixed(0)} ms ${what}`).join(', ');
    process.stderr.write(`Answers by status: ${JSON.stringify(counts)}\n`);
    process.stderr.write(
      `Requests that held the loop up for more than ${LONG_MS} ms: ${this.#longer}; longest: ${worst}\n`,
    );
  }
}
