import { randomUUID } from 'node:crypto';
import { moment } from '../base/moment.ts';
import type { Services } from '../services.ts';
import type { Database } from '../store/database.ts';
import { beginIncarnation, type EarlierIncarnation, endIncarnation, type Incarnation } from '../store/incarnations.ts';

/** How the last run ended. `unknown`: there is no mark, or on a shared database another replica may still run. */
export type LastEnd = 'stopped' | 'killed' | 'unknown';

/** What the mark of the last run tells. */
export function lastEnd(kind: Database['kind'], last: EarlierIncarnation | undefined): LastEnd {
  if (!last) return 'unknown';
  if (last.stoppedAt !== null) return 'stopped';
  return kind === 'embedded' ? 'killed' : 'unknown';
}

/**
 * Marks a start in the database, and says in the log how the last run ended: a database that was put back shows in
 * that it knows nothing of later runs.
 *
 * @returns marks the clean stop
 */
export async function markStart(
  { database, log }: Pick<Services, 'database' | 'log'>,
  began: Incarnation['began'],
): Promise<() => Promise<void>> {
  const id = randomUUID();
  const last = await beginIncarnation(database, { id, began });
  const { startedAt, stoppedAt } = last ?? {};
  const earlier = { lastStartedAt: moment(startedAt), lastStoppedAt: moment(stoppedAt) };
  log.info({ began, lastEnd: lastEnd(database.kind, last), ...earlier }, 'started on this database');
  return () => endIncarnation(database, id);
}
