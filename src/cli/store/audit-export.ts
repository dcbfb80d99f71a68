import { once } from 'node:events';
import { csvLine, spreadsheetText } from '../../base/spreadsheet-text.ts';
import type { AuditLine } from '../../store/audit-lines.ts';
import { tell } from '../push/terminal.ts';
import { readStoreEnvironment } from '../read-environment.ts';
import { runOnStore } from './on-store.ts';

export interface AuditExportOptions {
  /** Only what comes after this number. */
  readonly after: number;
  /** ms epoch, inclusive */
  readonly since?: number;
  /** ms epoch, exclusive */
  readonly until?: number;
  readonly format: 'jsonl' | 'csv';
}

/** As they are in a line of JSON. */
const COLUMNS = [
  'seq',
  'time',
  'at',
  'requestId',
  'clientId',
  'action',
  'userName',
  'omniUserId',
  'reference',
  'before',
  'after',
  'outcome',
  'widens',
  'jobId',
  'forgottenBy',
  'forgottenAfter',
  'previousHash',
  'hash',
  'scheme',
] as const satisfies readonly (keyof AuditLine)[];

const cellOf = (value: unknown): string =>
  spreadsheetText(typeof value === 'object' ? JSON.stringify(value) : String(value));

const csvOf = (line: AuditLine): string => csvLine(COLUMNS.map((name) => cellOf(line[name])));

/** Waits as long as whoever reads is slower. */
async function put(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** Writes the audit log to standard output, oldest first. @returns the exit code */
export async function exportAuditLog(
  environment: NodeJS.ProcessEnv,
  { format, ...asked }: AuditExportOptions,
): Promise<number> {
  const settings = readStoreEnvironment(environment);
  let count = 0;
  let last: Pick<AuditLine, 'seq' | 'hash'> = { seq: asked.after, hash: '' };
  // Whoever reads has gone, as `head` does: there is nobody to write to.
  process.stdout.once('error', () => process.exit(1));
  if (format === 'csv') await put(csvLine([...COLUMNS]));
  await runOnStore(settings, 'audit-export', asked, async (text) => {
    const line = JSON.parse(text) as AuditLine;
    last = line;
    count += 1;
    // JSON escapes what steers a terminal but a few; it goes to a machine, and byte for byte.
    await put(format === 'csv' ? csvOf(line) : `${text}\n`);
  });
  tell(`${count} entries written. To go on from here: --after ${last.seq}`);
  return 0;
}
