import type { Clock } from '../../src/base/clock.ts';

/** Time that passes only by sleeping, at once, and remembers each sleep. */
export class LeapingClock implements Clock {
  readonly slept: number[] = [];
  #now = 0;

  now(): number {
    return this.#now;
  }

  async sleep(ms: number): Promise<void> {
    this.slept.push(ms);
    this.pass(ms);
  }

  pass(ms: number): void {
    this.#now += ms;
  }
}
