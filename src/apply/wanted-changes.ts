import type { OmniUser } from '../omni/scim.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import type { Intent } from '../push/coerce.ts';
import { sameValue } from '../push/compare.ts';
import { type Change, diff } from '../push/diff.ts';
import { readVerifiedValues } from '../store/verified-values.ts';
import type { ApplyContext } from './context.ts';
import { shownValues } from './read-back.ts';

/**
 * The value that the user holds of their own; undefined when it cannot be told. An instance may show the attribute's
 * default where a user holds nothing, so a shown default is either; the last verified write tells which it is.
 */
function ownValue(
  shown: AttributeValue,
  defaultValue: AttributeValue,
  remembered: AttributeValue | undefined,
): AttributeValue | undefined {
  if (shown.length === 0 || !sameValue(shown, defaultValue)) return shown;
  const fits = remembered && (remembered.length === 0 || sameValue(remembered, shown));
  return fits ? remembered : undefined;
}

/**
 * What Omni would have to change. What cannot be told is written: all that was asked where Omni does not show the values,
 * and a reference that shows its default where nobody knows whether the user holds that value.
 */
export async function wantedChanges(
  { database }: Pick<ApplyContext, 'database'>,
  user: OmniUser,
  intents: readonly Intent[],
  attributes: ReadonlyMap<string, Attribute>,
): Promise<Change[]> {
  const shown = shownValues(user, attributes) ?? new Map<string, AttributeValue>();
  const remembered = await readVerifiedValues(database, user.id);
  const own = new Map<string, AttributeValue>();
  const doubtful: Change[] = [];
  for (const { reference, value } of intents) {
    const before = shown.get(reference) ?? [];
    const held = ownValue(before, attributes.get(reference)?.defaultValue ?? [], remembered.get(reference)?.value);
    if (held) own.set(reference, held);
    else doubtful.push({ reference, before, after: value });
  }
  const certain = intents.filter(({ reference }) => own.has(reference));
  return [...diff(certain, own), ...doubtful].sort((one, other) => (one.reference < other.reference ? -1 : 1));
}
