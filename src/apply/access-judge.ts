import { filtersByReference, type Widening, widenings } from '../models/widenings.ts';
import type { Attribute } from '../push/attribute.ts';
import type { Change } from '../push/changes.ts';
import type { Queries } from '../store/database.ts';
import { type ModelsState, readKnownFilters } from '../store/known-models.ts';

/** Knows what values open, as far as Omni's models are known: whoever writes or plans asks here. */
export interface AccessJudge {
  /** What is not known, in a sentence: an answer that finds nothing says so. Empty: the models are known. */
  readonly note: string;
  /**
   * Which of these changes of one user give them more than the rows that bear the values.
   *
   * @param changes each with what the user held of their own
   * @param isKnown false: nobody knows what they held, and a change from nothing is judged
   */
  widens(changes: readonly Change[], attributes: ReadonlyMap<string, Attribute>, isKnown: boolean): Widening[];
}

const NEVER_READ =
  "Omni's models were never read, so nobody knows what a value opens, and nothing is held for it: report-usage reads them.";

/** Reads what is known of the filters of some attributes. Omni is not asked. @param models as of `readKnownFilters` */
export async function accessJudge(
  queries: Queries,
  references: Iterable<string>,
  models?: ModelsState,
): Promise<AccessJudge> {
  const known = await readKnownFilters(queries, [...new Set(references)], models);
  if (!known) return { note: NEVER_READ, widens: () => [] };
  const { readAt, problem, filters } = known;
  const byReference = filtersByReference(filters);
  return {
    note:
      problem === ''
        ? ''
        : `What a value opens is judged as of ${new Date(readAt).toISOString()}, not all of it: ${problem}`,
    widens: (changes, attributes, isKnown) => widenings(changes, { attributes, filters: byReference, isKnown }),
  };
}
