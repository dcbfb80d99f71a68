import { createHash } from 'node:crypto';
import type { Attribute } from '../push/attribute.ts';
import { planText } from '../push/plan-text.ts';
import type { ChangeRow } from '../push/push-row.ts';
import { type Summary, summarize } from '../push/summarize.ts';
import type { Queries } from '../store/database.ts';
import type { JobRecord } from '../store/jobs.ts';
import { listPushRows, type PushRowRecord } from '../store/push-rows.ts';

const PAGE = 1_000;

const isWritten = ({ mergedInto }: PushRowRecord): boolean => mergedInto === null;

async function changesOf(queries: Queries, jobId: string, state: 'ready' | 'changed'): Promise<ChangeRow[]> {
  const changes: ChangeRow[] = [];
  for (let after = -1; ; ) {
    const page = await listPushRows(queries, jobId, { state, after, limit: PAGE });
    // A row that goes with another one of the same user has nothing of its own to write.
    for (const { index, userName, omniUserId, truth, changes: planned } of page.filter(isWritten)) {
      changes.push({ kind: 'change', index, userName, omniUserId, truth, coerced: [], changes: planned });
    }
    if (page.length < PAGE) return changes;
    after = page.at(-1)?.index ?? after;
  }
}

/** The rows of a push that are to be written. A row that is looked at again for what it says is none of them. */
export const plannedChanges = async (queries: Queries, jobId: string): Promise<ChangeRow[]> =>
  (await changesOf(queries, jobId, 'ready')).filter(({ changes }) => changes.length > 0);

/** The rows that a push has written. */
export const writtenChanges = (queries: Queries, jobId: string): Promise<ChangeRow[]> =>
  changesOf(queries, jobId, 'changed');

/** What the whole plan comes to: what is to be written, and what the push has counted already. */
export function storedSummary(push: JobRecord, changes: readonly ChangeRow[]): Summary {
  const { unchangedCount, failedCount, total } = push;
  return { ...summarize(changes), total, unchanged: unchangedCount, failed: failedCount };
}

/**
 * SHA-256 of all that a plan would write, over what, by which definitions: what a reviewer has seen is what is applied.
 */
export const hashPlan = (changes: readonly ChangeRow[], attributes: ReadonlyMap<string, Attribute>): string =>
  createHash('sha256').update(planText(changes, attributes)).digest('hex');
