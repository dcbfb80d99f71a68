import type { Queries } from './database.ts';

/** What a sync was about; another one says nothing about it. */
interface SyncScope {
  readonly attributes: readonly object[];
  readonly source: string;
  readonly emptyValues: string;
}

const LAST = `
  SELECT max(created_at) AS at FROM connector.pushes
  WHERE kind = 'sync' AND status = 'done' AND failed_count = 0
    AND options -> 'sync' ->> 'source' = $1 AND options -> 'sync' ->> 'emptyValues' = $2
    AND (options -> 'sync' -> 'attributes')::jsonb = $3::jsonb`;

/** When the last sync began that took the same from Okta and got every row done; ms epoch, undefined: there was none. */
export async function lastCompleteSync(
  queries: Queries,
  { attributes, source, emptyValues }: SyncScope,
): Promise<number | undefined> {
  const [last] = await queries.query<{ at: number | null }>(LAST, [source, emptyValues, JSON.stringify(attributes)]);
  return last?.at ?? undefined;
}
