import type { Attribute } from '../push/attribute.ts';
import { byReference } from '../push/changes.ts';
import type { ApplyContext } from './context.ts';

/** An unknown reference asks Omni again, but a flow with a typo must not spend the budget on it. */
const REFRESH_MS = 5_000;

/** The definitions, from the cache unless a reference is not among them: it may have been created a moment ago. */
export async function knownAttributes(
  context: Pick<ApplyContext, 'omni'>,
  references: readonly string[],
): Promise<Map<string, Attribute>> {
  const cached = byReference(await context.omni.listAttributes());
  if (references.every((reference) => cached.has(reference))) return cached;
  return byReference(await context.omni.listAttributes(REFRESH_MS));
}

/** Read anew each minute, the definitions would take more than 1 % of the budget of a long push. */
const KEPT_MS = 600_000;

/**
 * The definitions as far as background work needs them after its plan: to put values into Omni's form. A change that
 * this process makes counts at once, one that is made elsewhere within ten minutes; until then Omni refuses what no
 * longer fits.
 */
export const keptAttributes = async (omni: ApplyContext['omni']): Promise<ReadonlyMap<string, Attribute>> =>
  byReference(await omni.listAttributes(KEPT_MS));
