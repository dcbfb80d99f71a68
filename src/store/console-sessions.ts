import { createHash, randomBytes } from 'node:crypto';
import type { Database, Queries } from './database.ts';
import { storableText } from './storable-text.ts';

/** A session ends after so long, whatever is done in it: rights are those of the last sign-in. */
export const SESSION_MOST_MS = 8 * 3_600_000;
/** It ends when nothing was asked for so long. */
export const SESSION_IDLE_MS = 30 * 60_000;
/** That somebody is there is noted this often at most. */
const TOUCH_MS = 60_000;
/** So many browsers may a person have open; a further sign-in ends the oldest. */
const SESSIONS_OF_ONE = 10;

/** Who signed in, as Okta said then. */
export interface SignedIn {
  /** `sub` */
  readonly subject: string;
  readonly userName: string;
  /** The names of those groups that counted then. */
  readonly groups: readonly string[];
}

const hashOf = (id: string): string => createHash('sha256').update(id).digest('hex');

const BEGIN = `
  INSERT INTO connector.console_sessions (id_hash, subject, user_name, groups, began_at, seen_at)
  SELECT $1, $2, $3, $4::json, now, now FROM connector.now_ms($5) AS now`;

const END_OLDEST = `
  DELETE FROM connector.console_sessions WHERE id_hash IN (
    SELECT id_hash FROM connector.console_sessions WHERE subject = $1
    ORDER BY began_at DESC, id_hash OFFSET ${SESSIONS_OF_ONE})`;

/**
 * Begins a session.
 *
 * @param now milliseconds since the epoch; left out, the database's own clock
 * @returns its id, which nobody but the browser keeps
 */
export async function beginSession(
  database: Database,
  { subject, userName, groups }: SignedIn,
  now?: number,
): Promise<string> {
  const id = randomBytes(32).toString('base64url');
  const known = storableText(subject);
  await database.transaction(async (queries) => {
    const parameters = [hashOf(id), known, storableText(userName), JSON.stringify(groups), now ?? null];
    await queries.query(BEGIN, parameters);
    await queries.query(END_OLDEST, [known]);
  });
  return id;
}

const FIND = `
  SELECT subject, user_name AS "userName", groups, seen_at <= connector.now_ms($2) - ${TOUCH_MS} AS "isOld"
  FROM connector.console_sessions
  WHERE id_hash = $1 AND began_at > connector.now_ms($2) - ${SESSION_MOST_MS}
    AND seen_at > connector.now_ms($2) - ${SESSION_IDLE_MS}`;

const TOUCH = 'UPDATE connector.console_sessions SET seen_at = connector.now_ms($2) WHERE id_hash = $1';

/**
 * Who is signed in by this id; undefined: nobody, or no longer.
 *
 * @param touch whether that counts as being there
 */
export async function findSession(
  queries: Queries,
  id: string,
  { touch = true, now }: { readonly touch?: boolean; readonly now?: number } = {},
): Promise<SignedIn | undefined> {
  const parameters = [hashOf(id), now ?? null];
  const [found] = await queries.query<SignedIn & { isOld: boolean }>(FIND, parameters);
  if (!found) return undefined;
  const { isOld, ...person } = found;
  if (isOld && touch) await queries.query(TOUCH, parameters);
  return person;
}

/** Ends a session. */
export async function endSession(queries: Queries, id: string): Promise<void> {
  await queries.query('DELETE FROM connector.console_sessions WHERE id_hash = $1', [hashOf(id)]);
}
