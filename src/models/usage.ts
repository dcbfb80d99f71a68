import type { Attribute } from '../push/attribute.ts';
import type { AttributeUse } from './attribute-use.ts';
import { type ChosenConnection, connectionUse } from './connection-uses.ts';
import type { KnownModel } from './known-models.ts';
import { modelUses } from './model-uses.ts';
import { type Filled, type UsageWarning, usageWarnings } from './usage-warnings.ts';

/** As many uses of one attribute as an answer shows; the count is of all. */
const SHOWN_USES = 50;

export type ShownUse = Omit<AttributeUse, 'reference'>;

/** Where one attribute is used. */
export interface AttributeUsage {
  readonly reference: string;
  readonly system: boolean;
  readonly usedCount: number;
  /** The first of them, by model, file and line. */
  readonly uses: readonly ShownUse[];
}

/** What the models and connections make of the attributes. */
export interface Usage {
  readonly attributes: readonly AttributeUsage[];
  /** Named by a model or connection, and not there in Omni. */
  readonly undefined: readonly Omit<AttributeUsage, 'system'>[];
  readonly warnings: readonly UsageWarning[];
}

/** What a usage is made of. */
export interface UsageSources {
  readonly models: readonly KnownModel[];
  readonly connections: readonly ChosenConnection[];
  readonly attributes: readonly Attribute[];
  readonly filled: Filled;
  /** What could not be read, in sentences. */
  readonly unreadable: readonly string[];
}

const byPlace = (one: AttributeUse, other: AttributeUse): number =>
  one.model.localeCompare(other.model) || one.file.localeCompare(other.file) || one.line - other.line;

const byReference = (one: { readonly reference: string }, other: { readonly reference: string }): number =>
  one.reference < other.reference ? -1 : 1;

/** How many places use an attribute, and the first of them, by model, file and line. */
export const shownUses = (uses: readonly AttributeUse[]): Omit<AttributeUsage, 'reference' | 'system'> => ({
  usedCount: uses.length,
  uses: uses
    .toSorted(byPlace)
    .slice(0, SHOWN_USES)
    .map(({ reference: _, ...use }) => use),
});

/** Tells per attribute where it is used, which ones Omni does not have, and what to be warned of. */
export function usage({ models, connections, attributes, filled, unreadable }: UsageSources): Usage {
  const uses = Map.groupBy(
    [...models.flatMap(modelUses), ...connections.map(connectionUse)],
    ({ reference }) => reference,
  );
  const known = new Set(attributes.map(({ reference }) => reference));
  return {
    attributes: attributes
      .map(({ reference, system }) => ({ reference, system, ...shownUses(uses.get(reference) ?? []) }))
      .toSorted(byReference),
    undefined: [...uses.entries()]
      .filter(([reference]) => !known.has(reference))
      .map(([reference, found]) => ({ reference, ...shownUses(found) }))
      .toSorted(byReference),
    warnings: usageWarnings({ models, attributes, filled, unreadable, used: new Set(uses.keys()) }),
  };
}
