import { ConnectorError } from '../errors/connector-error.ts';
import type { OktaProperty, OktaType } from '../okta/schemas.ts';
import type { AttributeShape, AttributeValue } from '../push/attribute.ts';
import { coerce } from '../push/coerce.ts';
import { readShown } from '../push/compare.ts';
import { fitsJsonNumber } from '../push/decimal.ts';
import { closedList } from './okta-shape.ts';

/** How the entries of each Okta type are checked beyond being text or a number, and put into JSON. */
const ENTRIES: Partial<
  Record<
    OktaType,
    { type: AttributeShape['type']; takes: string; fits(text: string): boolean; json(text: string): unknown }
  >
> = {
  string: { type: 'string', takes: 'text', fits: () => true, json: (text) => text },
  number: { type: 'number', takes: 'numbers that JSON carries unrounded', fits: fitsJsonNumber, json: Number },
  integer: {
    type: 'number',
    takes: 'whole numbers that JSON carries unrounded',
    fits: (text) => fitsJsonNumber(text) && !text.includes('.'),
    json: Number,
  },
  boolean: {
    type: 'string',
    takes: 'true or false',
    fits: (text) => text === 'true' || text === 'false',
    json: (text) => text === 'true',
  },
};

const entryType = ({ type, items }: OktaProperty): OktaType | undefined => (type === 'array' ? items?.type : type);

function entriesOf(variable: string, property: OktaProperty) {
  const entries = ENTRIES[entryType(property) ?? 'array'];
  if (!entries)
    throw new ConnectorError('OKTA_VALUE_NOT_ALLOWED', { variable, takes: 'values that this connector cannot write' });
  return entries;
}

/**
 * Reads an input by the type of an attribute of the Okta profile, with the rules that hold for Omni's values.
 *
 * @returns a list of texts, empty to empty the attribute
 * @throws ConnectorError VALUE_… or OKTA_VALUE_NOT_ALLOWED naming the variable, never the value
 */
export function readOktaValue(variable: string, property: OktaProperty, input: unknown): AttributeValue {
  const { type, takes, fits } = entriesOf(variable, property);
  const shape: AttributeShape = { reference: variable, type, multiValued: property.type === 'array' };
  const value = coerce(shape, input, 'refuse').value;
  if (!value.every(fits)) throw new ConnectorError('OKTA_VALUE_NOT_ALLOWED', { variable, takes });
  const list = closedList(property);
  const allowed = readShown(type, list);
  if (list && !value.every((entry) => allowed.includes(entry))) {
    throw new ConnectorError('OKTA_VALUE_NOT_ALLOWED', { variable, takes: 'the values of its closed list' });
  }
  return value;
}

/** A value of the profile as Okta shows it, in the same form. */
export const shownOktaValue = (variable: string, property: OktaProperty, shown: unknown): AttributeValue =>
  readShown(entriesOf(variable, property).type, shown);

/** A value as Okta takes it; null empties the attribute. */
export function oktaJson(variable: string, property: OktaProperty, value: AttributeValue): unknown {
  const entries = value.map(entriesOf(variable, property).json);
  if (entries.length === 0) return null;
  return property.type === 'array' ? entries : entries[0];
}
