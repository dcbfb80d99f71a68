import type { Response } from 'express';
import type { ListJobResultsOutput, RowChange } from '../schema/types.ts';
import type { Perform } from './perform.ts';

/** So many rows of a plan are looked through for a page; more are told of. */
const MOST_PAGES = 10;

/** What a job is about to write, as far as a page shows it. */
export interface ShownPlan {
  readonly changes: readonly RowChange[];
  /** Whether that is all. */
  readonly isWhole: boolean;
}

/** Reads the rows of a job that have no outcome yet, up to 2,000 of them. */
export async function readPlan(perform: Perform, response: Response, jobId: string): Promise<ShownPlan> {
  const changes: RowChange[] = [];
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const input = { jobId, status: 'pending', ...(cursor !== '' && { cursor }) };
    const found = await perform<ListJobResultsOutput>(response, 'list-job-results', input);
    changes.push(...found.changes);
    cursor = found.nextCursor;
    if (cursor === '') break;
  }
  return { changes, isWhole: cursor === '' };
}
