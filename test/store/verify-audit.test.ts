import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendAudit } from '../../src/store/audit.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { clean, databases, useDatabase } from '../support/databases.ts';
import { auditEntries } from './audit-entries.ts';

const COUNT = 8;
const COLUMNS = {
  at: 'at + 1',
  request_id: `request_id || 'x'`,
  client_id: `client_id || 'x'`,
  action: `action || 'x'`,
  user_name: `user_name || 'x'`,
  omni_user_id: `omni_user_id || 'x'`,
  reference: `reference || 'x'`,
  before: `'["x"]'`,
  after: `'["x"]'`,
  outcome: `'unverified'`,
  previous_hash: `repeat('1', 64)`,
  hash: `repeat('1', 64)`,
};
const seq = fc.integer({ min: 1, max: COUNT });

describe.each(databases)('audit verify on %s', (_, open) => {
  const db = useDatabase(open);

  async function startOver(): Promise<void> {
    await clean(db());
    await db().transaction((queries) => appendAudit(queries, auditEntries(COUNT)));
  }

  test.each(Object.entries(COLUMNS))('a changed %s names the entry', async (column, value) => {
    await startOver();
    await db().query(`UPDATE connector.audit SET ${column} = ${value} WHERE seq = 3`);
    expect(await verifyAudit(db())).toMatchObject({ ok: false, checked: 2, firstBad: { seq: 3, problem: 'changed' } });
  });

  test('a deleted entry is named as missing, wherever it was', async () => {
    await fc.assert(
      fc.asyncProperty(seq, async (gone) => {
        await startOver();
        await db().query('DELETE FROM connector.audit WHERE seq = $1', [gone]);
        expect(await verifyAudit(db())).toMatchObject({ ok: false, firstBad: { seq: gone, problem: 'missing' } });
      }),
      { numRuns: 10 },
    );
  });

  test('of two swapped entries the first is named as reordered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(seq, { minLength: 2, maxLength: 2 }), async (pair) => {
        await startOver();
        const [a = 0, b = 0] = pair;
        await db().query('UPDATE connector.audit SET seq = seq + 100 WHERE seq = ANY ($1::bigint[])', [pair]);
        await db().query('UPDATE connector.audit SET seq = $1::bigint + $2::bigint + 100 - seq WHERE seq > 100', [
          a,
          b,
        ]);
        const firstBad = { seq: Math.min(a, b), problem: 'reordered' };
        expect(await verifyAudit(db())).toMatchObject({ ok: false, firstBad });
      }),
      { numRuns: 10 },
    );
  });

  test('entries that the head does not know, and a head that was changed, are found', async () => {
    await startOver();
    await db().query('UPDATE connector.audit_head SET seq = 7');
    expect(await verifyAudit(db())).toMatchObject({ ok: false, firstBad: { seq: 8, problem: 'head' } });
    await db().query(`UPDATE connector.audit_head SET seq = 8, hash = repeat('1', 64)`);
    expect(await verifyAudit(db())).toMatchObject({ ok: false, firstBad: { seq: 8, problem: 'head' } });
  });

  test('a head that an operator noted stays good while the log grows', async () => {
    await startOver();
    const { head } = await verifyAudit(db());
    await db().transaction((queries) => appendAudit(queries, auditEntries(2)));
    expect(await verifyAudit(db(), head)).toMatchObject({ ok: true, checked: 10 });
  });

  test('a log that was rewritten as a whole, or cut with its head, does not match the noted head', async () => {
    await startOver();
    const { head } = await verifyAudit(db());
    await clean(db());
    await db().transaction((queries) => appendAudit(queries, auditEntries(COUNT).reverse()));
    expect((await verifyAudit(db())).ok).toBe(true);
    expect(await verifyAudit(db(), head)).toMatchObject({ ok: false, firstBad: { seq: 8, problem: 'head' } });

    await clean(db());
    await db().transaction((queries) => appendAudit(queries, auditEntries(5)));
    expect((await verifyAudit(db())).ok).toBe(true);
    expect(await verifyAudit(db(), head)).toMatchObject({ ok: false, firstBad: { seq: 6, problem: 'missing' } });
  });
});
