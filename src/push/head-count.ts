import type { Attribute, AttributeValue } from './attribute.ts';
import { heldValues } from './coverage.ts';

/** What one user holds of their own for one attribute, as far as anybody knows. */
export type OwnValue = 'own' | 'nothing' | 'unknown';

/**
 * What a look at a user, else what is remembered of them, tells of their own value. A default that is shown counts as
 * nothing of their own unless it is known to be: whoever asks wants to know whom a new default may move.
 *
 * @param shown by reference, as Omni shows it; undefined: Omni does not show the user's values
 * @param remembered by reference: what the user held when last read
 */
export function ownValueOf(
  attribute: Attribute,
  shown: ReadonlyMap<string, AttributeValue> | undefined,
  remembered: ReadonlyMap<string, AttributeValue>,
): OwnValue {
  const { reference } = attribute;
  const seen = heldValues(shown, remembered, [reference], new Map([[reference, attribute]]))[reference];
  const own = seen ? (seen.own ?? []) : remembered.get(reference);
  if (!own) return 'unknown';
  return own.length > 0 ? 'own' : 'nothing';
}

/** One user, for a count. */
export interface CountedUser {
  readonly active: boolean;
  readonly own: OwnValue;
}

/**
 * How many users hold a value of an attribute. Nobody knows of some: they count as followers, so that a guard never
 * takes a change for smaller than it is.
 */
export interface HeadCount {
  /** With a value of their own; deactivated users too. */
  readonly holders: number;
  /** Active, and without one. */
  readonly followers: number;
  /** Of whom nobody knows; deactivated users too. */
  readonly unknown: number;
}

export const NO_HEADS: HeadCount = { holders: 0, followers: 0, unknown: 0 };

/** The count with one more user in it. */
export const addHead = (count: HeadCount, { active, own }: CountedUser): HeadCount => ({
  holders: count.holders + (own === 'own' ? 1 : 0),
  followers: count.followers + (active && own !== 'own' ? 1 : 0),
  unknown: count.unknown + (own === 'unknown' ? 1 : 0),
});

/** The count with users who are there and were not seen: nobody knows of them. */
export const addUnseen = (count: HeadCount, unseen: number): HeadCount => ({
  ...count,
  followers: count.followers + unseen,
  unknown: count.unknown + unseen,
});
