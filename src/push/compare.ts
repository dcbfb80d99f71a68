import type { Attribute, AttributeValue } from './attribute.ts';
import { canonicalDecimal } from './decimal.ts';

const entryText = (type: Attribute['type'], entry: unknown): string => {
  const text = typeof entry === 'object' ? JSON.stringify(entry) : String(entry);
  return type === 'number' || typeof entry === 'number' ? (canonicalDecimal(text) ?? text) : text;
};

/**
 * A value as Omni shows it, in the connector's form. Omni may show a number as text, a cleared value as null or not at
 * all, and nothing of it is promised; so everything is read loosely, and nothing is refused.
 */
export function readShown(type: Attribute['type'], shown: unknown): AttributeValue {
  const entries = Array.isArray(shown) ? shown : [shown];
  return entries.filter((one) => one !== null && one !== undefined).map((one) => entryText(type, one));
}

/** Whether two values mean the same. Omni does not promise to keep the order of several values, nor repeats. */
export function sameValue(one: AttributeValue, other: AttributeValue): boolean {
  const left = new Set(one);
  const right = new Set(other);
  return left.size === right.size && [...left].every((entry) => right.has(entry));
}

/**
 * Whether Omni shows what was asked for. After a clear an instance may show nothing or the attribute's default: both
 * mean that the user holds no value of their own.
 */
export function showsWanted(attribute: Attribute, wanted: AttributeValue, shown: AttributeValue): boolean {
  if (sameValue(wanted, shown)) return true;
  return wanted.length === 0 && (sameValue(shown, ['']) || sameValue(shown, attribute.defaultValue));
}
