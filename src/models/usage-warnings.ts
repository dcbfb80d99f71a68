import type { Attribute } from '../push/attribute.ts';
import { filtersOf, grantsOf, type KnownFilter, type KnownModel } from './known-models.ts';
import { comparesTexts, openGrant, wideAt } from './opens.ts';

export type UsageWarningCode =
  | 'DEFAULT_ON_FILTERED'
  | 'DEFAULT_IS_UNFILTERED'
  | 'WILDCARDS_ON'
  | 'NUMBER_IN_TEXT_FILTER'
  | 'FILLED_NOT_USED'
  | 'USED_NOT_FILLED'
  | 'MODELS_UNREADABLE';

export interface UsageWarning {
  readonly code: UsageWarningCode;
  /** Empty where it is about no attribute. */
  readonly reference: string;
  /** What is found, and what to do. */
  readonly message: string;
}

/** What is known to give people values. */
export interface Filled {
  /** By reference: what fills it, in words. */
  readonly by: ReadonlyMap<string, string>;
  /** What was looked at, in words; empty: nothing is known, and nobody is told that an attribute is not filled. */
  readonly lookedAt: readonly string[];
}

interface WarningSources {
  readonly models: readonly KnownModel[];
  readonly attributes: readonly Attribute[];
  readonly filled: Filled;
  readonly unreadable: readonly string[];
  /** The references that a model or connection names. */
  readonly used: ReadonlySet<string>;
}

const fieldsOf = (filters: readonly KnownFilter[]): string =>
  [...new Set(filters.map(({ field, model }) => `${field} in ${model}`))].join(', ');

/** What there is to warn of one attribute at its filters and grants. */
function accessWarnings(attribute: Attribute, models: readonly KnownModel[]): UsageWarning[] {
  const { reference, type, defaultValue } = attribute;
  const filters = filtersOf(models, reference);
  const opened = grantsOf(models, reference).some((grant) => openGrant(grant, attribute, defaultValue) !== 'nothing');
  const wide = filters.filter((filter) => defaultValue.some((value) => wideAt(filter, attribute, value)));
  const likes = filters.filter(({ wildcards }) => wildcards);
  const texts = type === 'number' ? filters.filter(comparesTexts) : [];
  const warn = (code: UsageWarningCode, message: string): UsageWarning => ({ code, reference, message });
  return [
    ...((filters.length > 0 && defaultValue.length > 0) || opened
      ? [
          warn(
            'DEFAULT_ON_FILTERED',
            `${reference} decides about access and has a default: whoever has no value yet sees what the default opens. Remove the default with update-attribute, so that they see nothing.`,
          ),
        ]
      : []),
    ...(wide.length > 0
      ? [
          warn(
            'DEFAULT_IS_UNFILTERED',
            `The default of ${reference} opens every row of ${fieldsOf(wide)}, or those of a pattern, to whoever has no value. Remove the default, or take it out of the filter.`,
          ),
        ]
      : []),
    ...(likes.length > 0
      ? [
          warn(
            'WILDCARDS_ON',
            `${fieldsOf(likes)} compares ${reference} with LIKE: % and _ in a value match other values, too. Keep them out of the values, or switch enable_sql_like_wildcards off.`,
          ),
        ]
      : []),
    ...(texts.length > 0
      ? [
          warn(
            'NUMBER_IN_TEXT_FILTER',
            `${reference} is a number, and ${fieldsOf(texts)} compares it as a text. Use an attribute of type string there, or take LIKE and the values that are no numbers out of the filter.`,
          ),
        ]
      : []),
  ];
}

/** What there is to warn of one attribute that is filled or used, and not both. */
function fillWarnings({ reference }: Attribute, { by, lookedAt }: Filled, isUsed: boolean): UsageWarning[] {
  const source = by.get(reference);
  if (source !== undefined && !isUsed) {
    const message = `${source} fills ${reference}, and no model or connection uses it. Use it in a model, or stop filling it.`;
    return [{ code: 'FILLED_NOT_USED', reference, message }];
  }
  if (source === undefined && isUsed && lookedAt.length > 0) {
    const message = `${reference} is used, and nothing is known to fill it (looked at: ${lookedAt.join(', ')}). Give it a source, or whoever it is about sees nothing.`;
    return [{ code: 'USED_NOT_FILLED', reference, message }];
  }
  return [];
}

/**
 * What an admin should know, attribute by attribute; Omni's own attributes fill themselves. Where something could not
 * be read, nothing is called unused.
 */
export function usageWarnings({ models, attributes, filled, unreadable, used }: WarningSources): UsageWarning[] {
  const own = attributes
    .filter(({ system }) => !system)
    .toSorted((one, other) => (one.reference < other.reference ? -1 : 1));
  const told = own.flatMap((attribute) => [
    ...accessWarnings(attribute, models),
    ...fillWarnings(attribute, filled, used.has(attribute.reference)).filter(
      ({ code }) => code !== 'FILLED_NOT_USED' || unreadable.length === 0,
    ),
  ]);
  const missing = unreadable.map((message) => ({ code: 'MODELS_UNREADABLE' as const, reference: '', message }));
  return [...missing, ...told];
}
