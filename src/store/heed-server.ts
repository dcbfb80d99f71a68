import type { Database } from './database.ts';
import { doubtEverything } from './doubt.ts';

/** Refused, not known or not there: a service that hides it, or a database without the tables of this version. */
const NOT_TOLD = /^(42501|0A000|42883|42P01|3F000)$/;

const IN_RECOVERY = '55000';
const READ_ONLY = '25006';

/**
 * https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-BACKUP,
 * https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-CONTROL-SYSTEM. The name of a file of the
 * log begins with the timeline, also right after a promotion, when the last checkpoint is still of the one before.
 */
const SERVER = `
  SELECT system_identifier::text AS system, left(pg_walfile_name(pg_current_wal_lsn()), 8) AS timeline
  FROM pg_control_system()`;

const LOOK = `
  SELECT known.system IS NOT NULL AS "isKnown", (known.system, known.timeline) = (now.system, now.timeline) AS "isSame"
  FROM (${SERVER}) AS now LEFT JOIN connector.server AS known ON true`;

const NOTE = `
  INSERT INTO connector.server AS known (system, timeline) ${SERVER}
  ON CONFLICT (single) DO UPDATE SET system = excluded.system, timeline = excluded.timeline
    WHERE (known.system, known.timeline) <> (excluded.system, excluded.timeline)
  RETURNING timeline`;

/** More than anybody can have taken of a sequence that had not reached the standby. */
const AHEAD = 1_000_000;
/** What was given before must not be given again: it may still be in the hands of a process, or stand in the order. */
const GO_ON = `
  SELECT setval(name, nextval(name) + ${AHEAD}) FROM unnest('{connector.fences,connector.wish_order}'::regclass[]) AS name`;

const codeOf = (thrown: unknown): string => {
  const { code = '', cause } = thrown as { readonly code?: string; readonly cause?: { readonly code?: string } };
  return cause?.code ?? code;
};

/** @returns whether another one was noted before */
const note = (database: Pick<Database, 'transaction'>, isKnown: boolean): Promise<boolean> =>
  database.transaction(async (queries) => {
    const moved = (await queries.query(NOTE)).length > 0 && isKnown;
    if (moved) {
      await queries.query(GO_ON);
      await doubtEverything(queries);
    }
    return moved;
  });

/**
 * Makes sure that a server is the one that was met last. A standby that was promoted, and a server that was put back to
 * a point in time, go on with another timeline and may lack what was committed last; one that was filled from a dump is
 * another system. What is remembered there is in doubt then.
 *
 * @param connection before anybody else gets it
 * @returns whether it is another one
 * @throws Error with the code 25006 where it is a standby: one that is promoted keeps its connections, and nobody would
 *   ask again
 */
export async function heedServer(connection: Pick<Database, 'query' | 'transaction'>): Promise<boolean> {
  try {
    const [seen] = await connection.query<{ isKnown: boolean; isSame: boolean | null }>(LOOK);
    return seen?.isSame === true ? false : await note(connection, seen?.isKnown === true);
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === IN_RECOVERY) throw Object.assign(new Error('it is a standby'), { code: READ_ONLY });
    if (NOT_TOLD.test(code)) return false;
    throw thrown;
  }
}
