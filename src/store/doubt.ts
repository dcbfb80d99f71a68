import type { Queries } from './database.ts';
import { updateValues } from './update-values.ts';

/**
 * An expression of SQL: whatever was read from Omni up to then has to be read again, ms epoch. PostgreSQL works it out
 * once per statement.
 */
export const DOUBTED_AT = 'coalesce((SELECT doubted_at FROM connector.doubt), 0)';

/**
 * The time alone makes everything doubtful. A clock that has been set back may have left reads that seem to come later:
 * mostly there are none, and the index tells.
 */
const DOUBT = `
  doubt AS (
    INSERT INTO connector.doubt (doubted_at) SELECT connector.now_ms(NULL)
    ON CONFLICT (single) DO UPDATE SET doubted_at = excluded.doubted_at
  ),`;
const doubt = (also = ''): string =>
  updateValues('read_at = 0', 'read_at > (SELECT connector.now_ms(NULL))', `${DOUBT}${also}`);

/** A copy of the database that somebody puts back without saying so is older than this. */
const COPY_MS = 60_000;

/** What was asked for since the copy was made is newer than all that the database may have lost. */
const IS_OLD = `EXISTS (
  SELECT FROM json_array_elements(open.changes) AS change JOIN connector.user_values AS later
    ON later.omni_user_id = open.omni_user_id AND later.reference = change ->> 'reference'
  WHERE (later.place_at, later.place_seq) > (open.place_at, open.place_seq)
    AND later.place_at <= connector.now_ms(NULL) - ${COPY_MS}
)`;

const outdate = (which: string): string => `
  outdated AS (
    UPDATE connector.write_intents AS open SET outdated = true WHERE noted_at IS NOT NULL AND ${which}
  ),`;

/**
 * Doubts everything that is remembered of everybody: it is read before anybody relies on it. Writes that were noted as
 * open put no later wish right any more that is known by then, because later ones still may be unknown. Costs the same
 * for any number of values.
 *
 * @param isPutBack whether it is certain that the database was put back from a copy; otherwise a wish of a moment ago
 *   is taken for the newest, and is put right
 */
export async function doubtEverything(queries: Queries, isPutBack = false): Promise<void> {
  await queries.query(doubt(outdate(isPutBack ? 'true' : IS_OLD)));
}

/**
 * Dates a doubt of now that a clock has dated ahead before it was set back: nothing that is read would count until that
 * time has come.
 *
 * @returns whether there was one
 */
export async function dateDoubtAnew(queries: Queries): Promise<boolean> {
  const ahead = await queries.query('SELECT FROM connector.doubt WHERE doubted_at > connector.now_ms(NULL)');
  if (ahead.length > 0) await queries.query(doubt());
  return ahead.length > 0;
}
