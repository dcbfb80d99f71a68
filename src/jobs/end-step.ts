import type { Condition } from '../config/notification-values.ts';
import { channelsFor } from '../config/notifications.ts';
import { tellHoldAnew } from '../store/callbacks.ts';
import { moveJob } from '../store/job-moves.ts';
import { hasFailures } from '../store/missing-people.ts';
import { noteBeginning } from '../store/notifications.ts';
import type { Job } from './job.ts';

/**
 * Lets a job wait for approval, as long as the turn is not lost. Who is to be told is kept with that, all or nothing.
 */
export async function hold({ services, record, owner }: Job<unknown>, reason: string): Promise<void> {
  const { database, settings } = services;
  const channels = channelsFor(settings.notifications, 'needs-approval');
  await database.transaction(async (queries) => {
    if (!(await moveJob(queries, record.id, 'hold', { message: reason, owner }))) return;
    await tellHoldAnew(queries, record.id);
    await noteBeginning(queries, channels, { condition: 'needs-approval', subject: record.id, jobId: record.id });
  });
}

/**
 * Ends a job, as long as the turn is not lost: who has it by then may still be writing a row. Who is to be told of it
 * is kept with that, all or nothing.
 *
 * @param found what people are told of beside rows that have failed
 */
export async function finish(
  { services, record, owner }: Job<unknown>,
  { finished, found }: { readonly finished: string; readonly found?: Condition | undefined },
): Promise<void> {
  const { database, settings } = services;
  const { id } = record;
  const ofFailures = channelsFor(settings.notifications, 'failed');
  await database.transaction(async (queries) => {
    if (!(await moveJob(queries, id, 'finish', { message: finished, owner }))) return;
    if (ofFailures.length > 0 && (await hasFailures(queries, id)))
      await noteBeginning(queries, ofFailures, { condition: 'failed', subject: id, jobId: id });
    if (found === undefined) return;
    const channels = channelsFor(settings.notifications, found);
    await noteBeginning(queries, channels, { condition: found, subject: id, jobId: id });
  });
}
