/** A text inside a table: one line, with the column separator escaped, also inside code. */
const cell = (text: string): string => text.replaceAll('\n', ' ').replaceAll('|', '\\|');

/** A Markdown table, its columns padded as the formatter wants them. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) => row.map(cell));
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** A sentence as Markdown shows it unchanged: `<token>` is no HTML element. */
export const plain = (text: string): string => text.replaceAll('<', '\\<');

/** A block of JSON. */
export const jsonBlock = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

/** A name as code. */
export const code = (name: string): string => `\`${name}\``;

/** Names as code, separated by commas; a dash for none. */
export const codes = (names: readonly string[]): string => names.map(code).join(', ') || '-';

/** What every generated page begins with; the formatter would break examples of JSON in its own way. */
export const GENERATED = `<!-- Made by \`npm run generate\`. Do not edit. -->
<!-- biome-ignore-all format: generated -->
`;
