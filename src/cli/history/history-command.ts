import Table from 'cli-table3';
import { CHANGE_COLUMNS } from '../../actions/change-columns.ts';
import { csvLine, spreadsheetText } from '../../base/spreadsheet-text.ts';
import type { ListChangesOutput, ReadUserAtOutput } from '../../schema/types.ts';
import { printable } from '../printable.ts';
import { type CallAction, demand } from '../push/call-action.ts';
import { TABLE_STYLE } from '../push/preview.ts';
import { say, sayJson, tell } from '../push/terminal.ts';
import { withEngine } from '../push/with-engine.ts';

export interface HistoryOptions {
  readonly at?: string;
  readonly since?: string;
  readonly until?: string;
  readonly reference?: string;
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly url?: string;
}

type Change = ListChangesOutput['changes'][number];

/** A table has no room for what only a log is searched by. */
const TABLE_COLUMNS = CHANGE_COLUMNS.filter((name) => name !== 'requestId');
const VALUE_COLUMNS = ['reference', 'value', 'known', 'since'] as const;

/** Rows as CSV or as a table. */
function shownRows<Name extends string>(
  columns: readonly Name[],
  rows: readonly Readonly<Record<Name, unknown>>[],
  { csv }: HistoryOptions,
): string {
  const lines = rows.map((row) => columns.map((name) => String(row[name])));
  if (csv) return [columns, ...lines.map((line) => line.map(spreadsheetText))].map(csvLine).join('').trimEnd();
  const table = new Table({ ...TABLE_STYLE, head: [...columns] });
  table.push(...lines.map((line) => line.map(printable)));
  return table.toString();
}

async function listAll(call: CallAction, asked: object): Promise<Change[]> {
  const changes: Change[] = [];
  let cursor = '';
  do {
    const page = await demand<ListChangesOutput>(call, 'list-changes', { ...asked, cursor });
    changes.push(...page.changes);
    cursor = page.nextCursor;
  } while (cursor !== '');
  return changes;
}

async function showAt(call: CallAction, userName: string, at: string, options: HistoryOptions): Promise<number> {
  const output = await demand<ReadUserAtOutput>(call, 'read-user-at', { userName, at });
  if (options.json) sayJson(output);
  else if (output.found) say(shownRows(VALUE_COLUMNS, output.valueList, options));
  if (!output.found) tell(`This connector has never written to ${userName}.`);
  return output.found ? 0 : 1;
}

/** `history USER`: what was written to a user, or what they held at a moment. @returns the exit code */
export function historyCommand(userName: string, options: HistoryOptions): Promise<number> {
  const { at, since, until, reference, url } = options;
  return withEngine(url, async ({ call }) => {
    if (at !== undefined) return await showAt(call, userName, at, options);
    const asked = Object.entries({ userName, since, until, reference }).filter(([, value]) => value !== undefined);
    const changes = await listAll(call, Object.fromEntries(asked));
    if (options.json) sayJson({ changes });
    else if (changes.length > 0) say(shownRows(options.csv ? CHANGE_COLUMNS : TABLE_COLUMNS, changes, options));
    if (changes.length === 0) tell(`This connector has written nothing to ${userName} that fits.`);
    return 0;
  });
}
