import type { Queries } from './database.ts';
import { DOUBTED_AT } from './doubt.ts';

const COUNT = `
  SELECT reference, count(*) AS holders FROM connector.user_values
  WHERE reference = ANY ($1::text[]) AND read_at > ${DOUBTED_AT} AND held::text NOT IN ('null', '[]')
  GROUP BY reference`;

/** How many users are remembered to hold a value of their own, by reference; what is in doubt is left out. */
export async function countRemembered(
  queries: Queries,
  references: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await queries.query<{ reference: string; holders: number }>(COUNT, [references]);
  return new Map(rows.map(({ reference, holders }) => [reference, holders]));
}
