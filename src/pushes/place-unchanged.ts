import { readIntents } from '../push/intents.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from '../store/database.ts';
import { readJob } from '../store/jobs.ts';
import { busyUsers } from '../store/leases.ts';
import { lockValuesOfUsers, type PlacedValue, placeUserValues } from '../store/placed-values.ts';
import { listUnplacedRows, noteRowsPlaced, reopenRows } from '../store/push-plans.ts';
import type { PushRowRecord } from '../store/push-rows.ts';
import { UNKNOWN_VALUE } from '../store/user-values.ts';
import { usersWithIntents } from '../store/write-intents.ts';
import type { Planning, PushJob } from './plan-rows.ts';

const PAGE = 200;

interface UnplacedRow {
  readonly row: PushRowRecord;
  readonly values: readonly PlacedValue[];
}

function valuesOf({ record }: PushJob, row: PushRowRecord, { attributes, emptyText }: Planning): UnplacedRow {
  const place = { at: row.wishedAt ?? record.place.at, seq: record.place.seq };
  const { omniUserId } = row;
  const intents = readIntents(attributes, row.input, emptyText);
  return { row, values: intents.map(({ reference, value }) => ({ omniUserId, reference, wished: value, place })) };
}

/** Rows that somebody may have written to since they were looked at. Ask with the values locked. */
async function movedRows(
  queries: Queries,
  rows: readonly UnplacedRow[],
  known: Awaited<ReturnType<typeof lockValuesOfUsers>>,
) {
  const names = rows.map(({ row }) => row.userName);
  const busy = await busyUsers(queries, names);
  const unsettled = await usersWithIntents(
    queries,
    rows.map(({ row }) => row.omniUserId),
  );
  const isMoved = ({ row, values }: UnplacedRow): boolean =>
    busy.has(userNameKey(row.userName)) ||
    unsettled.has(row.omniUserId) ||
    values.some(({ omniUserId, reference }) => {
      const { changedAt } = known.get(omniUserId)?.get(reference) ?? UNKNOWN_VALUE;
      return changedAt >= row.lookAt;
    });
  return new Set(rows.filter(isMoved).map(({ row }) => row.index));
}

/**
 * Gives rows that were found in place their places in the order, many at once and without a request: an older wish that
 * comes later must not replace what they ask for. A row whose user somebody may have written to since is opened again,
 * and looked at under the user's lease.
 *
 * @returns whether there may be more
 */
export async function placeUnchanged(job: PushJob, planning: Planning): Promise<boolean> {
  const { services, record } = job;
  const page = await listUnplacedRows(services.database, record.id, PAGE);
  if (page.length === 0) return false;
  const rows = page.map((row) => valuesOf(job, row, planning));
  return await services.database.transaction(async (queries) => {
    // Locked first: whoever takes a lease from here on finds these places when it asks the order.
    const known = await lockValuesOfUsers(
      queries,
      rows.flatMap(({ values }) => values),
    );
    // Canceled while this process was stalled: what was only asked for has no place.
    if ((await readJob(queries, record.id))?.status === 'canceled') return false;
    const moved = await movedRows(queries, rows, known);
    const placed = rows.filter(({ row }) => !moved.has(row.index));
    await placeUserValues(
      queries,
      placed.flatMap(({ values }) => values),
    );
    await noteRowsPlaced(
      queries,
      record.id,
      placed.map(({ row }) => row.index),
    );
    await reopenRows(queries, record.id, [...moved]);
    return page.length === PAGE;
  });
}
