import type { AttributeValue } from './attribute.ts';
import { sameValue } from './compare.ts';

/**
 * The value that a user holds of their own. An instance may show the attribute's default where a user holds nothing, so
 * a shown default is either; the last verified write tells which it is.
 *
 * @param remembered what the user held when last read back, undefined when that is not known
 * @returns undefined when it cannot be told
 */
export function ownValue(
  shown: AttributeValue,
  defaultValue: AttributeValue,
  remembered: AttributeValue | undefined,
): AttributeValue | undefined {
  if (shown.length === 0 || !sameValue(shown, defaultValue)) return shown;
  const fits = remembered && (remembered.length === 0 || sameValue(remembered, shown));
  return fits ? remembered : undefined;
}
