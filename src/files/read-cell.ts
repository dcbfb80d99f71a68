import { listMarks } from '../push/list-marks.ts';

/** What one value of a row is sent as. */
export type CellValue = string | number | boolean | null | (string | number | boolean)[];

export interface CellOptions {
  /**
   * What separates the values in a cell of a multi-valued attribute. Left out, a semicolon does, and a cell without one
   * is read by the connector (docs/values.md), which splits it at commas.
   */
  readonly separator?: string | undefined;
  /** Texts that stand for no value: they clear. */
  readonly nullText?: readonly string[];
}

const SEPARATOR = ';';
/** Reads a cell of one attribute. A blank one stays blank: the push reads it as `--empty-text` says. */
export function readCell(
  cell: string,
  multiValued: boolean,
  { separator, nullText = [] }: CellOptions,
): string | string[] | null {
  const text = cell.trim();
  if (text !== '' && nullText.includes(text)) return null;
  if (!multiValued || text === '') return cell;
  const isList = separator !== undefined || cell.includes(SEPARATOR);
  if (!isList || listMarks([text]) !== undefined) return cell;
  const entries = cell.split(separator ?? SEPARATOR).map((entry) => entry.trim());
  // What is meant to be a list of another kind goes as the text that the connector refuses.
  return listMarks(entries) === undefined ? entries : entries.join(',');
}

/** Reads the cells of several columns as one list. All blank are a blank cell, and so is a text for no value. */
export function readListCells(cells: readonly string[], { nullText = [] }: CellOptions): string | string[] {
  const entries = cells.map((cell) => cell.trim()).filter((entry) => entry !== '' && !nullText.includes(entry));
  return entries.length === 0 ? '' : entries;
}
