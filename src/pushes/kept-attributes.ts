import type { OmniSession } from '../omni/session.ts';
import type { Attribute } from '../push/attribute.ts';
import { byReference } from '../push/changes.ts';

/** Read anew each minute, the definitions would take more than 1 % of the budget of a long push. */
const MAX_AGE_MS = 600_000;

/**
 * The definitions as far as background work needs them after its plan: to put values into Omni's form. A change that
 * this process makes counts at once, one that is made elsewhere within ten minutes; until then Omni refuses what no
 * longer fits.
 */
export const keptAttributes = async (omni: OmniSession): Promise<ReadonlyMap<string, Attribute>> =>
  byReference(await omni.listAttributes(MAX_AGE_MS));
