import type { Queries } from './database.ts';

const SIZE = `
  SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::float8 AS bytes FROM pg_class
  WHERE relnamespace = 'connector'::regnamespace AND relkind = 'r'`;

/** What the tables of the connector take, with their indexes and long values. */
export async function databaseBytes(queries: Queries): Promise<number> {
  const [row] = await queries.query<{ bytes: number }>(SIZE);
  return row?.bytes ?? 0;
}
