import type { Queries } from './database.ts';
import { CHANGED_NOW, updateValues } from './update-values.ts';

/** What was sent and nobody has seen stays so: Omni may show it late all the same. */
const FORGET = updateValues(
  `read_at = CASE WHEN held IS NULL AND read_at = 0 THEN 0 END, changed_at = ${CHANGED_NOW}`,
  'reference = $1',
);

/** Forgets what everybody holds for one reference, when its definition was changed or deleted. */
export async function forgetReferenceValues(queries: Queries, reference: string): Promise<void> {
  await queries.query(FORGET, [reference]);
}
