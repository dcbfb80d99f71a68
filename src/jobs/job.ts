import type { ApplyContext } from '../apply/context.ts';
import type { OmniSession } from '../omni/session.ts';
import type { Lane } from '../omni/ticket.ts';
import type { Services } from '../services.ts';
import { countOmniRequests } from '../store/job-progress.ts';
import type { JobRecord } from '../store/jobs.ts';

export interface FailureRun {
  inARow: number;
}

/** One job with what is needed to work on it. */
export interface Job<Options> {
  readonly services: Services;
  /** As it was when the step began. */
  readonly record: JobRecord;
  readonly options: Options;
  /** How often in a row something has failed that may pass, over all steps of this process. */
  readonly failures: FailureRun;
  /** Aborted when the work has to stop after the piece in hand. */
  readonly signal: AbortSignal;
  /**
   * Whose turn it is; empty: nobody's, inside of a call. Who has lost it since moves the job nowhere and keeps no plan.
   */
  readonly owner: string;
  /** ms epoch by which the work has to be done; Infinity in the background. */
  readonly deadline: number;
  /**
   * Runs work with Omni in the name of the job. Each piece has a place in the queue of its own, so that jobs take turns
   * and a call of a single user goes before.
   */
  ask<T>(work: (context: ApplyContext) => Promise<T>): Promise<T>;
}

/** Whether the job is paused, and this step finds out whether it can go on. */
export const isProbe = ({ record }: Pick<Job<unknown>, 'record'>): boolean => record.status === 'paused';

/** Whether a step has to end now. */
export const isOver = ({ services, signal }: Pick<Job<unknown>, 'services' | 'signal'>, until: number): boolean =>
  signal.aborted || services.clock.now() >= until;

/** The context of the actions for one piece of a job. */
function applyContext(services: Services, record: JobRecord, omni: OmniSession): ApplyContext {
  const { id: jobId, clientId, requestId, action } = record;
  return { ...services, omni, caller: { clientId }, requestId, action, jobId, resumed: false };
}

/** A job that is worked on in the background, in the lane of its kind. Its options are as they are kept. */
export function backgroundJob(
  services: Services,
  record: JobRecord,
  lane: Lane,
  signal: AbortSignal,
  failures: FailureRun,
  owner = '',
): Job<unknown> {
  const session = { lane, deadline: Number.POSITIVE_INFINITY, expected: 1 };
  return {
    services,
    record,
    options: record.options,
    failures,
    signal,
    owner,
    deadline: session.deadline,
    ask: (work) =>
      services.instance.withSession(session, async (omni) => {
        try {
          return await work(applyContext(services, record, omni));
        } finally {
          if (omni.sent > 0) await countOmniRequests(services.database, record.id, omni.sent);
        }
      }),
  };
}

/** A job that is worked on inside of a call, in the call's own time. Its options are as they are kept. */
export function callJob(context: ApplyContext, record: JobRecord, signal: AbortSignal): Job<unknown> {
  return {
    services: context,
    record,
    options: record.options,
    failures: { inARow: 0 },
    signal,
    owner: '',
    deadline: context.omni.deadline,
    ask: async (work) => {
      const before = context.omni.sent;
      try {
        return await work(applyContext(context, record, context.omni));
      } finally {
        const sent = context.omni.sent - before;
        if (sent > 0) await countOmniRequests(context.database, record.id, sent);
      }
    },
  };
}
