const NUMBER = /^([+-]?)(\d{1,400})(?:\.(\d{1,400}))?(?:[eE]([+-]?\d{1,3}))?$/;
/** Digits before or behind the point, as read and as written, so that a canonical text is itself a number. */
const MAX_DIGITS = 400;

/** Digits without the zeros at their end; the pattern `0+$` would look at each run of zeros once for each of them. */
function withoutLastZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

/**
 * The canonical decimal text of a number: no sign on zero, no leading or trailing zeros, no exponent.
 * Two texts mean the same number exactly when their canonical texts are equal; nothing is rounded.
 *
 * @param text digits with an optional sign, fraction and exponent, blanks around it allowed
 * @returns undefined when the text is no such number ("1,234", "12%", "0x10", "Infinity"), or one of more than 400
 *   digits before or behind the point
 */
export function canonicalDecimal(text: string): string | undefined {
  const match = NUMBER.exec(text.trim());
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent);
  const digits = whole + fraction;
  const point = whole.length + shift;
  const integer = digits.slice(0, Math.max(0, point)).padEnd(Math.max(0, point), '0').replace(/^0+/, '') || '0';
  const rest = withoutLastZeros(point < 0 ? '0'.repeat(-point) + digits : digits.slice(point));
  if (integer.length > MAX_DIGITS || rest.length > MAX_DIGITS) return undefined;
  const magnitude = rest ? `${integer}.${rest}` : integer;
  return sign === '-' && magnitude !== '0' ? `-${magnitude}` : magnitude;
}

/**
 * Whether a JSON number carries this canonical decimal unchanged. Omni rounds JSON numbers beyond 2^53-1 (facts of the
 * API); within that range a number may still be too precise for a double, and then it must travel as text as well.
 */
export function fitsJsonNumber(canonical: string): boolean {
  const number = Number(canonical);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER && canonicalDecimal(String(number)) === canonical;
}

const JSON_NUMBER = /^-?(\d+)(?:\.(\d+))?(?:e([-+]?\d+))?$/i;

/** The digits that count, and where the point stands before them: short, however large or small the number is. */
function significant(written: string): string | undefined {
  const match = JSON_NUMBER.exec(written);
  if (!match) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const digits = withoutLastZeros(whole + fraction);
  const first = digits.search(/[1-9]/);
  return first < 0 ? '0' : `${digits.slice(first)} ${whole.length - first + Number(exponent)}`;
}

/** Whether a number of a JSON text is the same number once it is parsed, which makes it a double. */
export const survivesParsing = (written: string): boolean =>
  significant(written) === significant(String(Number(written)));

/**
 * What stands for a number of a JSON text that did not survive being parsed. It is outside of every range, and stays
 * itself wherever JSON keeps it: no attribute and no option takes it.
 */
export const LOST_NUMBER = Number.MAX_VALUE;
