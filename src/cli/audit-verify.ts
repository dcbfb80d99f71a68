import { openDatabase } from '../store/open-database.ts';
import { type AuditReport, verifyAudit } from '../store/verify-audit.ts';
import { fail } from './fail.ts';
import { readEnvironment } from './read-environment.ts';

const PROBLEMS = {
  changed: 'was changed after it was written',
  missing: 'is missing',
  reordered: 'stands in the wrong place',
  head: 'is not where the chain ends',
} as const;

function readExpected(text: string): { seq: number; hash: string } {
  const match = /^(\d+):([0-9a-f]{64})$/.exec(text);
  if (!match) return fail(new Error('--expect takes a place in the chain as this command prints it: <seq>:<hash>'));
  return { seq: Number(match[1]), hash: match[2] ?? '' };
}

function report({ ok, checked, head, firstBad }: AuditReport): string {
  const end = `The chain ends at ${head.seq}:${head.hash}`;
  if (ok)
    return `${checked} entries checked, all in order.\n${end}\nNote this end elsewhere; --expect proves later that it is still there.`;
  return firstBad ? `Entry ${firstBad.seq} ${PROBLEMS[firstBad.problem]}.\n${end}` : `The chain is broken.\n${end}`;
}

/** Checks the audit log. @returns the exit code: 0 when every entry is in order */
export async function verifyAuditLog(environment: NodeJS.ProcessEnv, { expect }: { expect?: string }): Promise<number> {
  const settings = readEnvironment(environment);
  const expected = expect === undefined ? undefined : readExpected(expect);
  const database = await openDatabase(settings).catch(fail);
  try {
    const verdict = await verifyAudit(database, expected);
    process.stdout.write(`${report(verdict)}\n`);
    return verdict.ok ? 0 : 1;
  } finally {
    await database.close();
  }
}
