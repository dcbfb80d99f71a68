import { ConnectorError } from '../errors/connector-error.ts';
import type { PushJob } from '../jobs/job.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { userNameKey } from '../push/user-name-key.ts';
import { type PlannedRow, savePlanPage } from '../store/push-plans.ts';
import type { PushRowRecord } from '../store/push-rows.ts';
import { listPushRows } from '../store/push-rows.ts';
import { findUsers } from './find-users.ts';

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
  omniUserId: string | undefined,
  attributes: ReadonlyMap<string, Attribute>,
): PlannedRow {
  const { index, userName } = row;
  const fail = (error: ConnectorError): PlannedRow => ({
    index,
    state: 'failed',
    code: error.code,
    message: error.message,
  });
  if (omniUserId === undefined) return fail(new ConnectorError('USER_NOT_FOUND', { userName }));
  if (!row.expected) return fail(new ConnectorError('UNDO_BEFORE_UNKNOWN', { userName }));
  const gone = Object.keys(row.input).find((reference) => !attributes.has(reference));
  if (gone !== undefined) return fail(new ConnectorError('ATTRIBUTE_NOT_FOUND', { reference: gone }));
  return { index, state: 'ready', omniUserId, changes: undoChanges(row), truth: 'remembered' };
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
    const plans = rows.map((row) => {
      const user = users.get(userNameKey(row.userName));
      return planRow(row, user && !(user instanceof ConnectorError) && user.active ? user.id : undefined, attributes);
    });
    await savePlanPage(database, job.push.id, plans);
  }
}
