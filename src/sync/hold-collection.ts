import type { Queries } from '../store/database.ts';
import { isCollectingAt } from '../store/job-progress.ts';
import { CollectionLost } from './collection-lost.ts';

/**
 * Makes sure that a collection is where this worker has left it, and that nobody moves it before the transaction ends:
 * call it first in each that keeps something of what was read. A worker that was stalled may have lost its turn.
 *
 * @param cursor where it was left
 * @throws CollectionLost
 */
export async function holdCollection(queries: Queries, jobId: string, cursor: string): Promise<void> {
  if (!(await isCollectingAt(queries, jobId, cursor))) throw new CollectionLost();
}
