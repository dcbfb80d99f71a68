import type { FileOptions } from '../../src/files/file-options.ts';
import type { FileReport } from '../../src/files/file-report.ts';
import type { FileAttribute } from '../../src/files/find-attribute.ts';
import { type PartLimits, pushRow } from '../../src/files/split-rows.ts';
import { openUserFile } from '../../src/files/user-file.ts';

const LIMITS = { rows: 20_000, bytes: 2_097_152 };

/** A row as a push takes it, with its line. */
export interface ReadRow extends ReturnType<typeof pushRow> {
  readonly line: number;
}

/**
 * Reads a file of a test.
 *
 * @param pieceLength in how large pieces its bytes come
 */
export async function readFileText(
  content: string | Uint8Array,
  attributes: readonly FileAttribute[],
  options: FileOptions = {},
  { pieceLength = 65_536, limits = LIMITS }: { readonly pieceLength?: number; readonly limits?: PartLimits } = {},
): Promise<{ report: FileReport; rows: ReadRow[]; parts: ReadRow[][] }> {
  const bytes = Buffer.from(content);
  async function* open() {
    for (let start = 0; start < bytes.length; start += pieceLength) yield bytes.subarray(start, start + pieceLength);
  }
  const file = await openUserFile(open, attributes, options, limits);
  const readPart = async (part?: number): Promise<ReadRow[]> => {
    const rows: ReadRow[] = [];
    for await (const row of file.rows(part)) rows.push({ line: row.line, ...pushRow(row) });
    return rows;
  };
  const parts = await Promise.all(Array.from({ length: file.report.parts }, (_, part) => readPart(part)));
  return { report: file.report, rows: await readPart(), parts };
}
