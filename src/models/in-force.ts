import type { Attribute, AttributeValue } from '../push/attribute.ts';

/** Where the value comes from that Omni goes by. */
export type ValueSource = 'own' | 'default' | 'none';

/** The value that Omni goes by for one user. */
export interface ValueInForce {
  readonly values: AttributeValue;
  readonly source: ValueSource;
}

/**
 * The value in force: the user's own, else the default of the definition. A value that the user has switched to in Omni
 * is known to Omni alone.
 *
 * @param own what the user holds of their own; empty for nothing
 */
export function inForce({ defaultValue }: Pick<Attribute, 'defaultValue'>, own: AttributeValue): ValueInForce {
  if (own.length > 0) return { values: own, source: 'own' };
  return defaultValue.length > 0 ? { values: defaultValue, source: 'default' } : { values: [], source: 'none' };
}
