import type { Attribute, AttributeValue } from '../../../src/push/attribute.ts';
import type { AskedValue } from '../model.ts';
import type { Common } from './process.ts';
import type { Deed } from './scenario.ts';

export const IDS = ['ada', 'ben', 'cleo', 'dora'];
export const NAMES = IDS.map((id) => `${id}@acme.example`);
export const REFERENCES = ['region', 'tier'] as const;
/** Nobody asks for it: a write of a default that was lost looks like one that was done. */
export const DEFAULT: AttributeValue = ['x'];
/** The first is held at the beginning. */
const VALUES: readonly AttributeValue[] = [['a'], ['b'], [], ['c'], ['d']];

/** A play while it goes on. */
export interface Stage {
  readonly common: Common;
  /** Omni's ids by name. */
  readonly users: ReadonlyMap<string, string>;
  /** What calls have asked for, and were told. */
  readonly calls: AskedValue[];
  /** The step at which a deed was accepted, by its name. */
  readonly begun: Map<string, number>;
}

/** A definition. */
export const attribute = (reference: string, defaultValue: AttributeValue): Attribute => ({
  id: reference,
  reference,
  label: reference,
  type: 'string',
  multiValued: false,
  defaultValue,
  description: '',
  system: false,
});

/** What a deed asks for; null clears. */
export const valuesOf = ({ values }: Deed): Record<string, string | null> =>
  Object.fromEntries(
    REFERENCES.flatMap((reference, index) => {
      const number = values[index] ?? (index === 0 && values[1] === undefined ? 0 : undefined);
      return number === undefined ? [] : [[reference, VALUES[number]?.[0] ?? null]];
    }),
  );
