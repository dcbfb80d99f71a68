import type { ColumnOptions } from './map-columns.ts';
import type { CellOptions } from './read-cell.ts';

export const FILE_FORMATS = ['csv', 'users-json', 'scim'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** How a file of users is to be read. What is left out is told by the file, or asked for in one sentence. */
export interface FileOptions extends ColumnOptions, CellOptions {
  readonly format?: FileFormat | undefined;
  /** Left out: what the byte order mark says, else UTF-8. */
  readonly encoding?: string | undefined;
  /** Between the cells of a row. */
  readonly delimiter?: string | undefined;
  /** How many lines before the header are left out. */
  readonly skipLines?: number | undefined;
  /** How many rows at the end are left out. */
  readonly skipFooter?: number | undefined;
  /** Whether an apostrophe before `=`, `+`, `-`, `@` or another one belongs to the value. */
  readonly apostrophes?: 'keep' | 'remove' | undefined;
}
