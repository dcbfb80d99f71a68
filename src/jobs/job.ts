import type { ApplyContext } from '../apply/context.ts';
import type { OmniSession } from '../omni/session.ts';
import type { PushOptions } from '../pushes/push-options.ts';
import type { Services } from '../services.ts';
import { countOmniRequests } from '../store/job-progress.ts';
import type { JobRecord } from '../store/jobs.ts';

export interface FailureRun {
  inARow: number;
}

/** One push with what is needed to work on it. */
export interface PushJob {
  readonly services: Services;
  readonly push: JobRecord;
  readonly options: PushOptions;
  /** How many rows in a row have failed for a reason that may pass, over all slices of this process. */
  readonly failures: FailureRun;
  /** Aborted when the work has to stop after the row in hand. */
  readonly signal: AbortSignal;
  /** ms epoch by which the work has to be done; Infinity in the background. */
  readonly deadline: number;
  /**
   * Runs work with Omni in the name of the push. Each piece has a place in the queue of its own, so that pushes take
   * turns and a call of a single user goes before.
   */
  ask<T>(work: (context: ApplyContext) => Promise<T>): Promise<T>;
}

/** The context of the actions for one piece of a push. */
function applyContext(services: Services, { clientId, requestId, action }: JobRecord, omni: OmniSession): ApplyContext {
  return { ...services, omni, caller: { clientId }, requestId, action, resumed: false };
}

/** A push that is worked on in the background, in the bulk lane. */
export function backgroundJob(services: Services, push: JobRecord, signal: AbortSignal, failures: FailureRun): PushJob {
  const bulk = { lane: 'bulk', deadline: Number.POSITIVE_INFINITY, expected: 1 } as const;
  return {
    services,
    push,
    options: push.options as unknown as PushOptions,
    failures,
    signal,
    deadline: bulk.deadline,
    ask: (work) =>
      services.instance.withSession(bulk, async (omni) => {
        try {
          return await work(applyContext(services, push, omni));
        } finally {
          if (omni.sent > 0) await countOmniRequests(services.database, push.id, omni.sent);
        }
      }),
  };
}

/** A push that is worked on inside of a call, in the call's own time. */
export function callJob(context: ApplyContext, push: JobRecord, signal: AbortSignal): PushJob {
  return {
    services: context,
    push,
    options: push.options as unknown as PushOptions,
    failures: { inARow: 0 },
    signal,
    deadline: context.omni.deadline,
    ask: async (work) => {
      const before = context.omni.sent;
      try {
        return await work(applyContext(context, push, context.omni));
      } finally {
        const sent = context.omni.sent - before;
        if (sent > 0) await countOmniRequests(context.database, push.id, sent);
      }
    },
  };
}
