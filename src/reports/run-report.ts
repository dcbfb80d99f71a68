import { keptAttributes } from '../apply/known-attributes.ts';
import type { Condition } from '../config/notification-values.ts';
import { isOver, type Job } from '../jobs/job.ts';
import type { Step } from '../jobs/job-kind.ts';
import type { Attribute } from '../push/attribute.ts';
import { byReference } from '../push/changes.ts';
import { advanceReport } from '../store/job-progress.ts';
import { progressMessage } from './report-message.ts';
import { reportProgress } from './report-progress.ts';
import {
  cursorOf,
  type ReportFacts,
  type ReportStage,
  type ReportState,
  type ReportStep,
  type StepEnd,
  stateOf,
} from './report-state.ts';

/** The step of each stage that a kind of report has. */
type Stages<Options> = Readonly<Partial<Record<Exclude<ReportStage, 'end'>, ReportStep<Options>>>>;
type TellEnd = (facts: ReportFacts) => string;

/** The definitions: as they are now when a report begins, and hardly older for the rest of it. */
const definitions = ({ ask }: Job<unknown>, stage: ReportStage): Promise<ReadonlyMap<string, Attribute>> =>
  ask(async ({ omni }) => (stage === 'start' ? byReference(await omni.listAttributes(0)) : await keptAttributes(omni)));

const messageOf = ({ stage, facts }: ReportState, tellEnd: TellEnd): string =>
  stage === 'end' ? tellEnd(facts) : progressMessage(stage, facts);

/** Keeps a step and what it found, all or nothing. @returns false when the report is no longer this worker's */
function save(
  { services, record }: Job<unknown>,
  before: ReportState,
  after: StepEnd,
  tellEnd: TellEnd,
): Promise<boolean> {
  const { facts } = after;
  const step = { from: cursorOf(before), to: cursorOf(after), report: facts, message: messageOf(after, tellEnd) };
  const progress = { ...reportProgress(after), begins: before.stage !== after.stage };
  return services.database.transaction(async (queries) => {
    const isMoved = await advanceReport(queries, record.id, step, progress);
    if (isMoved) await after.save?.(queries);
    return isMoved;
  });
}

/**
 * Works on a report, step by step; each is kept, so that a kill repeats one.
 *
 * @param tellEnd what the report says in one sentence
 * @param foundOf what people are told of when it has ended
 */
export const runReport =
  <Options>(
    stages: Stages<Options>,
    tellEnd: TellEnd,
    foundOf: (facts: ReportFacts) => Condition | undefined = () => undefined,
  ): Step<Options> =>
  async (job, until) => {
    const { record, services } = job;
    let attributes: ReadonlyMap<string, Attribute> | undefined;
    let state = stateOf(record);
    while (state.stage !== 'end') {
      if (isOver(job, until)) return 'again';
      attributes ??= await definitions(job, state.stage);
      const { place, facts } = state;
      const step = stages[state.stage];
      if (!step) throw new Error(`a report of the kind ${record.kind} has no stage ${state.stage}`);
      const end = await step({ job, attributes, place, facts });
      if (!(await save(job, state, end, tellEnd))) return 'again';
      state = end;
    }
    const finished = tellEnd(state.facts);
    // Counts alone: the message of a report names nobody.
    services.log.info({ jobId: record.id, kind: record.kind, message: finished }, 'a report has ended');
    return { finished, found: foundOf(state.facts) };
  };
