import { acceptJob } from '../../../src/jobs/accept-job.ts';
import { retryPush, undoPush } from '../../../src/pushes/again.ts';
import { NO_LIMITS, type PushOptions } from '../../../src/pushes/push-options.ts';
import { moveJob } from '../../../src/store/job-moves.ts';
import type { JobRecord } from '../../../src/store/jobs.ts';
import { jobsWith } from './job-answers.ts';
import { type Common, contextOf, servicesOf, workOnce } from './process.ts';
import type { Deed } from './scenario.ts';
import { NAMES, type Stage, valuesOf } from './stage.ts';
import type { Replica } from './world.ts';

const VERIFY = ['all', 'sample', 'none'] as const;

/** Works on jobs until none was due for some looks. */
export async function work(common: Common, replica: Replica, looks: number): Promise<void> {
  const { clock } = servicesOf(common, replica, '');
  for (let idle = 0; idle < looks; ) {
    if (await workOnce(common, replica)) continue;
    idle += 1;
    await clock.sleep(2_500);
  }
}

/** A push of one user, or of so many that they are looked for in the list. */
export async function push({ common, begun }: Stage, by: string, deed: Deed, replica: Replica): Promise<void> {
  const context = contextOf(common, replica, by, 'push-users');
  const users = deed.event > 3 ? NAMES : [NAMES[deed.user] ?? ''];
  const rows = users.map((userName, index) => ({ index, userName, values: valuesOf(deed) }));
  const limits = deed.kind === 'held-push' ? { ...NO_LIMITS, maxChangedUsers: 0 } : NO_LIMITS;
  const verify = VERIFY[deed.event % VERIFY.length] ?? 'all';
  const options: PushOptions = { emptyText: 'error', verify, limits, reviewed: false };
  begun.set(by, common.world.step);
  await acceptJob(context, { kind: 'push', status: 'queued', rows, options });
  await work(common, replica, 3);
}

/** Approves the oldest job that waits for it, or cancels the oldest that is open. */
export async function decide({ common }: Stage, deed: Deed, replica: Replica): Promise<void> {
  const { database } = servicesOf(common, replica, '');
  const [job] = await jobsWith(common.database, deed.kind === 'approve' ? 'needs-approval' : undefined);
  if (job) await moveJob(database, job.id, deed.kind === 'approve' ? 'approve' : 'cancel');
  if (deed.kind === 'approve') await work(common, replica, 1);
}

/** Undoes or retries one of the jobs that have ended. */
export async function again({ common, begun }: Stage, by: string, deed: Deed, replica: Replica): Promise<void> {
  const ended = await jobsWith(common.database, 'done');
  const parent: JobRecord | undefined = ended.at(deed.event % Math.max(1, ended.length));
  if (!parent) return;
  const context = contextOf(common, replica, by, deed.kind);
  begun.set(by, common.world.step);
  await (deed.kind === 'undo' ? undoPush(context, parent) : retryPush(context, parent));
  await work(common, replica, 2);
}
