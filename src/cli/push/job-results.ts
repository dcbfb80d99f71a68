import { writeFile } from 'node:fs/promises';
import type { ListJobResultsOutput, RowResult } from '../../schema/types.ts';
import { type CallAction, demand } from './call-action.ts';

/** What has become of every row of a job, in the order of the push. */
export async function listResults(call: CallAction, jobId: string): Promise<RowResult[]> {
  const rows: RowResult[] = [];
  for (let cursor = ''; ; ) {
    const page = await demand<ListJobResultsOutput>(call, 'list-job-results', { jobId, cursor });
    rows.push(...page.results);
    if (page.nextCursor === '') return rows;
    cursor = page.nextCursor;
  }
}

/** A spreadsheet computes what begins like this: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r]/;

/** A field of RFC 4180 that a spreadsheet shows as text. */
function field(text: string): string {
  const inert = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/**
 * Writes the results as CSV for people and their spreadsheets. No command reads it back: where a text has to be exact,
 * `list-job-results` gives it.
 *
 * @param lines the line of each row in the file that was pushed; without them the column stays empty
 */
export async function writeResults(
  path: string,
  results: readonly RowResult[],
  lines: readonly number[] = [],
): Promise<void> {
  const rows = results.map(({ index, userName, status, code, message }) =>
    [String(lines[index] ?? ''), userName, status, code, message].map(field).join(','),
  );
  await writeFile(path, `${['line,userName,status,code,message', ...rows].join('\n')}\n`);
}
