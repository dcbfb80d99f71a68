import { ConnectorError } from '../errors/connector-error.ts';

/** So many connections that stay open, of all people and of one. */
const MOST = 50;
const MOST_OF_ONE = 6;

/** Counts who follows how much. */
export class Streams {
  readonly #open = new Map<string, number>();

  /** @returns gives the place back. @throws ConnectorError CONSOLE_BUSY */
  take(subject: string): () => void {
    const own = this.#open.get(subject) ?? 0;
    const all = [...this.#open.values()].reduce((sum, one) => sum + one, 0);
    if (own >= MOST_OF_ONE || all >= MOST) throw new ConnectorError('CONSOLE_BUSY', { seconds: 10 });
    this.#open.set(subject, own + 1);
    return () => {
      const left = (this.#open.get(subject) ?? 1) - 1;
      if (left === 0) this.#open.delete(subject);
      else this.#open.set(subject, left);
    };
  }
}
