/** What a list looks like elsewhere, in PostgreSQL, Python or a spreadsheet. */
const IN_BRACKETS = /^(?:\[.*\]|\{.*\}|\(.*\)|<.*>)$/s;
const IN_QUOTES = /^(?:".*"|'.*'|`.*`|\u201C.*\u201D|\u201E.*\u201C|\u2018.*\u2019|\u00AB.*\u00BB)$/s;
/** A piece of one, cut at a separator or at the end of a cell: opened and never closed, or the other way round. */
const HALF_IN_BRACKETS = /^(?:\[[^\]]*|\{[^}]*|\([^)]*|[^[]*\]|[^{]*\}|[^(]*\))$/s;
/** What ends with a quote may be inches. */
const HALF_IN_QUOTES = /^(?:"[^"]*|\u201C[^\u201D]*|\u201E[^\u201C]*|\u00AB[^\u00BB]*)$/s;

/** What begins with a single quote may be Dutch, so that it counts with its other half alone. */
const COMMA_IN_QUOTES = /(?:^|,)\s*'[^',]*,[^']*'\s*(?:,|$)/;

/**
 * The marks by which a text, or one of its parts, is a list of another kind than one separated by commas, or a piece of
 * one: split there, the marks would be stored as parts of values. `[old] area` and `5" pipe` have marks of their own.
 */
export function listMarks(texts: readonly string[]): 'brackets' | 'quotes' | undefined {
  if (texts.some((text) => IN_BRACKETS.test(text) || HALF_IN_BRACKETS.test(text))) return 'brackets';
  const isQuoted = (text: string) => IN_QUOTES.test(text) || HALF_IN_QUOTES.test(text) || COMMA_IN_QUOTES.test(text);
  return texts.some(isQuoted) ? 'quotes' : undefined;
}
