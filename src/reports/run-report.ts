import type { PushJob } from '../jobs/job.ts';
import type { Attribute } from '../push/attribute.ts';
import { byReference } from '../push/changes.ts';
import { keptAttributes } from '../pushes/kept-attributes.ts';
import { advanceReport } from '../store/job-progress.ts';
import { compareAssigned } from './compare-assigned.ts';
import { findUnassigned } from './find-unassigned.ts';
import { readHidden } from './read-hidden.ts';
import { readList } from './read-list.ts';
import { reportMessage } from './report-message.ts';
import { cursorOf, type ReportStage, type ReportState, type Step, type StepEnd, stateOf } from './report-state.ts';
import { startCoverage } from './start-coverage.ts';
import { startDrift } from './start-drift.ts';
import { tellHoldings } from './tell-holdings.ts';

const SLICE_MS = 30_000;

type Steps = Readonly<Record<Exclude<ReportStage, 'end'>, Step>>;
const DRIFT: Steps = {
  start: startDrift,
  list: readList,
  read: readHidden,
  users: compareAssigned,
  others: findUnassigned,
};
const COVERAGE: Steps = { ...DRIFT, start: startCoverage, users: tellHoldings };

/** The definitions: as they are now when a report begins, and hardly older for the rest of it. */
const definitions = ({ ask }: PushJob, stage: ReportStage): Promise<ReadonlyMap<string, Attribute>> =>
  ask(async ({ omni }) => (stage === 'start' ? byReference(await omni.listAttributes(0)) : await keptAttributes(omni)));

/** Keeps a step and what it found, all or nothing. @returns false when the report is no longer this worker's */
function save({ services, push }: PushJob, before: ReportState, after: StepEnd): Promise<boolean> {
  const { stage, place, facts } = after;
  const step = {
    from: cursorOf(before),
    to: cursorOf({ stage, place, facts }),
    report: facts,
    message: reportMessage(push.kind, stage, facts),
  };
  return services.database.transaction(async (queries) => {
    const isMoved = await advanceReport(queries, push.id, step);
    if (isMoved) await after.save?.(queries);
    return isMoved;
  });
}

/**
 * Works on a report for at most half a minute, step by step; each is kept, so that a kill repeats one.
 *
 * @returns what the report says in one sentence; undefined when there is more to do
 */
export async function runReport(job: PushJob): Promise<string | undefined> {
  const { push, services, signal } = job;
  const steps = push.kind === 'drift' ? DRIFT : COVERAGE;
  const until = services.clock.now() + SLICE_MS;
  let attributes: ReadonlyMap<string, Attribute> | undefined;
  let state = stateOf(push);
  while (state.stage !== 'end') {
    if (signal.aborted || services.clock.now() >= until) return undefined;
    attributes ??= await definitions(job, state.stage);
    const { place, facts } = state;
    const end = await steps[state.stage]({ job, attributes, place, facts });
    if (!(await save(job, state, end))) return undefined;
    state = end;
  }
  return reportMessage(push.kind, state.stage, state.facts);
}
