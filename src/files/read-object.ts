import { isObject } from '../base/is-object.ts';
import type { FileOptions } from './file-options.ts';
import { type FileAttribute, findAttribute } from './find-attribute.ts';
import { jsonValue } from './json-value.ts';
import { type CellValue, readCell } from './read-cell.ts';
import { readPair } from './read-pair.ts';

/** A value of a row, and how the file names it. */
export interface NamedValue {
  readonly reference: string;
  readonly column: string;
  readonly value: CellValue;
}

/** Reads objects that hold a user's values by reference or label. */
export class ObjectReader {
  /** By key: undefined is no attribute. */
  readonly #known = new Map<string, string | undefined>();
  readonly #used = new Map<string, string>();
  readonly #attributes: readonly FileAttribute[];
  readonly #options: FileOptions;

  constructor(attributes: readonly FileAttribute[], options: FileOptions) {
    this.#attributes = attributes;
    this.#options = options;
    for (const text of options.map ?? []) {
      const { left, attribute } = readPair('--map', text, 'KEY=reference', attributes);
      this.#known.set(left, attribute.reference);
    }
  }

  /** The keys met so far that are an attribute, with its reference. */
  get columns(): readonly { readonly column: string; readonly reference: string }[] {
    return [...this.#used].map(([column, reference]) => ({ column, reference }));
  }

  /** The keys met so far that are none. */
  get ignored(): readonly string[] {
    return [...this.#known].flatMap(([key, reference]) => (reference === undefined ? [key] : []));
  }

  /** @throws Error in one line that begins with `where` */
  read(object: unknown, where: string): NamedValue[] {
    if (!isObject(object)) throw new Error(`${where}: the attributes are no object.`);
    const values = Object.entries(object).flatMap(([column, raw]) => {
      const reference = this.#referenceOf(column);
      if (reference === undefined) return [];
      this.#used.set(column, reference);
      const value = jsonValue(raw, `${where}: ${column}`);
      return [{ reference, column, value: typeof value === 'string' ? readCell(value, false, this.#options) : value }];
    });
    const twice = values.find(({ reference }, place) =>
      values.slice(0, place).some((one) => one.reference === reference),
    );
    if (twice) throw new Error(`${where} holds ${twice.reference} twice.`);
    return values;
  }

  #referenceOf(key: string): string | undefined {
    if (!this.#known.has(key)) this.#known.set(key, findAttribute(key.trim(), this.#attributes)?.reference);
    return this.#known.get(key);
  }
}
