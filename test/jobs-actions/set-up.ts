import type { Database } from '../../src/store/database.ts';
import type { NewJob } from '../../src/store/job-insert.ts';
import type { JobStatus } from '../../src/store/jobs.ts';
import { type PlannedRow, savePlanPage } from '../../src/store/push-plans.ts';
import { settleRow } from '../../src/store/push-row-outcomes.ts';
import { addPush } from '../store/push-samples.ts';

/** So far away that the worker leaves the push alone. */
const FAR_AWAY_MS = 9e15;

/** A job of now, which no tidying up removes, that stands still in this status. @returns its id */
export async function addJob(database: Database, status: JobStatus, push: Partial<NewJob> = {}): Promise<string> {
  const id = await addPush(database, { now: Date.now(), ...push, status: 'planned' });
  await database.query(`UPDATE connector.jobs SET status = $2, not_before = $3, expires_at = NULL WHERE id = $1`, [
    id,
    status,
    FAR_AWAY_MS,
  ]);
  return id;
}

/** The changes of the rows below. */
const CHANGES = [
  { reference: 'region', before: [], after: ['emea'] },
  { reference: 'seat_count', before: ['12', '13'], after: [] },
];

/** Gives four rows of a job: 0 changed, 1 unchanged, 2 failed, 3 ready to be written; the others wait. */
export async function settleRows(database: Database, jobId: string): Promise<void> {
  const ready = { state: 'ready', omniUserId: 'omni-id', changes: CHANGES, truth: 'list' } as const;
  const rows: PlannedRow[] = [
    { index: 0, ...ready },
    { index: 1, state: 'unchanged', omniUserId: 'omni-id', truth: 'read' },
    { index: 2, state: 'failed', code: 'USER_INACTIVE', message: 'The user is deactivated.' },
    { index: 3, ...ready },
  ];
  await savePlanPage(database, jobId, rows);
  await settleRow(database, { jobId, index: 0, state: 'changed', message: 'Written.' });
}
