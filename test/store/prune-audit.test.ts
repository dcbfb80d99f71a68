import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { appendAudit } from '../../src/store/audit.ts';
import { beginAuditKey, readAuditHead } from '../../src/store/audit-head.ts';
import type { Database, Queries } from '../../src/store/database.ts';
import { withAuditKeys } from '../../src/store/open-database.ts';
import { pruneAudit } from '../../src/store/prune-audit.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { auditEntry } from './audit-entries.ts';

const DAY = 86_400_000;

describe.each(databases)('a pruned audit log on %s', (_, open) => {
  const db = useDatabase(open);
  const keyed = (): Database => withAuditKeys(db(), [new Secret('key'.repeat(16))]);
  const append = (days: readonly number[], database = db()) =>
    database.transaction((queries) =>
      appendAudit(
        queries,
        days.map((day) => auditEntry({ at: day * DAY })),
      ),
    );
  const kept = async () => (await db().query('SELECT seq FROM connector.audit ORDER BY seq')).map(({ seq }) => seq);

  test('has lost what is older, says so at its end, and is good from where it begins', async () => {
    await append([1, 2, 3, 10]);
    const noted = await readAuditHead(db());
    await pruneAudit(db(), 5 * DAY, 20 * DAY);
    expect(await kept()).toEqual([4, 5]);
    expect(await verifyAudit(db())).toMatchObject({ ok: true, checked: 2, pruned: 3 });
    expect(await verifyAudit(db(), noted)).toMatchObject({ ok: true });
    await append([21]);
    expect(await verifyAudit(db())).toMatchObject({ ok: true, checked: 3, head: { seq: 6 } });
  });

  test('may have lost everything, and is pruned again later', async () => {
    await append([1, 2]);
    await pruneAudit(db(), 5 * DAY, 20 * DAY);
    expect(await kept()).toEqual([3]);
    await append([21]);
    await pruneAudit(db(), 30 * DAY, 40 * DAY);
    expect(await kept()).toEqual([5]);
    expect(await verifyAudit(db())).toMatchObject({ ok: true, checked: 1, pruned: 4 });
  });

  test('loses nothing that comes after a younger entry, as where a clock was set back', async () => {
    await append([1, 10, 1]);
    await pruneAudit(db(), 5 * DAY, 20 * DAY);
    expect(await kept()).toEqual([2, 3, 4]);
    expect(await verifyAudit(db())).toMatchObject({ ok: true });
  });

  test('is left alone until a day is worth it', async () => {
    await append([4.5, 10]);
    await pruneAudit(db(), 5 * DAY, 20 * DAY);
    expect(await kept()).toEqual([1, 2]);
    await pruneAudit(db(), 5.6 * DAY, 20 * DAY);
    expect(await kept()).toEqual([2, 3]);
  });

  test('cannot prove an end that was noted before it begins', async () => {
    await append([1, 2]);
    const { hash } = await readAuditHead(db());
    await append([3, 10]);
    const third = (await db().query<{ hash: string }>('SELECT hash FROM connector.audit WHERE seq = 3'))[0]?.hash ?? '';
    await pruneAudit(db(), 5 * DAY, 20 * DAY);
    const problem = async (seq: number, noted: string) => (await verifyAudit(db(), { seq, hash: noted })).firstBad;
    expect(await problem(2, hash)).toEqual({ seq: 2, problem: 'pruned' });
    expect(await problem(3, third)).toBeUndefined();
    expect(await problem(3, hash)).toEqual({ seq: 3, problem: 'head' });
  });

  test('that somebody has pruned who has no key is found out', async () => {
    await beginAuditKey(keyed(), 0);
    await append([1, 2, 10], keyed());
    await db().query('DELETE FROM connector.audit WHERE seq <= 2');
    await db().query(
      `UPDATE connector.audit_head SET (pruned_seq, pruned_hash, pruned_scheme) =
         (SELECT seq - 1, previous_hash, scheme FROM connector.audit ORDER BY seq LIMIT 1)`,
    );
    expect(await verifyAudit(keyed())).toMatchObject({ ok: false, firstBad: { seq: 3, problem: 'beginning' } });
    await pruneAudit(keyed(), 2.5 * DAY, 20 * DAY);
    await db().query('UPDATE connector.audit_head SET pruned_seq = 0');
    expect(await verifyAudit(keyed())).toMatchObject({ ok: false, firstBad: { seq: 1, problem: 'missing' } });
  });

  test('is good also where it is pruned while it is checked', async () => {
    await append([...Array.from({ length: 1_100 }, () => 1), 10]);
    let pages = 0;
    const pruning: Queries = {
      ...db(),
      query: async (sql, parameters) => {
        pages += 1;
        if (pages === 2) await pruneAudit(db(), 5 * DAY, 20 * DAY);
        return await db().query(sql, parameters);
      },
    };
    expect(await verifyAudit(pruning)).toMatchObject({ ok: true, pruned: 1_100, head: { seq: 1_103 } });
  });
});
