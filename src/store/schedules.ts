import type { Queries } from './database.ts';

/** When a schedule is due next, and what its last run has started. */
export interface ScheduleRecord {
  /** ms epoch */
  readonly dueAt: number;
  readonly jobId: string | null;
}

/** The schedule; undefined when it has never been set. */
export async function readSchedule(queries: Queries, name: string): Promise<ScheduleRecord | undefined> {
  const [found] = await queries.query<ScheduleRecord>(
    'SELECT due_at AS "dueAt", job_id AS "jobId" FROM connector.schedules WHERE name = $1',
    [name],
  );
  return found;
}

const SAVE = `
  INSERT INTO connector.schedules (name, due_at, job_id) VALUES ($1, $2, $3)
  ON CONFLICT (name) DO UPDATE
    SET due_at = excluded.due_at, job_id = coalesce(excluded.job_id, connector.schedules.job_id)`;

/** Sets when it is due next, and what was started; without `jobId` the last one stays. */
export async function saveSchedule(
  queries: Queries,
  name: string,
  { dueAt, jobId }: { readonly dueAt: number; readonly jobId?: string | undefined },
): Promise<void> {
  await queries.query(SAVE, [name, dueAt, jobId ?? null]);
}

/** Lets every schedule begin anew: a due time that has passed is not made up for, and no earlier run is waited for. */
export async function forgetSchedules(queries: Queries): Promise<void> {
  await queries.query('DELETE FROM connector.schedules');
}
