import { CardError } from './card-error.ts';
import { fitted, isList, type Value } from './value.ts';

const invalid = (what: string): CardError =>
  new CardError({ kind: 'Invalid Type Conversion', message: `The value is not ${what}.` });

function parse(value: Value): Value {
  if (value === '') return null;
  try {
    return JSON.parse(String(value));
  } catch {
    throw invalid('JSON');
  }
}

function toDate(value: Value): Value {
  const date = fitted('Date', value);
  if (date === undefined) throw invalid('a date');
  return date;
}

function toNumber(value: Value): Value {
  if (value === '') return null;
  const number = Number.parseFloat(String(value));
  if (Number.isNaN(number)) throw invalid('a number');
  return number;
}

type Convert = (value: Value) => Value;

/** How a wire bends a value, by the name that exports use. Null stays null. */
const CONVERSIONS: Readonly<Record<string, Convert>> = {
  parse,
  stringify: (value) => JSON.stringify(value),
  dateTime: toDate,
  isoString: (value) => (value instanceof Date ? value.toISOString() : value),
  toString: String,
  parseFloat: toNumber,
  booleanToString: String,
  wrapArray: (value) => [value],
};

/** The conversion between two types that exports use; no other pair occurs in one. */
const BETWEEN: Readonly<Record<string, string>> = {
  'string>object': 'parse',
  'object>string': 'stringify',
  'string>Date': 'dateTime',
  'Date>string': 'isoString',
  'number>string': 'toString',
  'string>number': 'parseFloat',
  'boolean>string': 'booleanToString',
  'string>object[]': 'parse',
  'object>string[]': 'stringify',
};

/** The conversion that a wire between the types has to name; null for none, undefined where there can be no wire. */
export function conversionBetween(from: string, to: string): string | null | undefined {
  if (from === to) return null;
  return BETWEEN[`${from}>${to}`] ?? (to === `${from}[]` ? 'wrapArray' : undefined);
}

export const isConversion = (name: string): boolean => Object.hasOwn(CONVERSIONS, name);

/** @throws CardError Invalid Type Conversion */
export function converted(name: string | null, value: Value, toType: string): Value {
  if (name === null) return value;
  if (value === null) return name === 'wrapArray' ? [] : null;
  const result = CONVERSIONS[name]?.(value) ?? null;
  return toType.endsWith('[]') && result !== null && !isList(result) ? [result] : result;
}
