import { createHash } from 'node:crypto';
import type { Attribute } from '../push/attribute.ts';
import type { Change } from '../push/changes.ts';
import { planText } from '../push/plan-text.ts';
import type { ChangeRow } from '../push/push-row.ts';
import { type Summary, summarize } from '../push/summarize.ts';
import type { Queries } from '../store/database.ts';
import type { JobRecord } from '../store/jobs.ts';
import { listPushRows, type PushRowRecord } from '../store/push-rows.ts';

const PAGE = 1_000;

async function allRows(queries: Queries, jobId: string, state: 'ready' | 'changed'): Promise<PushRowRecord[]> {
  const rows: PushRowRecord[] = [];
  for (let after = -1; ; ) {
    const page = await listPushRows(queries, jobId, { state, after, limit: PAGE });
    rows.push(...page);
    if (page.length < PAGE) return rows;
    after = page.at(-1)?.index ?? after;
  }
}

const changeRow = ({ index, userName, omniUserId, truth }: PushRowRecord, changes: readonly Change[]): ChangeRow => ({
  kind: 'change',
  index,
  userName,
  omniUserId,
  truth,
  coerced: [],
  warnings: [],
  changes,
});

/**
 * The rows of a push that are to be written. A row that goes with another one of the same user has nothing of its own
 * to write, and one that is looked at again for what it says has nothing yet.
 */
export async function plannedChanges(queries: Queries, jobId: string): Promise<ChangeRow[]> {
  const rows = await allRows(queries, jobId, 'ready');
  return rows.flatMap((row) =>
    row.mergedInto === null && row.changes.length > 0 ? [changeRow(row, row.changes)] : [],
  );
}

/** What a push has written, a row for each user: rows that were written together tell each of their own values. */
export async function writtenChanges(queries: Queries, jobId: string): Promise<ChangeRow[]> {
  const together = Map.groupBy(
    await allRows(queries, jobId, 'changed'),
    ({ mergedInto, index }) => mergedInto ?? index,
  );
  return [...together.values()].flatMap(([first, ...others]) =>
    first
      ? [
          changeRow(
            first,
            [first, ...others].flatMap(({ changes }) => changes),
          ),
        ]
      : [],
  );
}

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
