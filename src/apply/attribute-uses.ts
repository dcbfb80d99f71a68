import { modelUses } from '../models/model-uses.ts';
import { type AttributeUsage, shownUses } from '../models/usage.ts';
import type { Queries } from '../store/database.ts';
import { readKnownModels } from '../store/known-models.ts';

/** Where an attribute is used, as far as report-usage has read the models and connections. */
export interface KnownUses extends Omit<AttributeUsage, 'reference' | 'system'> {
  /** What is not known, in a sentence; empty: all was read. */
  readonly usesNote: string;
}

const NEVER_READ = "Omni's models were never read, so nobody knows what uses the attribute: report-usage reads them.";

/** Looks up where attributes are used. Omni is not asked. */
export async function attributeUses(queries: Queries): Promise<(reference: string) => KnownUses> {
  const known = await readKnownModels(queries);
  if (!known) return () => ({ usedCount: 0, uses: [], usesNote: NEVER_READ });
  const { models, connectionUses, readAt, problem } = known;
  const byReference = Map.groupBy([...models.flatMap(modelUses), ...connectionUses], ({ reference }) => reference);
  const at = new Date(readAt).toISOString();
  const usesNote = problem === '' ? `As of ${at}.` : `As of ${at}, and not all of it: ${problem}`;
  return (reference) => ({ ...shownUses(byReference.get(reference) ?? []), usesNote });
}
