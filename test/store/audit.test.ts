import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendAudit } from '../../src/store/audit.ts';
import type { AuditEntry } from '../../src/store/audit-entry.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { anyCharacter } from '../support/any-character.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { auditEntries, auditEntry } from './audit-entries.ts';

/** Any text that JavaScript can hold: NUL, quotes, half surrogate pairs and all. */
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
const text = fc.oneof(fc.string({ unit: anyCharacter }), anyText);

describe.each(databases)('the audit log on %s', (_, open) => {
  const db = useDatabase(open);
  const append = (entries: readonly AuditEntry[]) => db().transaction((queries) => appendAudit(queries, entries));

  test('an empty log is good', async () => {
    expect(await verifyAudit(db())).toEqual({
      ok: true,
      checked: 0,
      pruned: 0,
      forgotten: 0,
      head: { seq: 0, hash: '0'.repeat(64) },
    });
  });

  /** The entries after one, as the table holds them. */
  const listed = (afterSeq: number) =>
    db().query(
      `SELECT seq, at, request_id AS "requestId", client_id AS "clientId", action, user_name AS "userName",
              omni_user_id AS "omniUserId", reference, before, after, outcome
       FROM connector.audit WHERE seq > $1 ORDER BY seq`,
      [afterSeq],
    );

  test('entries are kept as they were appended, numbered without gaps', async () => {
    const entries = auditEntries(5);
    await append(entries.slice(0, 2));
    await append(entries.slice(2));
    const rows = await listed(0);
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(rows).toMatchObject(entries);
  });

  test('every entry names the hash of the one before, and the last is the head', async () => {
    await append(auditEntries(3));
    const rows = await db().query('SELECT previous_hash, hash FROM connector.audit ORDER BY seq');
    expect(rows.map((row) => row.previous_hash)).toEqual(['0'.repeat(64), rows[0]?.hash, rows[1]?.hash]);
    expect(await verifyAudit(db())).toEqual({
      ok: true,
      checked: 3,
      pruned: 0,
      forgotten: 0,
      head: { seq: 3, hash: rows[2]?.hash },
    });
  });

  test('a transaction that is rolled back leaves no trace in the chain', async () => {
    await append([auditEntry()]);
    const givenUp = db().transaction(async (queries) => {
      await appendAudit(queries, auditEntries(2));
      throw new Error('given up');
    });
    await expect(givenUp).rejects.toThrow('given up');
    await append([auditEntry()]);
    expect(await verifyAudit(db())).toMatchObject({ ok: true, checked: 2 });
  });

  test('writers at once make one chain', async () => {
    await Promise.all(Array.from({ length: 12 }, () => append(auditEntries(2))));
    expect(await verifyAudit(db())).toMatchObject({ ok: true, checked: 24 });
  });

  test('a log of several pages is checked to its end', async () => {
    await append(auditEntries(2_000));
    expect(await verifyAudit(db())).toMatchObject({ ok: true, checked: 2_000, head: { seq: 2_000 } });
  });

  test('every text in a value survives, and its entry verifies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text), fc.array(text), async (before, after) => {
        const { head } = await verifyAudit(db());
        await append([auditEntry({ before, after })]);
        expect(await listed(head.seq)).toMatchObject([{ before, after }]);
      }),
      { numRuns: 50 },
    );
    expect((await verifyAudit(db())).ok).toBe(true);
  });

  test('no text in a name costs an entry', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, (userName, reference) => append([auditEntry({ userName, reference })])),
      { numRuns: 50 },
    );
    expect((await verifyAudit(db())).ok).toBe(true);
  });
});
