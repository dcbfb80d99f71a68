import type { Settings } from '../../config/settings.ts';
import { missingAuditKey } from '../../store/audit-head.ts';
import { openWriteTests } from '../../store/write-tests.ts';
import { type Finding, look, Wrong } from './finding.ts';
import { withTables } from './known-facts.ts';

const auditKey = (name: string): Wrong =>
  new Wrong(
    `The audit log goes on with the key ${name}, which AUDIT_KEY does not hold: the connector would not start.`,
    'Give AUDIT_KEY, or AUDIT_KEY_FILE, the key of before; a new one goes before it (docs/audit.md).',
  );

const leftTests = (names: readonly string[]): Wrong =>
  new Wrong(
    `A write test was cut off, or runs now: ${names.join(', ')}.`,
    'If none runs, repeat it: it puts the value back first.',
  );

/** What the tables of a server tell. Of an embedded database the start does. */
export async function checkTables(settings: Settings): Promise<Finding[]> {
  const told = await withTables(settings, async (queries) => ({
    missingKey: await missingAuditKey(queries, settings.auditKeys),
    left: await openWriteTests(queries),
    // Why there is no answer is a finding of its own.
  })).catch(() => undefined);
  if (!told) return [];
  const { missingKey, left } = told;
  const names = left.map(({ userName, reference }) => `${userName} ${reference}`);
  return [
    ...(missingKey === undefined ? [] : [await look('Audit key', () => Promise.reject(auditKey(missingKey)))]),
    ...(left.length === 0 ? [] : [await look('Write test', () => Promise.reject(leftTests(names)))]),
  ];
}
