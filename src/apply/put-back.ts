import { ConnectorError } from '../errors/connector-error.ts';
import type { Services } from '../services.ts';
import { doubtEverything } from '../store/doubt.ts';
import { endIdempotencyLeases } from '../store/idempotency.ts';
import { clearLeases } from '../store/leases.ts';
import { endPlans, holdOpenJobs } from '../store/restored-jobs.ts';
import { forgetSchedules } from '../store/schedules.ts';
import { noteAbandonedIntents } from './recover-intents.ts';

/** What a database held that is older than Omni, and what became of it. */
export interface PutBack {
  /** Jobs that wait for a decision. */
  readonly jobs: number;
  /** Plans that nobody can apply any more. */
  readonly plans: number;
  /** Writes whose outcome only a look at Omni can tell. */
  readonly writes: number;
}

/**
 * Takes over a database that was put back from a copy, before anything relies on it. Omni has moved on since: what is
 * remembered of it is in doubt, jobs wait for a decision, plans end, writes that were under way are settled by a look,
 * and a due time of a schedule that has passed is not made up for. Run it while no other process uses the database.
 * Running it again does no harm.
 */
export async function putBack(services: Pick<Services, 'database' | 'log'>): Promise<PutBack> {
  const { database } = services;
  const restored = new ConnectorError('RESTORED');
  // Their holders worked on the database of then.
  await clearLeases(database);
  await endIdempotencyLeases(database);
  const writes = await noteAbandonedIntents(services, true);
  return await database.transaction(async (queries) => {
    await doubtEverything(queries, true);
    await forgetSchedules(queries);
    const jobs = await holdOpenJobs(queries, `Paused: ${restored.message} ${restored.body('').fix}`);
    return { jobs, plans: await endPlans(queries), writes };
  });
}
