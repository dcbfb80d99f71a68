import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { fitsJsonNumber } from '../push/decimal.ts';

/** A value as Omni takes it over SCIM and in definitions: null for "none", a list only for multi-valued attributes. */
export type WireValue = null | string | number | string[] | number[];

/**
 * Numbers travel as JSON numbers while those carry them exactly, as text beyond (Omni rounds JSON numbers above
 * 2^53-1); a list holds numbers or texts, never both. https://docs.omni.co/administration/users/attributes
 */
export function toWire(attribute: Pick<Attribute, 'type' | 'multiValued'>, value: AttributeValue): WireValue {
  if (value.length === 0) return null;
  const asNumbers = attribute.type === 'number' && value.every(fitsJsonNumber);
  if (attribute.multiValued) return asNumbers ? value.map(Number) : [...value];
  const [single = ''] = value;
  return asNumbers ? Number(single) : single;
}
