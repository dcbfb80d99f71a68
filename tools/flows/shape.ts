/** A value as Okta Workflows stores it in a field. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

type Scalar = 'string' | 'number' | 'boolean' | 'object' | 'Date' | 'file' | 'flo';

/** The type of a field, as the console shows it; `[]` for a list. */
export type Shape = Scalar | `${Scalar}[]`;

/**
 * How a wire bends a value on its way, by the types of its ends. No other pair was ever seen in an export;
 * between equal types there is no conversion.
 */
const CONVERSIONS: Readonly<Record<string, string>> = {
  'string>object': 'parse',
  'object>string': 'stringify',
  'string>Date': 'dateTime',
  'Date>string': 'isoString',
  'number>string': 'toString',
  'string>number': 'parseFloat',
  'boolean>string': 'booleanToString',
  'string>string[]': 'wrapArray',
  'object>object[]': 'wrapArray',
  'number>number[]': 'wrapArray',
  'string>object[]': 'parse',
  'object>string[]': 'stringify',
};

export const isList = (shape: Shape): boolean => shape.endsWith('[]');

/** The type without its list-ness. */
export const scalarOf = (shape: Shape): string => shape.replace('[]', '');

/** The name of the conversion between two types; null when none is needed, undefined when there is none. */
export const conversion = (from: Shape, to: Shape): string | null | undefined =>
  from === to ? null : CONVERSIONS[`${from}>${to}`];

const EMPTY: Readonly<Record<string, Json>> = { string: '', number: 0, boolean: false, object: {}, Date: '' };

/** What an unset field of the type holds. */
export const emptyOf = (shape: Shape): Json => (isList(shape) ? [] : (EMPTY[shape] ?? null));

/** The type of a value written into a field by hand; an empty list is one of texts, null is a text. */
export function shapeOf(value: Json): Shape {
  if (Array.isArray(value)) return `${shapeOf(value[0] ?? '') as Scalar}[]`;
  if (value === null) return 'string';
  return typeof value as Scalar;
}

/** Whether a field of the type can hold the value. */
export function fits(shape: Shape, value: Json): boolean {
  if (value === null) return true;
  if (isList(shape)) return Array.isArray(value) && value.every((entry) => fits(scalarOf(shape) as Shape, entry));
  if (shape === 'Date' || shape === 'file') return typeof value === 'string';
  return shapeOf(value) === shape;
}
