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
