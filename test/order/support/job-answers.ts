import type { AttributeValue } from '../../../src/push/attribute.ts';
import { rowPlace } from '../../../src/pushes/row-place.ts';
import type { Database } from '../../../src/store/database.ts';
import { type JobRecord, type JobStatus, listJobs, readJob } from '../../../src/store/jobs.ts';
import { listPushRows, type PushRowRecord } from '../../../src/store/push-rows.ts';
import type { AskedValue, Told } from '../model.ts';

const MOST = 10_000;

/** The jobs of a status, or all that can be canceled; the oldest first. */
export async function jobsWith(database: Database, status: JobStatus | undefined): Promise<JobRecord[]> {
  const jobs = (await listJobs(database, { limit: 100 })).reverse();
  const isOpen = (job: JobRecord) => ['queued', 'running', 'needs-approval', 'paused'].includes(job.status);
  return jobs.filter((job) => (status === undefined ? isOpen(job) : job.status === status));
}

/** What a row says by its code of the references that its message names. */
const NAMED: Readonly<Record<string, Told>> = {
  ROW_SUPERSEDED: 'superseded',
  UNDO_CHANGED_SINCE: 'kept',
  VALUE_NOT_APPLIED: 'not-applied',
};

/** What a row of a job says of one of its values. */
function toldBy({ state, code, message, changes, lookAt }: PushRowRecord, reference: string): Told {
  const isNamed = message.includes(reference);
  if (isNamed && NAMED[code]) return NAMED[code];
  // The job was canceled before it asked for what was in place.
  if (state === 'unchanged') return lookAt > 0 ? undefined : 'in-place';
  const isPart = code === 'VALUE_NOT_APPLIED';
  if ((state !== 'changed' && state !== 'kept' && !isPart) || (code !== '' && isNamed)) return undefined;
  const isWritten = changes.some((change) => change.reference === reference);
  if (!isWritten) return code === '' ? 'in-place' : 'untold';
  return message.startsWith('Written and read back') ? 'verified' : 'unverified';
}

const listOf = (value: unknown): AttributeValue => (value === null ? [] : [value].flat().map(String));

/** What all jobs asked for, and what their rows say. */
export async function askedByJobs(
  database: Database,
  begun: ReadonlyMap<string, number>,
  step: number,
  users: ReadonlyMap<string, string>,
): Promise<AskedValue[]> {
  const asked: AskedValue[] = [];
  for (const job of await listJobs(database, { limit: MOST })) {
    const parent = job.kind === 'undo' && job.parentId ? await readJob(database, job.parentId) : undefined;
    for (const row of await listPushRows(database, job.id, { limit: MOST })) {
      for (const [reference, value] of Object.entries(row.input)) {
        asked.push({
          by: job.id,
          isRow: true,
          isRemembered: row.truth === 'remembered',
          user: users.get(row.userName) ?? '',
          reference,
          value: listOf(value),
          place: rowPlace(job, row),
          acceptedAt: begun.get(job.requestId) ?? 0,
          told: toldBy(row, reference),
          toldAt: step,
          undoes: parent?.place,
        });
      }
    }
  }
  return asked;
}
