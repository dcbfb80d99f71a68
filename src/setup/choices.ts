import { ConnectorError } from '../errors/connector-error.ts';
import type { OktaChoice } from '../okta/schemas.ts';
import type { AttributeType } from '../push/attribute.ts';
import { coerce } from '../push/coerce.ts';
import { fitsJsonNumber } from '../push/decimal.ts';

/** One value of a closed list, as a caller sends it. */
export interface WantedChoice {
  readonly value: string | number;
  readonly label: string;
}

function constOf(type: AttributeType, { value }: WantedChoice): string | number {
  const text = coerce({ reference: 'enum', type, multiValued: false }, value, 'refuse').value[0] ?? '';
  if (type === 'string') return text;
  if (!fitsJsonNumber(text)) throw new ConnectorError('VALUE_NUMBER_UNSAFE', { reference: 'enum' });
  return Number(text);
}

/**
 * Reads a closed list by the type of its attribute: Okta takes each value once, and a number as a number.
 *
 * @throws ConnectorError BODY_INVALID or VALUE_… naming the wrong entry
 */
export function readChoices(action: string, type: AttributeType, wanted: readonly WantedChoice[]): OktaChoice[] {
  const taken = new Set<string | number>();
  return wanted.map((choice, index) => {
    const path = `/enum/${index}/value`;
    if (String(choice.value).trim() === '') {
      throw new ConnectorError('BODY_INVALID', { action, problem: `${path} is blank` }, [
        { path, message: 'is blank' },
      ]);
    }
    try {
      const value = constOf(type, choice);
      if (taken.has(value)) throw new ConnectorError('BODY_INVALID', { action, problem: `${path} repeats a value` });
      taken.add(value);
      return { const: value, title: choice.label };
    } catch (thrown) {
      if (!(thrown instanceof ConnectorError)) throw thrown;
      throw thrown.withDetails([{ path, message: thrown.message }]);
    }
  });
}
