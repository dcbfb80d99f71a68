import type { Attribute } from '../push/attribute.ts';
import type { AccessFilter } from './model-reading.ts';
import { filterDetail } from './model-uses.ts';
import { comparesTexts, openFilter, wideAt } from './opens.ts';
import { type Force, isOtherValue, onBoth, type Seen, type Sides } from './preview-row.ts';

/** One filter of one topic, for one person. */
export interface FilterPreview extends Sides<Seen> {
  readonly model: string;
  readonly topic: string;
  readonly field: string;
  readonly reference: string;
  readonly inForce: Sides<Force>;
  /** Something else is seen, or the rows of another value. */
  readonly changed: boolean;
  /** What the filter filters, and whom it lets past. */
  readonly detail: string;
  /** What is not certain about it; empty where nothing is. */
  readonly note: string;
}

const NOTES = {
  missing: 'Omni has no attribute of this reference: what a filter on it does is not established.',
  unknown: 'Omni does not show this value.',
  unset:
    'Without a value the query fails, or nothing is filtered: Omni says both. Try it with a person who has no value.',
  pattern: 'A value with % or _ is a pattern of LIKE: it opens the rows that match it.',
  number: 'The field seems to hold texts: whether it equals a number that is written otherwise is for the database.',
} as const;

/** What one value in force lets through. */
function seen(filter: AccessFilter, attribute: Attribute | undefined, force: Force): Seen {
  return !attribute || force.source === 'unknown' ? 'unknown' : openFilter(filter, attribute, force.values);
}

function noteOf(filter: AccessFilter, attribute: Attribute | undefined, { values, source }: Force): string {
  if (!attribute) return NOTES.missing;
  if (source === 'unknown') return NOTES.unknown;
  if (values.length === 0) return NOTES.unset;
  if (openFilter(filter, attribute, values) === 'everything') return '';
  if (values.some((value) => wideAt(filter, attribute, value) === 'wildcard')) return NOTES.pattern;
  return attribute.type === 'number' && comparesTexts(filter) ? NOTES.number : '';
}

/** What a filter lets a person through in one topic, before and after. */
export function previewFilter(
  { model, topic, filter }: { readonly model: string; readonly topic: string; readonly filter: AccessFilter },
  attribute: Attribute | undefined,
  inForce: Sides<Force>,
): FilterPreview {
  const sides = onBoth(inForce, (force) => seen(filter, attribute, force));
  const notes = onBoth(inForce, (force) => noteOf(filter, attribute, force));
  const { field, reference } = filter;
  return {
    model,
    topic,
    field,
    reference,
    ...sides,
    inForce,
    changed: sides.before !== sides.after || (sides.after !== 'everything' && isOtherValue(inForce)),
    detail: filterDetail(filter),
    note: [...new Set([notes.before, notes.after])].filter((note) => note !== '').join(' '),
  };
}
