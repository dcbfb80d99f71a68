import type { Flow } from './flow.ts';
import type { Table } from './table.ts';

/** Flows that are imported together, into one folder. */
export interface Pack {
  /** The folder in connector/flows/ and the name of the template: `^[a-z0-9_]{2,50}$`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly flows: readonly Flow[];
  readonly tables: readonly Table[];
  /** What an admin does after the import, besides choosing connections: lines of the readme. */
  readonly steps: readonly string[];
  /** What is good to know once the flows are switched on: lines of the readme. */
  readonly use: readonly string[];
}
