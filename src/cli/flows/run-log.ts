import Table from 'cli-table3';
import type { Execution, TraceEntry } from '../../../local/simulator/simulation.ts';
import type { Simulator } from '../../../local/simulator/simulator.ts';
import type { Value, ValueObject } from '../../../local/simulator/value.ts';

/** Of the runs of one flow that one other run has started. */
const SHOWN_RUNS = 2;
const SHOWN_ROWS = 10;
const VALUE_LENGTH = 80;
const DEEPEST_INDENT = 8;
const QUIET: ReadonlySet<string> = new Set(['control:comment', 'control:noop', 'control:callable', 'control:join']);

function short(value: Value): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}…` : text;
}

const fieldsOf = (values: ValueObject): string =>
  Object.entries(values)
    .map(([key, value]) => `${key}=${short(value)}`)
    .join('  ');

/** Says card by card what the flows do; of flows that run for each of many users only the first two. */
export class RunLog {
  readonly #say: (line: string) => void;
  readonly #runs = new Map<string, Set<string>>();

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Give this to the simulator. */
  readonly onCard = (entry: TraceEntry): void => {
    const { execution, flow, within, card, kind, inputs, outputs, error, retries } = entry;
    if (QUIET.has(kind) || !this.#isShown(execution)) return;
    const indent = '  '.repeat(Math.min(execution.depth - 1, DEEPEST_INDENT));
    const place = [flow, ...within, card].join(' › ');
    const repeated = retries > 0 ? `  (after ${retries} retries)` : '';
    this.#say(`${indent}${place}${repeated}`);
    if (Object.keys(inputs).length > 0) this.#say(`${indent}    in   ${fieldsOf(inputs)}`);
    if (error) this.#say(`${indent}    ERROR ${error.details.kind}: ${error.message}`);
    else if (Object.keys(outputs).length > 0) this.#say(`${indent}    out  ${fieldsOf(outputs)}`);
  };

  #isShown({ id, flow, parent }: Execution): boolean {
    if (!parent) return true;
    const siblings = this.#runs.get(`${parent.id} ${flow}`) ?? new Set();
    this.#runs.set(`${parent.id} ${flow}`, siblings.add(id));
    return [...siblings].indexOf(id) < SHOWN_RUNS && this.#isShown(parent);
  }
}

/** What every flow of the run has come to, and the tables as they are now. */
export function summary({ executions, tables }: Simulator): string {
  const counts = new Map<string, number>();
  for (const { flow, outcome } of executions) {
    counts.set(`${flow}: ${outcome}`, (counts.get(`${flow}: ${outcome}`) ?? 0) + 1);
  }
  const runs = [...counts].map(([what, count]) => `  ${what}${count > 1 ? ` (${count} times)` : ''}`);
  const shown = tables.names.map((name) => {
    const rows = tables.rows(name);
    if (rows.length === 0) return `\nTable ${name}: empty`;
    const table = new Table({ head: Object.keys(rows[0] ?? {}), style: { head: [], border: [], compact: true } });
    for (const row of rows.slice(0, SHOWN_ROWS))
      table.push(Object.values(row).map((value) => (value === null ? '' : String(value))));
    const more = rows.length > SHOWN_ROWS ? `\n… and ${rows.length - SHOWN_ROWS} more rows` : '';
    return `\nTable ${name}\n${table.toString()}${more}`;
  });
  return ['\nFlows', ...runs, ...shown].join('\n');
}
