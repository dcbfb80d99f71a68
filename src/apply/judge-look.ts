import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { byReference, type Change, goesByDefault, sortChanges, wantedChanges } from '../push/changes.ts';
import type { Intent } from '../push/coerce.ts';
import type { ApplyContext } from './context.ts';

type Attributes = ReadonlyMap<string, Attribute>;
type Values = ReadonlyMap<string, AttributeValue>;

/** A look at a user, and what is needed to tell what follows from it. */
interface Look {
  readonly intents: readonly Intent[];
  /** As they were known before the look. */
  readonly attributes: Attributes;
  readonly shown: Values | undefined;
  readonly remembered: Values;
}

/** What is to be written by a look, and the definitions that it was judged by. */
interface Judged {
  readonly changes: readonly Change[];
  readonly attributes: Attributes;
}

/** The definitions as they are now, which is after a look. What is gone by now is left as it was known. */
export const attributesNow = async (
  { omni }: Pick<ApplyContext, 'omni'>,
  known: Attributes,
): Promise<ReadonlyMap<string, Attribute>> => new Map([...known, ...byReference(await omni.listAttributes(0))]);

/**
 * What a look at a user leaves to write. A default may have been changed in Omni since the definitions were read, and
 * be what the look has shown: a value that would be in place by the older default alone is judged by the one of now,
 * too. That costs a request where a value is found in place that no verified write has left, once for each.
 */
export async function judgeLook(
  context: Pick<ApplyContext, 'omni'>,
  { intents, attributes, shown, remembered }: Look,
): Promise<Judged> {
  const changes = wantedChanges(intents, attributes, shown, remembered);
  const inPlace = intents.filter(({ reference }) => !changes.some((change) => change.reference === reference));
  const isOpen = ({ reference }: Intent) => goesByDefault(shown?.get(reference) ?? [], remembered.get(reference));
  if (!inPlace.some(isOpen)) return { changes, attributes };
  const now = await attributesNow(context, attributes);
  const more = wantedChanges(inPlace, now, shown, remembered);
  return { changes: sortChanges([...changes, ...more]), attributes: now };
}
