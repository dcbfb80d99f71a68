/** The ways in which a line ends. */
export type LineEnd = 'CRLF' | 'LF' | 'CR';

const NAMES: ReadonlyMap<string, LineEnd> = new Map([
  ['\r\n', 'CRLF'],
  ['\n', 'LF'],
  ['\r', 'CR'],
]);

/** How many lines end in a text. */
export const countLineEnds = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0;

/** Counts the lines of a text that comes in pieces, and keeps how they end. */
export class LineEnds {
  readonly #found = new Set<LineEnd>();
  #ended = 0;
  #openReturn = false;

  /** The lines that have ended so far. */
  get ended(): number {
    return this.#ended + (this.#openReturn ? 1 : 0);
  }

  /** In the order in which they were met. */
  get found(): LineEnd[] {
    return [...this.#found, ...(this.#openReturn && !this.#found.has('CR') ? (['CR'] as const) : [])];
  }

  /** A carriage return at the end of a piece waits for the line feed that may begin the next one. */
  add(piece: string): void {
    if (piece === '') return;
    const text = this.#openReturn ? `\r${piece}` : piece;
    this.#openReturn = text.endsWith('\r');
    for (const [end] of (this.#openReturn ? text.slice(0, -1) : text).matchAll(/\r\n|\n|\r/g)) {
      this.#found.add(NAMES.get(end) ?? 'LF');
      this.#ended += 1;
    }
  }
}
