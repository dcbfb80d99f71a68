/**
 * A spreadsheet computes what begins like this (https://owasp.org/www-community/attacks/CSV_Injection). An apostrophe
 * is with them, so that taking one off is exact.
 */
const MARKED = /^[=+\-@\t\r\n']/;
const MARK_BEFORE = /^'[=+\-@\t\r\n']/;

/** A text that a spreadsheet shows as it is: an apostrophe goes before what it would compute. */
export const spreadsheetText = (text: string): string => (MARKED.test(text) ? `'${text}` : text);

/** Whether a text may be one that `spreadsheetText` has marked. */
export const mayBeMarked = (text: string): boolean => MARK_BEFORE.test(text);

/** What `spreadsheetText` was given. */
export const unmarkedText = (text: string): string => (mayBeMarked(text) ? text.slice(1) : text);

/** A field of RFC 4180. */
const csvField = (text: string): string =>
  /[",;\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** A line of RFC 4180, with its end. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvField).join(',')}\n`;
