import { type ReadableRow, readRow } from '../push/push-row.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from '../store/database.ts';
import { readJob } from '../store/jobs.ts';
import { busyUsers } from '../store/leases.ts';
import { recallOmniUsers } from '../store/omni-users.ts';
import { openPushRows } from '../store/open-rows.ts';
import { lockValuesOfUsers, type PlacedValue, placeUserValues } from '../store/placed-values.ts';
import { listUnplacedRows, noteRowsPlaced, reopenRows } from '../store/push-plans.ts';
import type { PushRowRecord } from '../store/push-rows.ts';
import { mayBeShownLate } from '../store/shown-late.ts';
import { databaseNow, UNKNOWN_VALUE } from '../store/user-values.ts';
import { usersWithIntents } from '../store/write-intents.ts';
import type { PushJob, Reading } from './plan-rows.ts';
import { rowPlace } from './row-place.ts';

const PAGE = 200;

interface UnplacedRow {
  readonly row: PushRowRecord;
  readonly values: readonly Omit<PlacedValue, 'place'>[];
}

function valuesOf(row: PushRowRecord, { intents }: Pick<ReadableRow, 'intents'>): UnplacedRow {
  const { omniUserId } = row;
  return { row, values: intents.map(({ reference, value }) => ({ omniUserId, reference, wished: value })) };
}

/** Rows by their values; those that no longer fit the definitions apart. */
function readRows(page: readonly PushRowRecord[], { attributes, emptyText }: Reading) {
  const rows: UnplacedRow[] = [];
  const unreadable: number[] = [];
  for (const row of page) {
    const { index, userName, input } = row;
    const read = readRow({ index, userName, values: input }, attributes, emptyText);
    if (read.kind === 'readable') rows.push(valuesOf(row, read));
    else unreadable.push(index);
  }
  return { rows, unreadable };
}

/**
 * Rows that somebody may have written to since they were looked at, also where a clock was set back since, and those
 * whose name is known as somebody else's by now. Ask with the values locked.
 */
async function movedRows(
  queries: Queries,
  rows: readonly UnplacedRow[],
  known: Awaited<ReturnType<typeof lockValuesOfUsers>>,
) {
  const names = rows.map(({ row }) => row.userName);
  const busy = await busyUsers(queries, names);
  const ids = await recallOmniUsers(queries, names);
  const now = await databaseNow(queries);
  const unsettled = await usersWithIntents(
    queries,
    rows.map(({ row }) => row.omniUserId),
  );
  const isMoved = ({ row, values }: UnplacedRow): boolean =>
    row.lookAt > now ||
    busy.has(userNameKey(row.userName)) ||
    ids.get(userNameKey(row.userName)) !== row.omniUserId ||
    unsettled.has(row.omniUserId) ||
    values.some(({ omniUserId, reference, wished }) => {
      const value = known.get(omniUserId)?.get(reference) ?? UNKNOWN_VALUE;
      return value.changedAt >= row.lookAt || mayBeShownLate(value, wished, row.lookAt);
    });
  return new Set(rows.filter(isMoved).map(({ row }) => row.index));
}

/**
 * Gives rows that were found in place their places in the order, many at once and without a request: an older wish that
 * comes later must not replace what they ask for. A row whose user somebody may have written to since is looked at
 * again under the user's lease; one that no longer fits the definitions waits for its plan again, which says so.
 *
 * @returns whether there may be more
 */
export async function placeUnchanged(job: PushJob, reading: Reading): Promise<boolean> {
  const { services, record } = job;
  const page = await listUnplacedRows(services.database, record.id, PAGE);
  if (page.length === 0) return false;
  const { rows, unreadable } = readRows(page, reading);
  return await services.database.transaction(async (queries) => {
    // Locked first: whoever takes a lease from here on finds these places when it asks the order.
    const known = await lockValuesOfUsers(
      queries,
      rows.flatMap(({ values }) => values),
    );
    // Canceled while this process was stalled: what was only asked for has no place. That of the job is moved
    // where the clock is set back.
    const now = (await readJob(queries, record.id)) ?? record;
    if (now.status === 'canceled') return false;
    const moved = await movedRows(queries, rows, known);
    const placed = rows.filter(({ row }) => !moved.has(row.index));
    await placeUserValues(
      queries,
      placed.flatMap(({ row, values }) => values.map((value) => ({ ...value, place: rowPlace(now, row) }))),
    );
    await noteRowsPlaced(
      queries,
      record.id,
      placed.map(({ row }) => row.index),
    );
    await reopenRows(queries, record.id, [...moved]);
    await openPushRows(queries, record.id, unreadable);
    return page.length === PAGE;
  });
}
