import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/store/database.ts';
import { insertJob, type NewJob } from '../../src/store/job-insert.ts';
import type { NewPushRow } from '../../src/store/push-rows.ts';

/** A push that was queued long ago, except for what the test is about. */
export function samplePush(differences: Partial<NewJob> = {}): NewJob {
  return {
    id: randomUUID(),
    kind: 'push',
    status: 'queued',
    clientId: 'client',
    action: 'push-users',
    requestId: 'request',
    options: { verify: 'sample' },
    fingerprint: '',
    rows: [sampleRow(0)],
    now: 0,
    ...differences,
  };
}

export function sampleRow(index: number, differences: Partial<NewPushRow> = {}): NewPushRow {
  return { index, userName: `user${index}@acme.example`, values: { region: 'emea', seat_count: 25 }, ...differences };
}

export const sampleRows = (count: number): NewPushRow[] =>
  Array.from({ length: count }, (_, index) => sampleRow(index));

/** Inserts a sample push. @returns its id */
export async function addPush(database: Database, differences: Partial<NewJob> = {}): Promise<string> {
  return (await insertJob(database, samplePush(differences))).id;
}
