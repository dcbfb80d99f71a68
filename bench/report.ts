import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { packageRoot } from '../src/base/package-root.ts';

/** One measured thing: a table, with what must be known to read it. */
export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** For people in front of a terminal. */
export function asText({ title, head, rows, notes }: Section): string {
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
  });
  table.push(...rows.map((row) => [...row]));
  return [`\n${title}`, table.toString(), ...notes].join('\n');
}

/** For a page. */
export function asMarkdown({ title, head, rows, notes }: Section): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [`### ${title}`, '', ...[head, rule, ...rows].map(line), '', ...notes, ''].join('\n');
}

/** A number with as many digits as it deserves: 12,345 or 12.3 or 0.12. */
export function shown(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/**
 * Puts the figures of a run onto a page, at its end: what precedes the mark there is written by hand.
 *
 * @param page below the root of the package
 * @param command what makes them
 * @param figures paragraphs, tables and pictures
 */
export function writePage(page: string, command: string, figures: readonly string[]): void {
  const path = join(packageRoot, page);
  const mark = `<!-- figures of one run, by ${command} -->`;
  const [byHand = ''] = readFileSync(path, 'utf8').split(mark);
  const text = [mark, '', '## Figures of one run', '', ...figures.flatMap((figure) => [figure.trimEnd(), ''])].join(
    '\n',
  );
  writeFileSync(path, `${byHand}${text.trimEnd()}\n`);
}
