import type { ApplyContext } from '../apply/context.ts';
import { ConnectorError } from '../errors.ts';
import type { AttributeValue } from '../push/attribute.ts';
import { undoRows } from '../push/undo.ts';
import type { NewPushRow } from '../store/insert-push.ts';
import { listPushRows } from '../store/list-push-rows.ts';
import type { PushRecord } from '../store/push-record.ts';
import type { PushRowRecord } from '../store/push-row-record.ts';
import { acceptPush } from './accept-push.ts';
import type { PushOptions } from './push-options.ts';

const PAGE = 1_000;
/** Taking a push back is asked for by name, so it needs no second approval. */
const NO_LIMITS = { maxChangedUsers: 1e9, maxChangedShare: 1, maxClearedValues: 1e9, maxClearedShare: 1 };

async function allRows(context: ApplyContext, pushId: string, state: 'failed' | 'changed'): Promise<PushRowRecord[]> {
  const rows: PushRowRecord[] = [];
  for (let after = -1; ; ) {
    const page = await listPushRows(context.database, pushId, { state, after, limit: PAGE });
    rows.push(...page);
    if (page.length < PAGE) return rows;
    after = page.at(-1)?.index ?? after;
  }
}

const place = (rows: readonly Omit<NewPushRow, 'index'>[]): NewPushRow[] =>
  rows.map((row, index) => ({ ...row, index }));

const nothingTo = (jobId: string, what: string) => new ConnectorError('JOB_NOTHING_TO_DO', { jobId, what });

/** A push of the rows of another one that failed, with the same options. @throws ConnectorError JOB_NOTHING_TO_DO */
export async function retryPush(context: ApplyContext, parent: PushRecord) {
  const failed = await allRows(context, parent.id, 'failed');
  if (failed.length === 0) throw nothingTo(parent.id, 'retry');
  const rows = failed.map(({ userName, input, expected }) => ({
    userName,
    values: input,
    ...(expected && { expected }),
  }));
  const asked = parent.options as unknown as PushOptions;
  const options: PushOptions = { ...asked, reviewed: false, acceptedAs: asked.acceptedAs ?? parent.acceptedSeq };
  const kind = parent.kind === 'undo' ? 'undo' : 'retry';
  return await acceptPush(context, { kind, status: 'queued', rows: place(rows), options, parentId: parent.id });
}

const valuesOf = (changes: PushRowRecord['changes'], side: 'before' | 'after'): Record<string, AttributeValue> =>
  Object.fromEntries(changes.map((change) => [change.reference, change[side]]));

/**
 * A push that restores what users held before another one. A row whose value somebody has changed since is left alone.
 *
 * @throws ConnectorError JOB_NOTHING_TO_DO when the push changed nothing
 */
export async function undoPush(context: ApplyContext, parent: PushRecord) {
  const written = await allRows(context, parent.id, 'changed');
  const { rows, notKnown } = undoRows(written);
  const restored = rows.map(({ userName, changes }) => ({
    userName,
    values: valuesOf(changes, 'after'),
    expected: valuesOf(changes, 'before'),
  }));
  // Without what has to be there now, a row is refused by its plan, with the reason.
  const unknown = notKnown.map(({ userName, changes }) => ({ userName, values: valuesOf(changes, 'before') }));
  if (restored.length + unknown.length === 0) throw nothingTo(parent.id, 'undo');
  const options: PushOptions = { emptyText: 'error', verify: 'all', limits: NO_LIMITS, reviewed: false };
  const request = { kind: 'undo', status: 'queued', rows: place([...restored, ...unknown]), options } as const;
  return await acceptPush(context, { ...request, parentId: parent.id });
}
