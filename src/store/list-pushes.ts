import type { Queries } from './database.ts';
import { PUSH_COLUMNS, type PushRecord, type PushStatus } from './push-record.ts';

export interface PushFilter {
  /** Left out: every push except plans that nobody has applied. */
  readonly status?: PushStatus | undefined;
  /** `acceptedSeq` of the last push of the page before. */
  readonly before?: number | undefined;
  readonly limit: number;
}

const LIST = `
  SELECT ${PUSH_COLUMNS} FROM connector.pushes
  WHERE ($1::text IS NULL AND status <> 'planned' OR status = $1) AND ($2::bigint IS NULL OR accepted_seq < $2)
  ORDER BY accepted_seq DESC LIMIT $3`;

/** One page of pushes, the latest accepted first. */
export function listPushes(queries: Queries, { status, before, limit }: PushFilter): Promise<PushRecord[]> {
  return queries.query<PushRecord>(LIST, [status ?? null, before ?? null, limit]);
}
