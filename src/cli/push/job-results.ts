import { appendFile, writeFile } from 'node:fs/promises';
import { csvLine, spreadsheetText } from '../../base/spreadsheet-text.ts';
import type { ListJobResultsOutput, RowResult } from '../../schema/types.ts';
import { type CallAction, demand } from './call-action.ts';

const PAGE = 200;

/**
 * What has become of the rows of a job, in the order of the push.
 *
 * @param status only of these rows
 * @param most so many at most
 */
export async function listResults(
  call: CallAction,
  jobId: string,
  { status, most = Number.POSITIVE_INFINITY }: { readonly status?: 'failed'; readonly most?: number } = {},
): Promise<RowResult[]> {
  const rows: RowResult[] = [];
  for (let cursor = ''; rows.length < most; ) {
    const limit = Math.min(PAGE, most - rows.length);
    const input = { jobId, cursor, limit, ...(status && { status }) };
    const page = await demand<ListJobResultsOutput>(call, 'list-job-results', input);
    rows.push(...page.results);
    if (page.nextCursor === '') break;
    cursor = page.nextCursor;
  }
  return rows;
}

const HEADER = ['line', 'userName', 'status', 'code', 'message'];

/** Begins a file of results. It is for people and their spreadsheets, and no command reads it back. */
export const beginResults = (path: string): Promise<void> => writeFile(path, csvLine(HEADER));

/** @param lines the line of each row in the file that was pushed; without them the column stays empty */
export async function addResults(
  path: string,
  results: readonly RowResult[],
  lines: readonly number[] = [],
): Promise<void> {
  const rows = results.map(({ index, userName, status, code, message }) =>
    csvLine([String(lines[index] ?? ''), userName, status, code, message].map(spreadsheetText)),
  );
  await appendFile(path, rows.join(''));
}
