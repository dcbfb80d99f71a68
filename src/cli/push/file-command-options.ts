import type { FileOptions } from '../../files/file-options.ts';
import type { PlanOptions } from './plan-rows.ts';

/** What `plan` and `push` take. */
export interface FileCommandOptions extends FileOptions, PlanOptions {
  readonly url?: string;
  readonly json?: boolean;
  /** Where the rows that failed go. */
  readonly failures?: string;
}
