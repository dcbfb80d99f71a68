import type { Condition } from '../config/notification-values.ts';
import type { ConnectorError } from '../errors/connector-error.ts';
import type { Lane } from '../omni/ticket.ts';
import type { JobPhase } from '../store/jobs.ts';
import type { Job } from './job.ts';

/**
 * How a step has ended. `again`: there is more to do, or the job has moved on to another phase; with a time where
 * nothing can be done before. The others move the job to where it has no turns, or to a pause.
 */
export type StepEnd =
  | 'again'
  | { readonly againAfterMs: number }
  /** Something that may pass keeps the whole job from its work: it is tried again later and later. */
  | { readonly pauseFor: ConnectorError }
  /** It waits for approval, for this reason. */
  | { readonly holdFor: string }
  /** It has ended; the sentence is for get-job, and people are told of what was found, where it is worth that. */
  | { readonly finished: string; readonly found?: Condition | undefined };

/**
 * Works on a job until there is nothing left to do in its phase, or until `until` (ms epoch) or the job's signal, after
 * the piece in hand. Whatever it has done is in the database, since the step after it may be another process's.
 */
export type Step<Options> = (job: Job<Options>, until: number) => Promise<StepEnd>;

/** What the engine knows of a kind of job. */
export interface JobKind {
  /** The lane of its requests to Omni when it is worked on in the background. */
  readonly lane: Lane;
  /** The step of each of its phases. */
  readonly steps: Readonly<Partial<Record<JobPhase, Step<unknown>>>>;
}

/**
 * A kind of job for the engine.
 *
 * @param read makes the kind's own options of what is kept in the database, also of what an earlier version has kept
 * @param lane left out, the one of everything that nobody waits for
 */
export const jobKind = <Options>(
  read: (options: unknown) => Options,
  steps: Readonly<Partial<Record<JobPhase, Step<Options>>>>,
  lane: Lane = 'bulk',
): JobKind => ({
  lane,
  steps: Object.fromEntries(
    Object.entries(steps).map(([phase, step]): [string, Step<unknown>] => [
      phase,
      (job, until) => step({ ...job, options: read(job.options) }, until),
    ]),
  ),
});
