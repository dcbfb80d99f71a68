import { parse } from 'csv-parse/sync';
import type { CreateAttributeInput } from '../../schema/types.ts';

/** One row of an export: who, and what each column says. */
export interface UserRow {
  /** The line in the file, counted from 1 with the header as the first. */
  readonly line: number;
  readonly userName: string;
  readonly values: Readonly<Record<string, string | string[]>>;
}

const SEPARATOR = ';';

/**
 * Reads an export of users. The column `Email` names the user, a column with an attribute's label holds its value; a
 * cell of a multi-valued attribute may hold several, separated by semicolons. Other columns are left alone.
 */
export function readUsers(csv: string, attributes: readonly CreateAttributeInput[]): UserRow[] {
  const records: Record<string, string>[] = parse(csv, { columns: true, bom: true, skip_empty_lines: true });
  return records.map((record, index) => ({
    line: index + 2,
    userName: record.Email ?? '',
    values: Object.fromEntries(
      attributes
        .filter(({ label }) => label in record)
        .map(({ reference, label, multiValued }) => {
          const cell = record[label] ?? '';
          return [
            reference,
            multiValued && cell.includes(SEPARATOR) ? cell.split(SEPARATOR).map((one) => one.trim()) : cell,
          ];
        }),
    ),
  }));
}
