import type { Attribute } from '../push/attribute.ts';
import type { Change } from '../push/changes.ts';
import type { KnownFilter } from './known-models.ts';
import { widens } from './widens.ts';

/** A value that gives somebody more than the rows that bear it. */
export interface Widening {
  readonly reference: string;
  /** In words, without the value. */
  readonly reason: string;
}

export const filtersByReference = (filters: readonly KnownFilter[]): ReadonlyMap<string, readonly KnownFilter[]> =>
  Map.groupBy(filters, ({ reference }) => reference);

interface WideningSources {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly filters: ReadonlyMap<string, readonly KnownFilter[]>;
  /** False: nobody knows what the user held. */
  readonly isKnown: boolean;
}

/** Which changes of one user widen, by `widens`. An attribute that is gone opens nothing. */
export const widenings = (changes: readonly Change[], { attributes, filters, isKnown }: WideningSources): Widening[] =>
  changes.flatMap(({ reference, before, after }) => {
    const attribute = attributes.get(reference);
    if (!attribute) return [];
    const reason = widens(attribute, filters.get(reference) ?? [], isKnown ? before : undefined, after);
    return reason === '' ? [] : [{ reference, reason }];
  });
