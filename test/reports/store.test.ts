import { describe, expect, test } from '@jest/globals';
import { appendAudit, lastWrites, writtenReferences } from '../../src/store/audit.ts';
import type { Database } from '../../src/store/database.ts';
import { advanceReport } from '../../src/store/job-progress.ts';
import { auditEntry } from '../store/audit-entries.ts';
import { addPush } from '../store/push-samples.ts';
import { useConnector } from '../support/connector.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { ADA, addBoth, BEN, coverage, drift, seed, short } from './set-up.ts';

async function addReport(database: Database, status: string): Promise<string> {
  const id = await addPush(database, { kind: 'drift', phase: 'reporting', rows: [] });
  await database.query('UPDATE connector.jobs SET status = $2 WHERE id = $1', [id, status]);
  return id;
}

describe.each(databases)('on %s', (_, open) => {
  describe('the progress of a report', () => {
    const db = useDatabase(open);
    const step = { from: '', to: 'list 1', report: { rowCount: 1 }, message: 'Reads.' };
    const progress = { done: 100, total: 250, begins: true };

    test('moves on from where it is, once', async () => {
      const id = await addReport(db(), 'running');
      expect(await advanceReport(db(), id, step, progress)).toBe(true);
      expect(await advanceReport(db(), id, step, progress)).toBe(false);
      expect(await advanceReport(db(), id, { ...step, from: 'list 1', to: 'list 2' }, progress)).toBe(true);
      const kept = await db().query(
        'SELECT cursor, report, message, phase_done AS done, phase_total AS total FROM connector.jobs WHERE id = $1',
        [id],
      );
      expect(kept).toEqual([{ cursor: 'list 2', report: { rowCount: 1 }, message: 'Reads.', done: 100, total: 250 }]);
    });

    test.each([
      ['paused', true],
      ['canceled', false],
      ['done', false],
    ])('while it is %s: %s', async (status, isMoved) => {
      expect(await advanceReport(db(), await addReport(db(), status), step, progress)).toBe(isMoved);
    });
  });

  describe('the last writes', () => {
    const db = useDatabase(open);
    const asked = (omniUserId: string, reference: string) => ({ omniUserId, reference });

    test('are the latest that Omni took, read back or not, of the users and references asked for', async () => {
      const entries = [
        auditEntry({ after: ['emea'] }),
        auditEntry({ after: ['apac'] }),
        auditEntry({ after: ['lost'], outcome: 'not-applied' }),
        auditEntry({ after: ['maybe'], outcome: 'unverified' }),
        auditEntry({ after: ['cut off'], outcome: 'interrupted' }),
        auditEntry({ reference: 'seats', after: [] }),
        auditEntry({ omniUserId: 'id-2', after: ['amer'] }),
      ];
      await db().transaction((queries) => appendAudit(queries, entries));
      expect(
        await lastWrites(db(), [asked('id-1', 'region'), asked('id-1', 'seats'), asked('id-3', 'region')]),
      ).toEqual([
        { ...asked('id-1', 'region'), value: ['maybe'] },
        { ...asked('id-1', 'seats'), value: [] },
      ]);
      expect(await lastWrites(db(), [])).toEqual([]);
    });

    test('of a reference count when they were of a user, reached Omni, and were no sync from Okta', async () => {
      const entries = [
        auditEntry({ reference: 'region', outcome: 'unverified' }),
        auditEntry({ reference: 'seats', outcome: 'not-applied' }),
        auditEntry({ reference: 'tier', omniUserId: '' }),
        auditEntry({ reference: 'team', action: 'sync-from-okta' }),
      ];
      await db().transaction((queries) => appendAudit(queries, entries));
      expect(await writtenReferences(db(), ['region', 'seats', 'tier', 'team', 'other'])).toEqual(new Set(['region']));
    });
  });

  describe('whole reports', () => {
    const start = useConnector(open);

    test('say the same', async () => {
      const c = await start({ oktaOrg: true, switches: { listValues: 'omit' } });
      seed(c);
      addBoth(c, ADA, { region: 'emea' }, { region: 'apac' });
      addBoth(c, BEN, { region: 'emea' });
      expect(short(await drift(c))).toEqual([`${ADA} region different`]);
      expect(await coverage(c)).toMatchObject({
        userCount: 2,
        references: [{ ownCount: 2 }, { noneCount: 2 }, { defaultCount: 2 }],
      });
    });
  });
});
