import type { Job } from '../schema/types.ts';
import { type Html, html } from './html.ts';
import { hasEnded, isReport } from './views/job-progress.ts';
import { count } from './views/parts.ts';

/** What a person can decide about a job. */
export interface JobDecision {
  /** The last segment of its address. */
  readonly name: 'approve' | 'cancel' | 'retry' | 'undo';
  readonly action: 'approve-job' | 'cancel-job' | 'retry-job' | 'undo-job';
  /** As a button and a page have it. */
  readonly title: string;
  isPossible(job: Job): boolean;
  /** What it will do, in numbers. */
  tell(job: Job): Html;
}

const left = ({ total, doneCount }: Job): number => Math.max(0, total - doneCount);

export const DECISIONS: readonly JobDecision[] = [
  {
    name: 'approve',
    action: 'approve-job',
    title: 'Approve',
    isPossible: ({ status, causeCode }) =>
      status === 'needs-approval' || (status === 'paused' && causeCode === 'RESTORED'),
    tell: (
      job,
    ) => html`<p>The job goes on and writes what is shown below: up to <strong>${count(left(job))}</strong> rows, in which
<strong>${count(job.clearedCount)}</strong> values are cleared. It waits for this reason:</p>
<blockquote>${job.message}</blockquote>
<p>If it turns out to write more than that, it waits again. What it writes can be undone afterwards.</p>`,
  },
  {
    name: 'cancel',
    action: 'cancel-job',
    title: 'Cancel',
    isPossible: (job) => !hasEnded(job) && job.status !== 'canceled',
    tell: (
      job,
    ) => html`<p>The job ends. What it has written stays: <strong>${count(job.changedCount)}</strong> rows were written so far.
<strong>${count(left(job))}</strong> rows are not written any more.</p>`,
  },
  {
    name: 'retry',
    action: 'retry-job',
    title: 'Retry what failed',
    isPossible: (job) => hasEnded(job) && !isReport(job) && job.failedCount > 0,
    tell: (
      job,
    ) => html`<p>A new job writes the <strong>${count(job.failedCount)}</strong> rows that have failed. It keeps the place of this
job in the order: what somebody has asked for since stays. The limits of the connector hold for it.</p>`,
  },
  {
    name: 'undo',
    action: 'undo-job',
    title: 'Undo',
    isPossible: (job) => hasEnded(job) && !isReport(job) && job.changedCount > 0,
    tell: (
      job,
    ) => html`<p>A new job gives back what up to <strong>${count(job.changedCount)}</strong> people held before this one. What somebody
has changed since is left alone. Where that gives somebody more than the rows of their values, it waits for approval.</p>`,
  },
];

/** What can be decided about a job as it stands. */
export const possibleDecisions = (job: Job): readonly JobDecision[] => DECISIONS.filter((one) => one.isPossible(job));
