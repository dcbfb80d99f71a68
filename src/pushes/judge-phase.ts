import { knownAttributes } from '../apply/known-attributes.ts';
import type { Step } from '../jobs/job-kind.ts';
import { type Approved, coveredLimits, guard } from '../push/guard.ts';
import { enterPhase, noteJudged } from '../store/job-progress.ts';
import { planAnewWhereOld } from './old-looks.ts';
import type { PushOptions } from './push-options.ts';
import { plannedChanges, storedSummary, writtenChanges } from './stored-plan.ts';
import { planWidening } from './widened-users.ts';

/**
 * Judges what a job has written and is about to write, before any of that is written: no row comes from its plan to its
 * write but through here, so neither a plan that is made anew nor a row that is planned again passes the guard by. What
 * was approved once needs no second approval, unless the plan has grown beyond it.
 */
export const judgePush: Step<PushOptions> = async (job) => {
  const { services, record, options } = job;
  const { database } = services;
  if (await planAnewWhereOld(job)) return 'again';
  const changes = [...(await writtenChanges(database, record.id)), ...(await plannedChanges(database, record.id))];
  const summary = storedSummary(record, changes);
  const { users: widened } = await planWidening(
    database,
    changes,
    await job.ask((context) => knownAttributes(context, [])),
  );
  // Kept by `noteJudged`.
  const approved = record.approved ? (record.judged as Approved | null) : null;
  const { tripped, reason } = guard(
    summary,
    approved ? coveredLimits(options.limits, approved) : options.limits,
    widened,
  );
  if (tripped) {
    await noteJudged(database, record.id, job.owner, { ...summary, widenedUsers: widened.length });
    return { holdFor: approved ? `The plan has grown since it was approved: ${reason}` : reason };
  }
  await enterPhase(database, record.id, { from: 'judging', to: 'applying', planHash: record.planHash });
  return 'again';
};
