import type { Queries } from './database.ts';

/** How many values were written on a day of UTC. */
export interface DayOfChanges {
  /** As 2030-01-31. */
  readonly day: string;
  readonly count: number;
}

const PER_DAY = `
  SELECT to_char(day, 'YYYY-MM-DD') AS day, coalesce(found.count, 0)::int AS count
  FROM generate_series(
    date_trunc('day', to_timestamp(connector.now_ms($2) / 1000.0) AT TIME ZONE 'UTC') - ($1::int - 1) * interval '1 day',
    date_trunc('day', to_timestamp(connector.now_ms($2) / 1000.0) AT TIME ZONE 'UTC'), interval '1 day') AS day
  LEFT JOIN (
    SELECT date_trunc('day', to_timestamp(at / 1000.0) AT TIME ZONE 'UTC') AS day, count(*) FROM connector.audit
    WHERE omni_user_id <> '' AND outcome <> 'not-applied' AND at >= connector.now_ms($2) - ($1::int * 86400000::bigint)
    GROUP BY 1
  ) AS found USING (day)
  ORDER BY day`;

/** Writes of users' values by day, the oldest first; a day without any is there, too. */
export const changesPerDay = (queries: Queries, days: number, now?: number): Promise<DayOfChanges[]> =>
  queries.query<DayOfChanges>(PER_DAY, [days, now ?? null]);
