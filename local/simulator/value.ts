/** What travels along a wire. */
export type Value = string | number | boolean | null | Date | readonly Value[] | { readonly [key: string]: Value };

export type ValueObject = { readonly [key: string]: Value };

/** The type of a field as an export holds it: a word, or the known fields of an object. */
export interface TypedValue {
  readonly type: unknown;
  readonly collection: boolean;
}

export const isObject = (value: Value | undefined): value is ValueObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);

/** A type in one word, `[]` for a list; an object whose fields are known counts as an object. */
export const typeOf = ({ type, collection }: TypedValue): string =>
  `${typeof type === 'string' ? type : 'object'}${collection ? '[]' : ''}`;

/** Null, empty text, list or object. */
export const isEmpty = (value: Value): boolean =>
  value === null ||
  value === '' ||
  (isList(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

const EMPTY: Readonly<Record<string, Value>> = { string: '', object: {} };

/** What stands for nothing in a field of the type: numbers, true/false and dates have nothing but null. */
export const emptyOf = (type: string): Value => (type.endsWith('[]') ? [] : (EMPTY[type] ?? null));

type Fit = (value: Value) => Value | undefined;

const asText: Fit = (value) => {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? undefined : String(value);
};
const asNumber: Fit = (value) => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return value === '' ? null : undefined;
  return Number.isNaN(Number(value)) ? undefined : Number(value);
};
const BOOLEANS: Readonly<Record<string, Value>> = { true: true, false: false, '': null };
const asBoolean: Fit = (value) => (typeof value === 'boolean' ? value : BOOLEANS[String(value)]);
const asObject: Fit = (value) => (isObject(value) ? value : undefined);
const asDate: Fit = (value) => {
  if (value instanceof Date) return value;
  const date = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

const FITS: Readonly<Record<string, Fit>> = {
  string: asText,
  number: asNumber,
  boolean: asBoolean,
  object: asObject,
  Date: asDate,
};

/** A value as a field of the type takes it, with loose strings, booleans and nulls; undefined when it does not fit. */
export function fitted(type: string, value: Value): Value | undefined {
  if (value === null) return null;
  const fitOne = FITS[type];
  if (!type.endsWith('[]')) return fitOne ? fitOne(value) : value;
  if (!isList(value)) return undefined;
  const entries = value.map((entry) => fitted(type.slice(0, -2), entry));
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

/** The value at a path such as `rows.0.status`; undefined where there is none. */
export function valueAt(value: Value, path: string): Value | undefined {
  if (path === '') return value;
  let found: Value | undefined = value;
  for (const step of path.split('.')) {
    if (isList(found)) found = found[Number(step)];
    else found = isObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return found;
}
