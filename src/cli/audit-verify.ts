import { auditPlace } from '../store/audit-entry.ts';
import { openDatabase } from '../store/open-database.ts';
import { type AuditReport, verifyAudit } from '../store/verify-audit.ts';
import { fail } from './fail.ts';
import { say } from './push/terminal.ts';
import { readStoreEnvironment } from './read-environment.ts';

const PROBLEMS = {
  changed: 'was changed after it was written',
  missing: 'is missing',
  reordered: 'stands in the wrong place',
  unkeyed: 'was made without the key of the audit log',
  key: 'was made with a key that AUDIT_KEY does not hold',
  head: 'is not where the chain ends',
} as const;

function readExpected(text: string): { seq: number; hash: string } {
  const match = /^(\d+):([0-9a-f]{64})$/.exec(text);
  if (!match) return fail(new Error('--expect takes a place in the chain as this command prints it: <seq>:<hash>'));
  return { seq: Number(match[1]), hash: match[2] ?? '' };
}

function report({ ok, checked, head, firstBad }: AuditReport): string {
  const end = `The chain ends at ${auditPlace(head)}`;
  if (ok)
    return `${checked} entries checked, all in order.\n${end}\nNote this end elsewhere; --expect proves later that it is still there.`;
  const good = `The last good entry is ${auditPlace(head)}`;
  return firstBad ? `Entry ${firstBad.seq} ${PROBLEMS[firstBad.problem]}.\n${good}` : `The chain is broken.\n${good}`;
}

/** Checks the audit log. @returns the exit code: 0 when every entry is in order */
export async function verifyAuditLog(environment: NodeJS.ProcessEnv, { expect }: { expect?: string }): Promise<number> {
  const settings = readStoreEnvironment(environment);
  const expected = expect === undefined ? undefined : readExpected(expect);
  const database = await openDatabase({ ...settings, mustExist: true }).catch(fail);
  try {
    const verdict = await verifyAudit(database, expected);
    say(report(verdict));
    return verdict.ok ? 0 : 1;
  } finally {
    await database.close();
  }
}
