const NUMBER = /^([+-]?)(\d{1,400})(?:\.(\d{1,400}))?(?:[eE]([+-]?\d{1,3}))?$/;
/** Digits before or behind the point, as read and as written, so that a canonical text is itself a number. */
const MAX_DIGITS = 400;

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
  const rest = (point < 0 ? '0'.repeat(-point) + digits : digits.slice(point)).replace(/0+$/, '');
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
