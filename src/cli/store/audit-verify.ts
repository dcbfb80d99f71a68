import { createReadStream } from 'node:fs';
import type { StoreSettings } from '../../config/store-settings.ts';
import { auditPlace } from '../../store/audit-entry.ts';
import { keyedScheme } from '../../store/audit-scheme.ts';
import type { AuditReport } from '../../store/verify-audit.ts';
import { verifyAuditLines } from '../../store/verify-audit-lines.ts';
import { fail } from '../fail.ts';
import { say } from '../push/terminal.ts';
import { readStoreEnvironment } from '../read-environment.ts';
import { linesOf } from './lines-of.ts';
import { askStore } from './on-store.ts';

const PROBLEMS = {
  changed: 'was changed after it was written',
  missing: 'is missing',
  reordered: 'stands in the wrong place',
  unkeyed: 'was made without the key of the audit log',
  key: 'was made with a key that AUDIT_KEY does not hold',
  head: 'is not where the chain ends',
  pruned: 'was pruned since it was noted: note an end of now',
  beginning: 'is the first that is kept, and no entry says that those before it were pruned',
  forgotten: 'says that its person was forgotten, and no entry proves what is left of it and of those before',
} as const;

function readExpected(text: string): { seq: number; hash: string } {
  const match = /^(\d+):([0-9a-f]{64})$/.exec(text);
  if (!match) return fail(new Error('--expect takes a place in the chain as this command prints it: <seq>:<hash>'));
  return { seq: Number(match[1]), hash: match[2] ?? '' };
}

function report({ ok, checked, pruned, forgotten, head, firstBad }: AuditReport): string {
  const end = `The chain ends at ${auditPlace(head)}`;
  if (ok)
    return [
      `${checked} entries checked, all in order.`,
      ...(pruned > 0 ? [`Those up to ${pruned} were pruned: the chain says so, and goes on from there.`] : []),
      ...(forgotten > 0 ? [`${forgotten} of them are of people who were forgotten: what is left is proved.`] : []),
      `${end}\nNote this end elsewhere; --expect proves later that it is still there.`,
    ].join('\n');
  const good = `The last good entry is ${auditPlace(head)}`;
  return firstBad ? `Entry ${firstBad.seq} ${PROBLEMS[firstBad.problem]}.\n${good}` : `The chain is broken.\n${good}`;
}

/** Checks an export of the log. */
async function verifyFile(path: string, { auditKeys }: StoreSettings): Promise<number> {
  const lines = linesOf(createReadStream(path));
  const { checked, gaps, last, firstBad } = await verifyAuditLines(lines, auditKeys.map(keyedScheme)).catch(
    (thrown) => {
      throw new Error(`${path} cannot be read as an export of JSON lines: ${thrown.message}`);
    },
  );
  const gone = gaps > 0 ? `, with ${gaps} gaps between them` : '';
  const good = last ? `The last good entry is ${auditPlace(last)}` : 'There is no good entry.';
  say(
    firstBad
      ? `Entry ${firstBad.seq} ${PROBLEMS[firstBad.problem]}.`
      : `${checked} entries checked, all in order${gone}.`,
  );
  say(good);
  return firstBad ? 1 : 0;
}

/** Checks the audit log. @returns the exit code: 0 when every entry is in order */
export async function verifyAuditLog(
  environment: NodeJS.ProcessEnv,
  { expect, file }: { readonly expect?: string; readonly file?: string },
): Promise<number> {
  const settings = readStoreEnvironment(environment);
  if (file !== undefined) return await verifyFile(file, settings);
  const expected = expect === undefined ? undefined : readExpected(expect);
  const verdict = await askStore<'audit-verify', AuditReport>(settings, 'audit-verify', {
    ...(expected && { expected }),
  });
  say(report(verdict));
  return verdict.ok ? 0 : 1;
}
