import type { Change } from '../push/changes.ts';
import type { Place } from '../push/place.ts';
import type { Queries } from './database.ts';
import type { HeldLease } from './leases.ts';

/** A change of a write, and why it gives more than the rows that bear the value; left out: it does not. */
export interface NotedChange extends Change {
  readonly widens?: string;
}

/**
 * A write to Omni that is about to happen. The row is committed before the request leaves and removed in the
 * transaction that appends its audit entries: whatever kills the process in between, the write is not silent.
 */
export interface WriteIntent {
  /** A UUID, made by the caller. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly requestId: string;
  readonly clientId: string;
  readonly action: string;
  /** Of a row of a job; empty: no job did it. */
  readonly jobId?: string;
  /** Empty for a definition. */
  readonly userName: string;
  readonly omniUserId: string;
  readonly changes: readonly NotedChange[];
}

/** A write of a user's values: under their lease, with its place in the order. */
export interface FencedIntent extends WriteIntent {
  readonly lease: Pick<HeldLease, 'name' | 'fence'>;
  readonly place: Place;
}

/**
 * Notes a write, as a statement or, under a condition, as a part of one; `$1` to `$13` are the parameters of
 * `openValues`.
 */
export const openSql = (condition = 'true'): string => `
  INSERT INTO connector.write_intents AS open
    (id, at, request_id, client_id, action, job_id, user_name, omni_user_id, changes, lease, fence, place_at, place_seq)
  SELECT $1::uuid, $2::bigint, $3, $4, $5, $6, $7, $8, $9::json, $10, $11::bigint, $12::bigint, $13::bigint
  WHERE ${condition}
  ON CONFLICT (id) DO UPDATE
    SET omni_user_id = excluded.omni_user_id, changes = excluded.changes, fence = greatest(open.fence, excluded.fence),
        noted_at = NULL, outdated = false
  RETURNING open.id`;

/** The parameters of `openSql`. */
export function openValues(intent: WriteIntent | FencedIntent): unknown[] {
  const { id, at, requestId, clientId, action, jobId = '', userName, omniUserId, changes } = intent;
  const { lease, place } = 'lease' in intent ? intent : { lease: { name: '', fence: 0 }, place: { at: 0, seq: 0 } };
  const who = [id, at, requestId, clientId, action, jobId, userName, omniUserId];
  return [...who, JSON.stringify(changes), lease.name, lease.fence, place.at, place.seq];
}

const OPEN = openSql();

/**
 * Notes the write; it must be committed before the request leaves. Whoever repeats a write under a later lease notes it
 * again. Under an earlier one it is still the later holder's.
 */
export async function openIntent(queries: Queries, intent: WriteIntent | FencedIntent): Promise<void> {
  await queries.query(OPEN, openValues(intent));
}

/**
 * Removes the note, in the transaction that appends the audit entries. False: somebody else settled this write, who
 * also wrote its audit entries; the transaction should be given up.
 *
 * @param fence of the lease of whoever removes it: one of a later holder, who repeats the write, stays. Left out: any
 */
export async function closeIntent(queries: Queries, id: string, fence?: number): Promise<boolean> {
  const closed = await queries.query(
    'DELETE FROM connector.write_intents WHERE id = $1 AND fence <= coalesce($2::bigint, fence) RETURNING id',
    [id, fence ?? null],
  );
  return closed.length > 0;
}

/**
 * Leaves of the note of a write whose outcome is found out what is owed still, if anything; nothing of it where its
 * writer has come back to it meanwhile.
 */
export async function leaveNoted(
  queries: Queries,
  id: string,
  owed: readonly NotedChange[],
  lateMs: number,
): Promise<void> {
  const isLate = 'id = $1 AND noted_at <= connector.now_ms(NULL) - $2::bigint';
  if (owed.length === 0) await queries.query(`DELETE FROM connector.write_intents WHERE ${isLate}`, [id, lateMs]);
  else
    await queries.query(`UPDATE connector.write_intents SET changes = $3::json WHERE ${isLate}`, [
      id,
      lateMs,
      JSON.stringify(owed),
    ]);
}

/** Notes that nobody can tell yet what became of a write. False: that was noted before, or it is settled. */
export async function markInterrupted(queries: Queries, id: string): Promise<boolean> {
  const noted = await queries.query(
    `UPDATE connector.write_intents SET noted_at = connector.now_ms(NULL) WHERE id = $1 AND noted_at IS NULL RETURNING id`,
    [id],
  );
  return noted.length > 0;
}

/** A write that nobody is at work on any more. */
export interface OpenIntent extends WriteIntent {
  /** Empty for a definition. */
  readonly leaseName: string;
  readonly place: Place;
  /** Milliseconds since it was noted that nobody can tell; null: it was not noted yet. */
  readonly notedForMs: number | null;
  /** Everything was doubted since: wishes that came after it may be unknown, so it puts nothing right. */
  readonly outdated: boolean;
}

/** As the table gives it. */
export interface IntentRow extends Omit<OpenIntent, 'place'> {
  readonly placeAt: number;
  readonly placeSeq: number;
}

const COLUMNS = `
  open.id, at, request_id AS "requestId", client_id AS "clientId", action, job_id AS "jobId", user_name AS "userName",
  omni_user_id AS "omniUserId", changes, lease AS "leaseName", place_at AS "placeAt", place_seq AS "placeSeq",
  connector.now_ms(NULL) - noted_at AS "notedForMs", outdated`;

/** What a row tells. */
export const intentOf = ({ placeAt, placeSeq, ...intent }: IntentRow): OpenIntent => ({
  ...intent,
  place: { at: placeAt, seq: placeSeq },
});

/** A definition is written within one call, which ends long before; a user's values as long as the lease is kept. */
const DEFINITION_MS = 60_000;

const ABANDONED = `
  SELECT ${COLUMNS} FROM connector.write_intents AS open
  WHERE CASE WHEN lease = '' THEN $1 OR at < connector.now_ms(NULL) - ${DEFINITION_MS}
    ELSE NOT EXISTS (
      SELECT FROM connector.leases AS held
      WHERE held.name = open.lease AND held.fence = open.fence AND held.lease_until > connector.now_ms(NULL)
    ) END
  ORDER BY at, open.id`;

/**
 * Writes whose outcome was never recorded and whose writer is gone, or could not tell it; oldest first. A writer that
 * keeps its lease is never among them, however long it waits.
 *
 * @param all also definitions that were begun a moment ago: at the start of the embedded database nobody else is at
 *   work
 */
export async function listAbandonedIntents(queries: Queries, all: boolean): Promise<OpenIntent[]> {
  return (await queries.query<IntentRow>(ABANDONED, [all])).map(intentOf);
}

/** The open writes of the user `$1`, oldest first. */
export const INTENTS_OF = `
  SELECT ${COLUMNS} FROM connector.write_intents AS open WHERE omni_user_id = $1 ORDER BY at, open.id`;

/** The open writes of a user. */
export async function listIntentsOf(queries: Queries, omniUserId: string): Promise<OpenIntent[]> {
  const rows = await queries.query<IntentRow>(INTENTS_OF, [omniUserId]);
  return rows.map(intentOf);
}

/** Which of these users, by Omni's id, have an open write. */
export async function usersWithIntents(queries: Queries, omniUserIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await queries.query<{ id: string }>(
    'SELECT DISTINCT omni_user_id AS id FROM connector.write_intents WHERE omni_user_id = ANY ($1::text[])',
    [omniUserIds],
  );
  return new Set(rows.map(({ id }) => id));
}
