import type { Queries } from './database.ts';

/** When a schedule is due next, and what its last run has started. */
export interface ScheduleRecord {
  /** ms epoch */
  readonly dueAt: number;
  readonly pushId: string | null;
}

/** The schedule; undefined when it has never been set. */
export async function readSchedule(queries: Queries, name: string): Promise<ScheduleRecord | undefined> {
  const [found] = await queries.query<ScheduleRecord>(
    'SELECT due_at AS "dueAt", push_id AS "pushId" FROM connector.schedules WHERE name = $1',
    [name],
  );
  return found;
}

const SAVE = `
  INSERT INTO connector.schedules (name, due_at, push_id) VALUES ($1, $2, $3)
  ON CONFLICT (name) DO UPDATE
    SET due_at = excluded.due_at, push_id = coalesce(excluded.push_id, connector.schedules.push_id)`;

/** Sets when it is due next, and what was started; without `pushId` the last one stays. */
export async function saveSchedule(
  queries: Queries,
  name: string,
  { dueAt, pushId }: { readonly dueAt: number; readonly pushId?: string | undefined },
): Promise<void> {
  await queries.query(SAVE, [name, dueAt, pushId ?? null]);
}
