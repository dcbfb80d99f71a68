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

function asMarkdown({ title, head, rows, notes }: Section): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [`### ${title}`, '', ...[head, rule, ...rows].map(line), '', ...notes, ''].join('\n');
}

/** A number with as many digits as it deserves: 12,345 or 12.3 or 0.12. */
export function shown(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

const PAGE = join(packageRoot, 'docs/performance.md');
/** What follows it on the page comes from a run; what precedes it is written by hand. */
const FIGURES = '<!-- figures of one run, by npm run bench -- --write -->';

/** Puts the figures of this run onto docs/performance.md. */
export function writePage(machine: string, sections: readonly Section[]): void {
  const [byHand = ''] = readFileSync(PAGE, 'utf8').split(FIGURES);
  const figures = [FIGURES, '', '## Figures of one run', '', machine, '', ...sections.map(asMarkdown)];
  writeFileSync(PAGE, `${byHand}${figures.join('\n').trimEnd()}\n`);
}
