import type { Attribute, AttributeValue } from './attribute.ts';
import type { Intent } from './coerce.ts';
import { sameValue } from './compare.ts';

/** One reference whose value has to change. */
export interface Change {
  readonly reference: string;
  readonly before: AttributeValue;
  readonly after: AttributeValue;
}

/**
 * What has to be written so that the user holds what was asked: only references that were named, only those that
 * differ, sorted by reference so that the order of the input never matters.
 *
 * @param shown what Omni shows for this user, by reference; a missing entry is "no value"
 */
export function diff(intents: readonly Intent[], shown: ReadonlyMap<string, AttributeValue>): Change[] {
  return intents
    .map(({ reference, value }) => ({ reference, before: shown.get(reference) ?? [], after: value }))
    .filter(({ before, after }) => !sameValue(before, after))
    .sort((one, other) => (one.reference < other.reference ? -1 : 1));
}

/** Definitions by reference, as every step after the list needs them. */
export const byReference = (attributes: readonly Attribute[]): Map<string, Attribute> =>
  new Map(attributes.map((attribute) => [attribute.reference, attribute]));
