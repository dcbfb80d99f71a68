import type { Job } from '../../schema/types.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { count, duration, facts, state, time } from './parts.ts';

const ENDED: ReadonlySet<string> = new Set(['done', 'canceled', 'failed']);
const WAITS: ReadonlySet<string> = new Set(['needs-approval', 'paused']);

/** Whether nothing more happens to a job by itself. */
export const hasEnded = ({ status, finishedAt }: Pick<Job, 'status' | 'finishedAt'>): boolean =>
  ENDED.has(status) && (status !== 'canceled' || finishedAt !== '');

export const isReport = ({ kind }: Pick<Job, 'kind'>): boolean => ['drift', 'coverage', 'usage'].includes(kind);

/** The bar of the phase. Without a total nobody knows how far it is, and the bar says so. */
function bar({ phase, phaseDone, phaseTotal }: Job): Html {
  const known = phaseTotal > 0;
  const words = known ? `${count(phaseDone)} of ${count(phaseTotal)}` : `${count(phaseDone)} so far`;
  return html`<p><label>Phase ${phase}: ${words} <progress${
    known && html` max="${phaseTotal}" value="${Math.min(phaseDone, phaseTotal)}"`
  }></progress></label></p>`;
}

/** How many rows a second were done since the work began, in words; empty as long as nobody can tell. */
function pace({ startedAt, finishedAt, doneCount }: Job, now: number): string {
  const seconds = ((finishedAt === '' ? now : Date.parse(finishedAt)) - Date.parse(startedAt)) / 1_000;
  return startedAt === '' || doneCount === 0 || seconds < 1
    ? '–'
    : `${count(Math.round((doneCount * 60) / seconds))} rows a minute`;
}

/**
 * How far a job is: what the page shows at first and what follows it live.
 *
 * @param now ms epoch
 */
export function jobProgress(job: Job, now: number): Html {
  const isUnderWay = !ENDED.has(job.status) && !WAITS.has(job.status);
  return html`<p>${state(job.status)} ${job.message}${job.causeCode !== '' && html` <span class="quiet">${job.causeCode}</span>`}</p>
${isUnderWay ? bar(job) : NOTHING}
${facts([
  ['Rows', count(job.total)],
  ['Done', count(job.doneCount)],
  ['Changed', count(job.changedCount)],
  ['Unchanged', count(job.unchangedCount)],
  ['Failed', count(job.failedCount)],
  ['Values to clear', count(job.clearedCount)],
  ['Left, about', isUnderWay ? duration(job.remainingSeconds) : '–'],
  ['Pace', pace(job, now)],
  ['Requests to Omni', count(job.omniRequests)],
  ['Began', time(job.startedAt)],
  ['Ended', time(job.finishedAt)],
])}`;
}
