/** What separates the cells of a row, by the name that options and messages have for it. */
export const DELIMITERS: ReadonlyMap<string, string> = new Map([
  ['comma', ','],
  ['semicolon', ';'],
  ['tab', '\t'],
  ['pipe', '|'],
]);

/** Its name, or itself in quotes. */
export const delimiterName = (delimiter: string): string =>
  [...DELIMITERS].find(([, one]) => one === delimiter)?.[0] ?? JSON.stringify(delimiter);
