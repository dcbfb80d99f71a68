import { quoted } from './shown-name.ts';

/** Something in the columns of a file that its reader should know before anything is written. */
export interface ColumnNote {
  readonly code: 'NO_VALUE_TEXT' | 'DIGITS_LOST' | 'CHARACTERS_LOST' | 'LIST_COLUMNS' | 'PAGE_OF_LIST';
  readonly column: string;
  /** How many cells; of a list its columns, of a page its users. */
  readonly count: number;
  /** The line of the first of them. */
  readonly line: number;
  readonly message: string;
}

type Code = ColumnNote['code'];

const KINDS: readonly { readonly code: Code; readonly found: RegExp; readonly meaning: string }[] = [
  {
    code: 'NO_VALUE_TEXT',
    found: /^(null|nil|none|undefined|nan|n\/?a|not available|-+|\\n|#(n\/a|null!|ref!|value!|name\?|num!|div\/0!))$/i,
    meaning: 'is written as text; where it stands for no value, say so with --null-text',
  },
  {
    code: 'DIGITS_LOST',
    found: /^[+-]?\d([.,]\d+)?e\+?\d{2,}$/i,
    meaning: 'is how a spreadsheet shortens a long number: digits were lost before the file was written',
  },
  {
    code: 'CHARACTERS_LOST',
    found: /\ufffd/,
    meaning: 'holds U+FFFD: characters were lost before the file was written',
  },
];

/** Looks at cells as they pass. */
export class ColumnNotes {
  readonly #found = new Map<string, { code: Code; column: string; count: number; line: number; message: string }>();

  /** @param text a cell that is written as it is */
  look(column: string, text: string, line: number): void {
    const cell = text.trim();
    for (const { code, found, meaning } of KINDS) {
      if (!found.test(cell)) continue;
      const key = `${code} ${column}`;
      const known = this.#found.get(key);
      if (known) known.count += 1;
      else this.#found.set(key, { code, column, count: 1, line, message: `${quoted(cell)} ${meaning}.` });
    }
  }

  get all(): readonly ColumnNote[] {
    return [...this.#found.values()];
  }
}
