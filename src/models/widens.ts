import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { inForce } from './in-force.ts';
import type { KnownFilter } from './known-models.ts';
import { openFilter, type Wide, wideAt } from './opens.ts';

type Defined = Pick<Attribute, 'type' | 'defaultValue'>;

const WHY: Record<Wide, string> = {
  unfiltered: 'takes away the filter on',
  wildcard: 'holds a wildcard of LIKE for the filter on',
};

const whereOf = ({ model, topic, field }: KnownFilter): string =>
  `${field} in ${topic === '' ? 'the topics' : `topic ${topic}`} of ${model}`;

/** What of the new value opens more at one filter than the old one did; undefined for nothing. */
function newlyWide(
  filter: KnownFilter,
  attribute: Defined,
  before: AttributeValue,
  after: AttributeValue,
): Wide | undefined {
  if (openFilter(filter, attribute, before) === 'everything') return undefined;
  const added = after.filter((value) => !before.includes(value));
  const wide = added.map((value) => wideAt(filter, attribute, value));
  return wide.find((one) => one === 'unfiltered') ?? wide.find((one) => one !== undefined);
}

/**
 * Whether writing a value gives somebody more than the rows that bear it: a value that a filter leaves unfiltered, a
 * text with % or _ where a filter compares with LIKE, or, by a clear, a default that is either. Who holds it already,
 * or sees every row already, is not widened. No values are in the answer, so that it can be told and logged.
 *
 * @param filters those of this attribute, of all models
 * @param before what the user holds of their own; undefined where nobody knows, which counts as holding nothing wide
 * @param after what they will hold of their own; empty for a clear
 * @returns why, in words; empty when it does not widen
 */
export function widens(
  attribute: Defined,
  filters: readonly KnownFilter[],
  before: AttributeValue | undefined,
  after: AttributeValue,
): string {
  const was = before === undefined ? [] : inForce(attribute, before).values;
  const will = inForce(attribute, after);
  const found = filters.flatMap((filter) => {
    const wide = newlyWide(filter, attribute, was, will.values);
    return wide ? [{ filter, wide }] : [];
  });
  const [first] = found.filter(({ wide }) => wide === 'unfiltered').concat(found);
  if (!first) return '';
  const subject = will.source === 'default' ? 'the default, which is then in force,' : 'the value';
  const more = found.length > 1 ? ` and ${found.length - 1} more` : '';
  return `${subject} ${WHY[first.wide]} ${whereOf(first.filter)}${more}`;
}
