import type { ApplyContext } from '../apply/context.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { appendAudit } from '../store/audit.ts';
import type { Queries } from '../store/database.ts';
import { type JobMove, lockJob, type MoveDetails, moveJob, statusAfter } from '../store/job-moves.ts';
import { releaseRestored } from '../store/restored-jobs.ts';
import { heedClock } from '../store/wish-clock.ts';

/** Who decides, and where that is recorded. */
export type DecisionContext = Pick<ApplyContext, 'database' | 'clock' | 'caller' | 'requestId' | 'action'>;

/** A decision about a job in the audit log: `job:<id>`, its status before, and what came of it. */
interface Decided {
  readonly jobId: string;
  readonly before: string;
  readonly after: readonly string[];
}

async function record(queries: Queries, context: DecisionContext, { jobId, before, after }: Decided): Promise<void> {
  const { clock, caller, requestId, action } = context;
  const who = { requestId, clientId: caller.clientId, action, userName: '', omniUserId: '' };
  const what = { reference: `job:${jobId}`, before: [before], after, outcome: 'verified' } as const;
  await appendAudit(queries, [{ ...who, ...what, at: clock.now() }]);
}

/**
 * Moves a job because a caller has decided so; who it was is in the audit log, or it is not decided.
 *
 * @returns false: the job may not move so from where it is
 */
export async function moveByDecision(
  context: DecisionContext,
  jobId: string,
  move: JobMove,
  details: MoveDetails = {},
): Promise<boolean> {
  // Of a plan that is applied it is the acceptance.
  await heedClock(context.database);
  return await context.database.transaction(async (queries) => {
    const before = await lockJob(queries, jobId);
    if (before === undefined) return false;
    const { action, requestId } = context;
    const isMoved =
      (await moveJob(queries, jobId, move, { ...details, appliedBy: { action, requestId } })) ||
      (move === 'approve' && (await releaseRestored(queries, jobId, details.message)));
    if (!isMoved) return false;
    await record(queries, context, { jobId, before, after: [statusAfter(move)] });
    return true;
  });
}

/**
 * Records, in the transaction that inserts it, that a caller has started a job that repeats or undoes another one.
 *
 * @throws ConnectorError JOB_NOT_FOUND: that one was removed meanwhile, and a part of its rows may not have been read
 */
export async function recordFollowUp(
  queries: Queries,
  context: DecisionContext,
  parentId: string,
  jobId: string,
): Promise<void> {
  const status = await lockJob(queries, parentId);
  if (status === undefined) throw new ConnectorError('JOB_NOT_FOUND', { jobId: parentId });
  await record(queries, context, { jobId: parentId, before: status, after: [status, `job:${jobId}`] });
}
