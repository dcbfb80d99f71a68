import { openTcpProxy } from './tcp-proxy.ts';
import type { Between } from './world.ts';

/** Counts what was cut off. */
export interface Cuts {
  there: number;
  back: number;
}

/** Cuts a connection now and then: in the middle of what is sent, of what is answered, or between the two. */
export const cutting =
  (random: () => number, share: number, cuts: Cuts): Between =>
  async (url) => {
    const { port, close } = await openTcpProxy(Number(new URL(url).port), (piece, direction) => {
      if (random() >= share) return undefined;
      cuts[direction] += 1;
      return Math.floor(random() * (piece.length + 1));
    });
    return { url: `http://127.0.0.1:${port}`, close };
  };
