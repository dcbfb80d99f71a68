import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { appendAudit } from '../../src/store/audit.ts';
import { auditHash, toAuditRow } from '../../src/store/audit-entry.ts';
import { beginAuditKey, readAuditHead } from '../../src/store/audit-head.ts';
import { UNKEYED } from '../../src/store/audit-scheme.ts';
import type { Database } from '../../src/store/database.ts';
import { withAuditKeys } from '../../src/store/open-database.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { auditEntries } from '../store/audit-entries.ts';
import { databases, useDatabase } from '../support/databases.ts';

const [ONE, OTHER] = ['one'.repeat(16), 'other'.repeat(16)].map((key) => new Secret(key)) as [Secret, Secret];

describe.each(databases)('the key of the audit log on %s', (_, open) => {
  const db = useDatabase(open);
  const keyed = (...keys: Secret[]): Database => withAuditKeys(db(), keys);
  const append = (database: Database, count: number) =>
    database.transaction((queries) => appendAudit(queries, auditEntries(count)));
  const schemes = async () =>
    (await db().query<{ scheme: string }>('SELECT scheme FROM connector.audit ORDER BY seq')).map(
      ({ scheme }) => scheme,
    );

  /** What somebody can do who may write the whole database and has no key: makes every entry anew from one on. */
  async function rewrite(from: number): Promise<void> {
    const before = await db().query<{ hash: string }>('SELECT hash FROM connector.audit WHERE seq < $1 ORDER BY seq', [
      from,
    ]);
    let previous = before.at(-1)?.hash ?? '0'.repeat(64);
    for (const [index, entry] of auditEntries(9).entries()) {
      const hash = auditHash(UNKEYED, previous, toAuditRow(entry));
      await db().query(
        `UPDATE connector.audit SET at = $2, request_id = $3, after = $4::json, previous_hash = $5, hash = $6,
           scheme = 'sha256' WHERE seq = $1`,
        [from + index, entry.at, entry.requestId, JSON.stringify(entry.after), previous, hash],
      );
      previous = hash;
    }
    await db().query(
      `UPDATE connector.audit_head SET scheme = 'sha256', (seq, hash) =
         (SELECT seq, hash FROM connector.audit ORDER BY seq DESC LIMIT 1)`,
    );
  }

  test('entries with and without it are one chain', async () => {
    await append(db(), 2);
    await append(keyed(ONE), 2);
    expect(await schemes()).toEqual([
      'sha256',
      'sha256',
      ...Array(2).fill(expect.stringMatching(/^hmac-sha256:\w{8}$/)),
    ]);
    expect(await verifyAudit(keyed(ONE))).toMatchObject({ ok: true, checked: 4 });
  });

  test('is needed to check what it made', async () => {
    await append(db(), 2);
    await append(keyed(ONE), 2);
    const needed = { ok: false, checked: 2, firstBad: { seq: 3, problem: 'key' } };
    expect(await verifyAudit(db())).toMatchObject(needed);
    expect(await verifyAudit(keyed(OTHER))).toMatchObject(needed);
  });

  test('is nowhere in the database', async () => {
    await append(keyed(ONE), 1);
    const rows = await db().query('SELECT * FROM connector.audit, connector.audit_head');
    expect(JSON.stringify(rows)).not.toContain(ONE.reveal());
  });

  test('keeps whoever lacks it from making an entry: a rewritten end is found', async () => {
    await append(keyed(ONE), 4);
    await rewrite(3);
    expect(await verifyAudit(keyed(ONE))).toMatchObject({ ok: false, firstBad: { seq: 3, problem: 'unkeyed' } });
  });

  test('a chain that was rewritten as a whole without it is found', async () => {
    await append(keyed(ONE), 4);
    await rewrite(1);
    expect(await verifyAudit(db())).toMatchObject({ ok: true });
    expect(await verifyAudit(keyed(ONE))).toMatchObject({ ok: false, firstBad: { seq: 4, problem: 'unkeyed' } });
  });

  test('an entry that claims the key and was made without it is found', async () => {
    await append(keyed(ONE), 3);
    await db().query(`UPDATE connector.audit SET user_name = 'eve@acme.example' WHERE seq = 2`);
    expect(await verifyAudit(keyed(ONE))).toMatchObject({ ok: false, firstBad: { seq: 2, problem: 'changed' } });
  });

  test('once begun, nothing is appended without it', async () => {
    await append(keyed(ONE), 1);
    await expect(append(db(), 1)).rejects.toThrow('AUDIT_KEY is not set');
    expect(await verifyAudit(keyed(ONE))).toMatchObject({ ok: true, checked: 1 });
  });

  describe('at the start', () => {
    test('begins with an entry of its own, once', async () => {
      await append(db(), 1);
      for (const _ of ['first', 'second']) await beginAuditKey(keyed(ONE), 0);
      const [entry] = await db().query('SELECT action, reference, before, after FROM connector.audit WHERE seq > 1');
      const [, scheme] = await schemes();
      expect(entry).toEqual({ action: 'audit-key', reference: 'audit:key', before: [], after: [scheme] });
      expect(await verifyAudit(keyed(ONE))).toMatchObject({ ok: true, checked: 2 });
    });

    test('replaces another one, which is still needed to check', async () => {
      await beginAuditKey(keyed(ONE), 0);
      await beginAuditKey(keyed(OTHER, ONE), 0);
      await append(keyed(OTHER, ONE), 1);
      expect(await verifyAudit(keyed(OTHER, ONE))).toMatchObject({ ok: true, checked: 3 });
      expect(await verifyAudit(keyed(OTHER))).toMatchObject({ ok: false, firstBad: { seq: 1, problem: 'key' } });
    });

    test.each<[string, Secret[]]>([
      ['no key', []],
      ['another key alone', [OTHER]],
    ])('%s is refused where the chain goes on with one', async (_, keys) => {
      await beginAuditKey(keyed(ONE), 0);
      const { seq, hash } = await readAuditHead(db());
      await expect(beginAuditKey(keyed(...keys), 0)).rejects.toThrow(`AUDIT_KEY does not hold`);
      expect(await readAuditHead(db())).toEqual({ seq, hash });
    });

    test('without a key and without one in the chain nothing is appended', async () => {
      await append(db(), 1);
      await beginAuditKey(db(), 0);
      expect(await readAuditHead(db())).toMatchObject({ seq: 1 });
    });
  });
});
