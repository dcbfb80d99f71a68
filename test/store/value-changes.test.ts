import { describe, expect, test } from '@jest/globals';
import { appendAudit } from '../../src/store/audit.ts';
import type { AuditEntry } from '../../src/store/audit-entry.ts';
import { bearerAt, type ChangeFilter, listValueChanges, valueTracesAt } from '../../src/store/value-changes.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';
import { auditEntry } from './audit-entries.ts';

describe.each(databases)('changes of values on %s', (_, open) => {
  const db = useDatabase(open);
  const append = (...entries: Partial<AuditEntry>[]) =>
    db().transaction((queries) => appendAudit(queries, entries.map(auditEntry)));
  const listed = async (filter: Partial<ChangeFilter> = {}) =>
    (await listValueChanges(db(), { limit: 200, ...filter })).map(({ after }) => after.join());

  test('are listed newest first, with the job, and leave out definitions, Okta and decisions', async () => {
    await append(
      { at: 1, after: ['one'] },
      { at: 2, after: ['definition'], userName: '', omniUserId: '' },
      { at: 3, after: ['profile'], omniUserId: '', reference: 'okta:region' },
      { at: 4, after: ['two'], jobId: 'job-1' },
    );
    const found = await listValueChanges(db(), { limit: 200 });
    expect(found.map(({ after, jobId }) => [after, jobId])).toEqual([
      [['two'], 'job-1'],
      [['one'], ''],
    ]);
    expect(await verifyAudit(db())).toMatchObject({ ok: true, checked: 4 });
  });

  test('keep their job: the chain tells when somebody has changed it', async () => {
    await append({ jobId: 'job-1' });
    await db().query("UPDATE connector.audit SET job_id = 'job-2'");
    expect(await verifyAudit(db())).toMatchObject({ ok: false, firstBad: { seq: 1, problem: 'changed' } });
    await db().query("UPDATE connector.audit SET job_id = ''");
    expect(await verifyAudit(db())).toMatchObject({ ok: false, firstBad: { seq: 1, problem: 'changed' } });
  });

  test('are found by each name that the user ever had, A to Z in any case', async () => {
    await append(
      { at: 1, after: ['as Ada'], userName: 'Ada@acme.example', omniUserId: 'ada' },
      { at: 2, after: ['as Countess'], userName: 'countess@acme.example', omniUserId: 'ada' },
      { at: 3, after: ['of Ben'], userName: 'ben@acme.example', omniUserId: 'ben' },
      { at: 4, after: ['of another one'], userName: 'Åda@acme.example', omniUserId: 'other' },
    );
    expect(await listed({ userName: 'ADA@ACME.EXAMPLE' })).toEqual(['as Countess', 'as Ada']);
    expect(await listed({ userName: 'COUNTESS@acme.example' })).toEqual(['as Countess', 'as Ada']);
    expect(await listed({ userName: 'åda@acme.example' })).toEqual([]);
    expect(await listed({ userName: 'nobody@acme.example' })).toEqual([]);
  });

  test('are found by reference and time, the beginning inclusive and the end exclusive', async () => {
    await append(
      ...[1, 2, 3].flatMap((at) => [
        { at, after: [`r${at}`] },
        { at, after: [`s${at}`], reference: 'seats' },
      ]),
    );
    expect(await listed({ reference: 'seats' })).toEqual(['s3', 's2', 's1']);
    expect(await listed({ reference: 'region', since: 2 })).toEqual(['r3', 'r2']);
    expect(await listed({ since: 2, until: 3 })).toEqual(['s2', 'r2']);
    expect(await listed({ userName: 'ada@acme.example', reference: 'region', until: 2 })).toEqual(['r1']);
  });

  test('go on after the page before, also where several are of one moment or a clock was set back', async () => {
    await append(
      { at: 5, after: ['a'] },
      { at: 5, after: ['b'] },
      { at: 3, after: ['set back'] },
      { at: 5, after: ['c'] },
    );
    const pages: string[][] = [];
    for (let after: number | undefined; pages.length < 4; ) {
      const page = await listValueChanges(db(), { limit: 1, after });
      pages.push(page.map((one) => one.after.join()));
      after = page.at(-1)?.seq;
    }
    expect(pages).toEqual([['c'], ['b'], ['a'], ['set back']]);
  });

  test('tell what the write before had asked for, where it may have had its effect', async () => {
    await append(
      { at: 1, before: [], after: ['emea'] },
      { at: 2, before: ['emea'], after: ['ignored'], outcome: 'not-applied' },
      { at: 3, before: ['by hand'], after: ['apac'], outcome: 'interrupted' },
      { at: 4, before: ['apac'], after: ['amer'], outcome: 'unverified' },
      { at: 5, before: ['amer'], after: ['other user'], omniUserId: 'other' },
    );
    const found = await listValueChanges(db(), { limit: 200 });
    expect(found.map(({ writtenBefore }) => writtenBefore)).toEqual([null, null, ['emea'], ['emea'], null]);
  });

  test('whoever bore a name at a moment is told by what was written then, or soonest after', async () => {
    const name = 'desk@acme.example';
    await append({ at: 10, userName: name, omniUserId: 'first' }, { at: 20, userName: name, omniUserId: 'second' });
    const at = (moment: number) => bearerAt(db(), 'DESK@acme.example', moment);
    expect([await at(5), await at(10), await at(19), await at(20), await at(99)]).toEqual([
      'first',
      'first',
      'first',
      'second',
      'second',
    ]);
    expect(await bearerAt(db(), 'nobody@acme.example', 99)).toBeUndefined();
  });

  test('the traces of a moment are the write before, the one after, a deletion and a look', async () => {
    await append(
      { at: 10, after: ['emea'] },
      { at: 20, after: ['ignored'], outcome: 'not-applied' },
      { at: 30, before: ['emea'], after: ['apac'] },
      { at: 12, reference: 'seats', after: ['5'] },
      { at: 15, reference: 'seats', userName: '', omniUserId: '', action: 'delete-attribute', after: [] },
      { at: 25, reference: 'tier', before: ['gold'], after: ['silver'] },
    );
    const none = { last: null, next: null, deletedAt: null, remadeAt: null, seen: null };
    expect(await valueTracesAt(db(), 'id-1', 22)).toEqual([
      {
        reference: 'region',
        ...none,
        last: { at: 10, after: ['emea'], outcome: 'verified' },
        next: { at: 30, before: ['emea'] },
      },
      { reference: 'seats', ...none, last: { at: 12, after: ['5'], outcome: 'verified' }, deletedAt: 15 },
      { reference: 'tier', ...none, next: { at: 25, before: ['gold'] } },
    ]);
  });

  test('a look counts from when it was made', async () => {
    await moveValues(db(), 'id-1', { at: 1, seq: 1 }, [
      { reference: 'region', wished: ['emea'], held: ['emea'], sent: false },
    ]);
    const [{ seen } = { seen: null }] = await valueTracesAt(db(), 'id-1', Date.now() + 60_000);
    expect(seen).toMatchObject({ held: ['emea'] });
    expect(await valueTracesAt(db(), 'id-1', 5)).toMatchObject([{ seen: null }]);
  });
});
