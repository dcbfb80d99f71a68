import Table from 'cli-table3';
import { printable } from '../printable.ts';
import type { Finding, State } from './finding.ts';

const MARKS: Readonly<Record<State, string>> = { ok: 'ok', wrong: 'NO', unsure: '?' };

/** Rows for people. */
export function table(head: readonly string[], colWidths: number[], rows: readonly (readonly string[])[]): string {
  const shown = new Table({ head: [...head], colWidths, wordWrap: true, style: { head: [], border: [] } });
  for (const row of rows) shown.push(row.map(printable));
  return shown.toString();
}

const sentence = ({ found, fix }: Finding): string => (fix === '' ? found : `${found} ${fix}`);

/** What was found, a row each. */
export const findingsTable = (findings: readonly Finding[]): string =>
  table(
    ['check', '', 'found, and what to do'],
    [17, 5, 90],
    findings.map((finding) => [finding.check, MARKS[finding.state], sentence(finding)]),
  );
