import { ConnectorError } from '../errors.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import type { KnownUser } from '../push/push-row.ts';
import { userNameKey } from '../push/user-name-key.ts';
import { listPushRows } from '../store/list-push-rows.ts';
import type { PushRowRecord } from '../store/push-row-record.ts';
import { type PlannedRow, savePlanPage } from '../store/save-plan-page.ts';
import { findUsers } from './find-users.ts';
import type { PushJob } from './push-job.ts';

const PAGE = 500;

/** The change of an undo: from what its push has left to what was there before. Both are kept as they were stored. */
function undoChanges({ input, expected }: PushRowRecord) {
  return Object.entries(input).map(([reference, after]) => ({
    reference,
    before: expected?.[reference] ?? [],
    after: after as AttributeValue,
  }));
}

function planRow(
  row: PushRowRecord,
  user: KnownUser | ConnectorError | undefined,
  attributes: ReadonlyMap<string, Attribute>,
): PlannedRow {
  const { index, userName } = row;
  const fail = (error: ConnectorError): PlannedRow => ({
    index,
    state: 'failed',
    code: error.code,
    message: error.message,
  });
  if (user instanceof ConnectorError) return fail(user);
  if (!user?.active) return fail(new ConnectorError('USER_NOT_FOUND', { userName }));
  if (!row.expected) return fail(new ConnectorError('UNDO_BEFORE_UNKNOWN', { userName }));
  const gone = Object.keys(row.input).find((reference) => !attributes.has(reference));
  if (gone !== undefined) return fail(new ConnectorError('ATTRIBUTE_NOT_FOUND', { reference: gone }));
  return { index, state: 'ready', omniUserId: user.id, changes: undoChanges(row), truth: 'remembered' };
}

/** Plans an undo: every row is to be written, and each is looked at again right before. @returns the requests it took */
export async function planUndo(job: PushJob, attributes: ReadonlyMap<string, Attribute>): Promise<number> {
  const { database } = job.services;
  for (;;) {
    const rows = await listPushRows(database, job.push.id, { state: 'waiting', limit: PAGE });
    if (rows.length === 0 || job.signal.aborted) return 1;
    const { users } = await findUsers(
      job,
      rows.map(({ userName }) => userName),
      attributes,
    );
    const plans = rows.map((row) => planRow(row, users.get(userNameKey(row.userName)), attributes));
    await savePlanPage(database, job.push.id, plans);
  }
}
