import type { AttributeValue } from '../push/attribute.ts';
import { sameValue } from '../push/compare.ts';
import type { ValueInForce } from './in-force.ts';
import type { Opening } from './opens.ts';

/** The value in force, or that Omni does not show it. */
export type Force = ValueInForce | { readonly values: AttributeValue; readonly source: 'unknown' };

/** What is seen through a filter, or of a topic. */
export type Seen = Opening | 'unknown';

/** Something as it is now, and as it will be once the values are written. */
export interface Sides<Side> {
  readonly before: Side;
  readonly after: Side;
}

export const UNKNOWN: Force = { values: [], source: 'unknown' };

/** The same of both sides. */
export const onBoth = <Side, Made>({ before, after }: Sides<Side>, make: (side: Side) => Made): Sides<Made> => ({
  before: make(before),
  after: make(after),
});

/** Whether Omni goes by another value afterwards, as far as is known. */
export const isOtherValue = ({ before, after }: Sides<Force>): boolean =>
  (before.source === 'unknown') !== (after.source === 'unknown') || !sameValue(before.values, after.values);
