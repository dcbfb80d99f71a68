import type { Queries } from './database.ts';

/** Whether a push is being worked on or waits for it; one that is paused or needs approval does not count. */
export async function isPushWaiting(queries: Queries): Promise<boolean> {
  const found = await queries.query(`SELECT FROM connector.pushes WHERE status IN ('queued', 'running') LIMIT 1`);
  return found.length > 0;
}
