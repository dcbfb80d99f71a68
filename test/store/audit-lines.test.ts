import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendAudit } from '../../src/store/audit.ts';
import { type AuditLine, auditLines } from '../../src/store/audit-lines.ts';
import { AUDIT_PAGE_ROWS } from '../../src/store/audit-page.ts';
import { verifyAuditLines } from '../../src/store/verify-audit-lines.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { auditEntries, auditEntry } from './audit-entries.ts';

const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
const value = fc.array(anyText);

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

describe.each(databases)('the export of the audit log on %s', (_, open) => {
  const db = useDatabase(open);
  const append = (entries: Parameters<typeof appendAudit>[1]) =>
    db().transaction((queries) => appendAudit(queries, entries));

  async function written(asked: Partial<Parameters<typeof auditLines>[1]> = {}): Promise<string[]> {
    const lines: string[] = [];
    await auditLines(db(), { after: 0, ...asked }, async (line) => void lines.push(line));
    return lines;
  }
  const numbers = (lines: readonly string[]) => lines.map((line) => (JSON.parse(line) as AuditLine).seq);

  test('is every entry once, over the ends of pages, and goes on after a number', async () => {
    const all = Array.from({ length: AUDIT_PAGE_ROWS + 3 }, (_, index) => index + 1);
    await append(auditEntries(all.length));
    const lines = await written();
    expect(numbers(lines)).toEqual(all);
    expect(numbers(await written({ after: AUDIT_PAGE_ROWS }))).toEqual(all.slice(-3));
    expect(await verifyAuditLines(each(lines), [])).toMatchObject({
      checked: all.length,
      gaps: 0,
      firstBad: undefined,
    });
  });

  test('ends where the log ended when it was asked for', async () => {
    await append(auditEntries(2));
    const lines: string[] = [];
    await auditLines(db(), { after: 0 }, async (line) => {
      lines.push(line);
      await append(auditEntries(1));
    });
    expect(numbers(lines)).toEqual([1, 2]);
  });

  test('holds what happened from one moment until before another, and can be checked with its gaps', async () => {
    await append([5, 10, 1, 10, 20].map((at) => auditEntry({ at })));
    const lines = await written({ since: 5, until: 20 });
    expect(numbers(lines)).toEqual([1, 2, 4]);
    expect(await verifyAuditLines(each(lines), [])).toMatchObject({ checked: 3, gaps: 1, last: { seq: 4 } });
  });

  test('can be checked whatever its texts and values are', async () => {
    const entries = fc.array(fc.record({ userName: anyText, before: value, after: value }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(entries, async (drawn) => {
        await append(drawn.map((one) => auditEntry(one)));
        expect((await verifyAuditLines(each(await written()), [])).firstBad).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  test('a line that was changed, taken out or moved is found', async () => {
    await append(auditEntries(4));
    const [one = '', two = '', three = '', four = ''] = await written();
    const badOf = async (lines: string[]) => (await verifyAuditLines(each(lines), [])).firstBad;
    expect(await badOf([one, two.replace('"region"', '"seats"'), three])).toEqual({ seq: 2, problem: 'changed' });
    expect(await badOf([one, three, two])).toEqual({ seq: 4, problem: 'missing' });
    const relinked = JSON.stringify({ ...JSON.parse(three), previousHash: JSON.parse(four).hash });
    expect(await badOf([one, two, relinked])).toEqual({ seq: 3, problem: 'changed' });
  });
});
