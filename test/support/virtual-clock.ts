import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/base/clock.ts';

/** A clock that stands still until it is told to move. */
export interface VirtualClock extends Clock {
  /** Moves on by `ms`, waking sleepers in the order of their times; who goes to sleep meanwhile is woken too. */
  advance(ms: number): Promise<void>;
  /** Moves on to `at`, or without it until nobody sleeps any more. */
  runUntil(at?: number): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Turns of the event loop in which whatever was woken goes on before time does. */
const SETTLING_TURNS = 20;
/** Somebody who sleeps again and again would keep `runUntil()` from ending. */
const MAX_WAKES = 100_000;

async function settle(): Promise<void> {
  for (let i = 0; i < SETTLING_TURNS; i += 1) await turn();
}

/**
 * Time for tests. Woken code gets some turns of the event loop, enough for promises and timers of length 0 but not for
 * a database or the network: await those in the test before time moves on.
 */
export function virtualClock(start = 0): VirtualClock {
  /** In the order of their times, and of their arrival where those are equal. */
  const sleepers: Sleeper[] = [];
  let now = start;

  function add(sleeper: Sleeper): void {
    sleepers.splice(sleepers.findLastIndex(({ at }) => at <= sleeper.at) + 1, 0, sleeper);
  }

  function remove(sleeper: Sleeper): void {
    const index = sleepers.indexOf(sleeper);
    if (index >= 0) sleepers.splice(index, 1);
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (signal?.aborted) {
      reject(signal.reason);
      return promise;
    }
    const cancel = (): void => {
      remove(sleeper);
      reject(signal?.reason);
    };
    const wake = (): void => {
      signal?.removeEventListener('abort', cancel);
      resolve();
    };
    const sleeper: Sleeper = { at: now + Math.max(0, ms), wake };
    signal?.addEventListener('abort', cancel, { once: true });
    add(sleeper);
    return promise;
  }

  async function runUntil(at = Number.POSITIVE_INFINITY): Promise<void> {
    await settle();
    for (let wakes = 0; (sleepers[0]?.at ?? Number.POSITIVE_INFINITY) <= at; wakes += 1) {
      const sleeper = sleepers.shift();
      if (!sleeper) return;
      if (wakes === MAX_WAKES) throw new Error(`Somebody still sleeps after ${MAX_WAKES} wakes`);
      now = sleeper.at;
      sleeper.wake();
      await settle();
    }
    now = Math.max(now, Number.isFinite(at) ? at : now);
  }

  return { now: () => now, sleep, advance: (ms) => runUntil(now + ms), runUntil };
}
