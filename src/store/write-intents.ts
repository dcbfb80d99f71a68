import type { Change } from '../push/changes.ts';
import type { Queries } from './database.ts';

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
  readonly userName: string;
  readonly omniUserId: string;
  readonly changes: readonly Change[];
}

const OPEN = `
  INSERT INTO connector.write_intents (id, at, request_id, client_id, action, user_name, omni_user_id, changes)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8::json)`;

/** Notes the write; must be committed before the request leaves, so give it the database, not a transaction. */
export async function openIntent(queries: Queries, intent: WriteIntent): Promise<void> {
  const { id, at, requestId, clientId, action, userName, omniUserId, changes } = intent;
  await queries.query(OPEN, [id, at, requestId, clientId, action, userName, omniUserId, JSON.stringify(changes)]);
}

/**
 * Removes the note, in the transaction that appends the audit entries. False: somebody else settled this write, who
 * also wrote its audit entries; the transaction should be given up.
 */
export async function closeIntent(queries: Queries, id: string): Promise<boolean> {
  const closed = await queries.query('DELETE FROM connector.write_intents WHERE id = $1 RETURNING id', [id]);
  return closed.length > 0;
}

const LIST = `
  SELECT id, at, request_id AS "requestId", client_id AS "clientId", action, user_name AS "userName",
         omni_user_id AS "omniUserId", changes
  FROM connector.write_intents WHERE at < $1 ORDER BY at, id`;

/** Writes noted before that time whose outcome was never recorded, oldest first. */
export function listOpenIntents(queries: Queries, before: number): Promise<WriteIntent[]> {
  return queries.query<WriteIntent>(LIST, [before]);
}
