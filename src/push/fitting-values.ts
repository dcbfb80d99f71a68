import { ConnectorError } from '../errors/connector-error.ts';
import type { Attribute } from './attribute.ts';
import { readIntents } from './intents.ts';

/** A value that cannot be written as it is. */
export interface UnfitValue {
  readonly reference: string;
  readonly value: unknown;
  readonly error: ConnectorError;
}

export interface FittingValues {
  readonly fitting: Readonly<Record<string, unknown>>;
  readonly unfit: readonly UnfitValue[];
}

/** @returns why the value cannot be written */
function problemOf(attributes: ReadonlyMap<string, Attribute>, reference: string, value: unknown) {
  try {
    readIntents(attributes, { [reference]: value }, 'ignore');
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ConnectorError) return thrown;
    throw thrown;
  }
}

/**
 * Parts the values of one user that fit their definitions from those that do not. Where values come from a rule one
 * that does not fit must not keep the others from being written, as it does where a caller has sent all of them.
 */
export function fittingValues(
  attributes: ReadonlyMap<string, Attribute>,
  values: Readonly<Record<string, unknown>>,
): FittingValues {
  const judged = Object.entries(values).map(([reference, value]) => ({
    reference,
    value,
    error: problemOf(attributes, reference, value),
  }));
  return {
    fitting: Object.fromEntries(
      judged.flatMap(({ reference, value, error }) => (error ? [] : [[reference, value] as const])),
    ),
    unfit: judged.flatMap(({ error, ...one }) => (error ? [{ ...one, error }] : [])),
  };
}

/** Whether Omni has an attribute that can be written. */
export const isWritable = (attributes: ReadonlyMap<string, Attribute>, reference: string): boolean =>
  attributes.get(reference)?.system === false;
