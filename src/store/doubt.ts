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

const OUTDATE = `
  outdated AS (
    UPDATE connector.write_intents SET outdated = true WHERE noted_at IS NOT NULL
  ),`;

/**
 * Doubts everything that is remembered of everybody: it is read before anybody relies on it. Writes that were noted as
 * open put nothing right any more, because later wishes may be unknown. Costs the same for any number of values.
 */
export async function doubtEverything(queries: Queries): Promise<void> {
  await queries.query(doubt(OUTDATE));
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
