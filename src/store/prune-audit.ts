import { appendAudit, lockHead } from './audit.ts';
import { prunedMark } from './audit-marks.ts';
import type { Link } from './audit-page.ts';
import type { Database, Queries } from './database.ts';

const DAY_MS = 86_400_000;
const BATCH_ROWS = 1_000;
const MAX_BATCHES = 50;

type Oldest = Link & { readonly at: number };

const OLDEST = 'SELECT seq, hash, scheme, at FROM connector.audit ORDER BY seq LIMIT $1';

/** Takes the first entries away as far as they are old, and tells so at the end of the chain. */
async function pruneBatch(queries: Queries, before: number, now: number): Promise<number> {
  await lockHead(queries);
  const oldest = await queries.query<Oldest>(OLDEST, [BATCH_ROWS]);
  // A clock that was set back leaves older ones behind a newer one: they wait for it.
  const kept = oldest.findIndex(({ at }) => at >= before);
  const old = kept < 0 ? oldest : oldest.slice(0, kept);
  const last = old.at(-1);
  if (!last) return 0;
  await queries.query('DELETE FROM connector.audit WHERE seq <= $1', [last.seq]);
  await queries.query('UPDATE connector.audit_head SET pruned_seq = $1, pruned_hash = $2, pruned_scheme = $3', [
    last.seq,
    last.hash,
    last.scheme,
  ]);
  await appendAudit(queries, [prunedMark(now, last)]);
  return old.length;
}

/**
 * Removes the entries of the audit log of before a moment, about once a day. The chain goes on from what was removed
 * last, and an entry of its own tells that, so `verifyAudit` still proves all that is kept.
 *
 * @param before ms epoch
 * @param now ms epoch
 */
export async function pruneAudit(database: Database, before: number, now: number): Promise<void> {
  const [first] = await database.query<Oldest>(OLDEST, [1]);
  if (!first || first.at >= before - DAY_MS) return;
  for (let left = MAX_BATCHES; left > 0; left -= 1) {
    const pruned = await database.transaction((queries) => pruneBatch(queries, before, now));
    if (pruned < BATCH_ROWS) return;
  }
}
