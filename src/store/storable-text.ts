/**
 * PostgreSQL text holds neither NUL nor lone surrogates; a row must never be lost because of one in a name. Inside a
 * JSON text every character is storable, because JSON escapes the odd ones.
 */
export const storableText = (text: string): string => text.replaceAll('\0', '\u{fffd}').toWellFormed();

/**
 * For JSON.stringify: each text as it can be stored. Others ask for texts out of the JSON, which PostgreSQL gives only
 * where it could keep them.
 */
export const storableTexts = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? storableText(value) : value;
