import { isObject } from '../base/is-object.ts';
import { shownText } from '../base/shown-text.ts';
import { jsonFlaws } from '../schema/json-flaws.ts';
import type { CellValue } from './read-cell.ts';

/** No number is looked at: `keepDigits` loses none. */
const NUMBERS_ARE_KEPT = -1;
/** The engine's own words quote the text around the place, line ends included. */
const MOST_CHARACTERS = 200;

/** Another character by the time it is written: RFC 8259, section 8.2. */
class HalfPair extends Error {}

/** A number that a double does not hold as it is written keeps its digits, as text. */
function keepDigits(key: string, parsed: unknown, context?: { readonly source?: string }): unknown {
  if (!key.isWellFormed() || (typeof parsed === 'string' && !parsed.isWellFormed())) throw new HalfPair();
  const isOther = typeof parsed === 'number' && context?.source !== undefined && String(parsed) !== context.source;
  return isOther ? context.source : parsed;
}

/**
 * Reads JSON (RFC 8259) in which an object names each key once.
 *
 * @param where begins the message
 * @throws Error in one line
 */
export function parseJson(text: string, where: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text, keepDigits);
  } catch (thrown) {
    if (thrown instanceof HalfPair) throw new Error(`${where} holds text with half a surrogate pair.`);
    throw new Error(`${where} is no JSON: ${shownText((thrown as Error).message, MOST_CHARACTERS)}.`);
  }
  const { repeatedKey: repeated } = jsonFlaws(text, NUMBERS_ARE_KEPT);
  if (repeated !== undefined) throw new Error(`${where} names ${shownText(repeated)} more than once.`);
  return value;
}

type Scalar = string | number | boolean;
const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** A value as a push takes it. @throws Error where it is an object, or a list of anything but values */
export function jsonValue(value: unknown, where: string): CellValue {
  if (value === null || isScalar(value)) return value;
  if (Array.isArray(value) && value.every(isScalar)) return value;
  throw new Error(
    `${where} holds ${isObject(value) ? 'an object' : 'a list of something else than texts, numbers, true or false'}.`,
  );
}
