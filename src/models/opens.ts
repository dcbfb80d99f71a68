import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { canonicalDecimal } from '../push/decimal.ts';
import type { AccessFilter, AccessGrant } from './model-reading.ts';

/** What decides what a filter makes of a value. */
export type FilterRule = Pick<AccessFilter, 'unfiltered' | 'wildcards'>;
type Typed = Pick<Attribute, 'type'>;

/** Nothing in the model says that a field holds texts, but LIKE and values that are no numbers do. */
export const comparesTexts = ({ wildcards, unfiltered }: FilterRule): boolean =>
  wildcards || unfiltered.some((value) => canonicalDecimal(value) === undefined);

/**
 * What a value lets through at one filter or grant. `query-fails`: Omni's docs expect a value and promise an error
 * without one, and a measurement agrees; another text of Omni says that the filter then does not constrain.
 * https://docs.omni.co/modeling/topics/parameters/access-filters
 */
export type Opening = 'nothing' | 'these-values' | 'everything' | 'query-fails';

/** Why a value opens more than the rows that bear it. */
export type Wide = 'unfiltered' | 'wildcard';

/** Two texts of one number are one value; other texts are compared as they are. */
const compared = ({ type }: Typed, text: string): string =>
  type === 'number' ? (canonicalDecimal(text) ?? text) : text;

/** Whether a pattern of LIKE matches every text. */
const matchesAll = (pattern: string): boolean => /^%+$/.test(pattern);

/** Whether one of several values opens more than its own rows at a filter, and why; undefined when it does not. */
export function wideAt(filter: FilterRule, attribute: Typed, value: string): Wide | undefined {
  if (filter.unfiltered.some((one) => compared(attribute, one) === compared(attribute, value))) return 'unfiltered';
  return filter.wildcards && /[%_]/.test(value) ? 'wildcard' : undefined;
}

/** Whether one value takes the filter away. */
const opensAll = (filter: FilterRule, attribute: Typed, value: string): boolean =>
  wideAt(filter, attribute, value) === 'unfiltered' || (filter.wildcards && matchesAll(value));

/**
 * What a value in force lets through at a filter. Of several values, one that takes the filter away is enough.
 *
 * @param values as `inForce` tells: the user's own, else the default
 */
export function openFilter(filter: FilterRule, attribute: Typed, values: AttributeValue): Opening {
  if (values.length === 0) return 'query-fails';
  return values.some((value) => opensAll(filter, attribute, value)) ? 'everything' : 'these-values';
}

/**
 * What a value in force lets through at a grant: everything behind it, or nothing. One of several values is enough.
 * https://docs.omni.co/modeling/models/access-grants
 */
export function openGrant(
  { allowed }: Pick<AccessGrant, 'allowed'>,
  attribute: Typed,
  values: AttributeValue,
): Opening {
  const held = new Set(values.map((value) => compared(attribute, value)));
  return allowed.some((value) => held.has(compared(attribute, value))) ? 'everything' : 'nothing';
}
