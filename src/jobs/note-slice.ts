import type { Services } from '../services.ts';
import type { PushRecord, PushStatus } from '../store/push-record.ts';
import { noteJob } from './note-job.ts';

/** What a slice can have led to; a pause has a line of its own, and a decision is noted where it is taken. */
const STEPS: Partial<Record<PushStatus, string>> = {
  done: 'a job has ended',
  failed: 'a job has ended',
  'needs-approval': 'a job waits for approval',
};

/** Counts what a slice has done to its push, and logs where that has led. Only the slice moves these counters. */
export function noteSlice(services: Services, before: PushRecord, after: PushRecord): void {
  const { pushRows } = services.metrics;
  pushRows.inc({ outcome: 'changed' }, after.changedCount - before.changedCount);
  pushRows.inc({ outcome: 'unchanged' }, after.unchangedCount - before.unchangedCount);
  pushRows.inc({ outcome: 'failed' }, after.failedCount - before.failedCount);
  const step = STEPS[after.status];
  if (step !== undefined && after.status !== before.status) noteJob(services, after, step);
}
