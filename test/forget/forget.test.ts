import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { forgetPerson } from '../../src/cli/store/forget-person.ts';
import { assignedByName, noteAssigned } from '../../src/store/assigned-users.ts';
import { appendAudit } from '../../src/store/audit.ts';
import { beginAuditKey } from '../../src/store/audit-head.ts';
import { auditLines } from '../../src/store/audit-lines.ts';
import { beginSession } from '../../src/store/console-sessions.ts';
import type { Database, Queries } from '../../src/store/database.ts';
import { forgetRows } from '../../src/store/forget/forget-rows.ts';
import { insertNewJob } from '../../src/store/job-insert.ts';
import { moveJob } from '../../src/store/job-moves.ts';
import { readJob } from '../../src/store/jobs.ts';
import { acquireLease, userLease } from '../../src/store/leases.ts';
import { saveMembers } from '../../src/store/okta-groups.ts';
import { saveOktaUsers } from '../../src/store/okta-users.ts';
import { recallOmniUser, rememberOmniUser } from '../../src/store/omni-users.ts';
import { withAuditKeys } from '../../src/store/open-database.ts';
import { pruneAudit } from '../../src/store/prune-audit.ts';
import { listPushRows } from '../../src/store/push-rows.ts';
import { insertReportRows } from '../../src/store/report-rows.ts';
import { noteSeenEvent } from '../../src/store/seen-events.ts';
import { takePlace } from '../../src/store/take-place.ts';
import { rememberedValues, seeUserValues } from '../../src/store/user-values.ts';
import { listValueChanges } from '../../src/store/value-changes.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { verifyAuditLines } from '../../src/store/verify-audit-lines.ts';
import { contentOf, each } from '../backup/set-up.ts';
import { auditEntry } from '../store/audit-entries.ts';
import { addPush, samplePush, sampleRow } from '../store/push-samples.ts';
import { databases, useDatabase } from '../support/databases.ts';

const ADA = { userName: 'Ada@acme.example' };
const BEN = { userName: 'ben-ada@acme.example', omniUserId: 'id-ben' };
const DAY = 86_400_000;

describe.each(databases)('who is forgotten on %s', (_, open) => {
  const db = useDatabase(open);
  const keyed = (): Database => withAuditKeys(db(), [new Secret('key'.repeat(16))]);
  const append = (entries: Parameters<typeof appendAudit>[1], database = db()) =>
    database.transaction((queries) => appendAudit(queries, entries));

  /** Ada, who was called eve before, and Ben, in every table that names people; both have a job that has ended. */
  async function furnish(): Promise<{ jobId: string }> {
    const okta = {
      externalId: '',
      assigned: true,
      status: 'ACTIVE',
      syncState: '',
      changedAt: 1,
      wants: {},
      values: {},
    };
    const people = [
      { ...ADA, omniUserId: 'id-ada', oktaUserId: '00u-ada' },
      { ...BEN, oktaUserId: '00u-ben' },
    ];
    const jobId = await addPush(db(), { rows: people.map(({ userName }, index) => sampleRow(index, { userName })) });
    await saveOktaUsers(
      db(),
      jobId,
      people.map((person) => ({ ...okta, ...person })),
    );
    for (const [index, { userName, omniUserId, oktaUserId }] of people.entries()) {
      await rememberOmniUser(db(), userName, omniUserId);
      await noteAssigned(db(), { oktaUserId, userName });
      await beginSession(db(), { subject: oktaUserId, userName, groups: [] });
      await seeUserValues(db(), omniUserId, new Map([['region', [`value of ${omniUserId}`]]]));
      await noteSeenEvent(db(), userName, 'event', ['region']);
      await takePlace(db(), { userName, references: ['region'] });
      const row = { reference: '', kind: 'renamed', okta: null, written: null, omni: null, inForce: null };
      await insertReportRows(db(), jobId, [
        { ...row, index: 2 * index, userName, detail: '' },
        { ...row, index: 2 * index + 1, userName: 'somebody@acme.example', detail: `They are ${userName} in Okta.` },
      ]);
      await db().query(`INSERT INTO connector.okta_groups (id, name, seen_at) VALUES ($1, 'Sales', 1)`, [
        `00g${index}`,
      ]);
      await db().query('INSERT INTO connector.okta_group_members VALUES ($1, $2, 1)', [`00g${index}`, oktaUserId]);
      await db().query(
        `INSERT INTO connector.okta_hints (kind, okta_id, since, due_at, named) VALUES ('user', $1, 1, 1, true)`,
        [oktaUserId],
      );
    }
    await append([
      auditEntry({ userName: 'eve@acme.example', omniUserId: 'id-ada', after: ['secret of ada'], widens: 'opens all' }),
      auditEntry({ ...BEN, after: ['secret of ben'] }),
      auditEntry({ ...ADA, omniUserId: 'id-ada', reference: 'seats', before: ['secret of ada'], after: [] }),
      auditEntry({ ...ADA, omniUserId: '', reference: 'okta:team', after: ['secret of ada'] }),
      auditEntry({ userName: '', omniUserId: '', reference: 'job:1', action: 'cancel-job' }),
    ]);
    await moveJob(db(), jobId, 'cancel', {});
    return { jobId };
  }

  test('is in no table any more, whichever name is given, and nobody else is missing', async () => {
    const { jobId } = await furnish();
    const { removed, audit, mentioned } = await forgetPerson(db(), { userName: 'EVE@acme.example' });
    expect(audit).toBe(3);
    expect(mentioned).toEqual({ answers: 0, jobs: 0 });
    expect(Object.entries(removed).filter(([, count]) => count !== 1)).toEqual([
      ['report_rows', 2],
      ['job_omni_users', 0],
      ['job_okta_group_members', 0],
      ['shared_names', 0],
    ]);
    const { sequences: _, ...left } = await contentOf(db());
    const text = JSON.stringify(left);
    expect(text).not.toMatch(/[^-]ada@|eve@|id-ada|00u-ada|of ada/i);
    expect(text.match(/ben-ada@acme\.example/g)?.length).toBeGreaterThan(8);
    expect(await recallOmniUser(db(), BEN.userName)).toBe(BEN.omniUserId);
    expect((await assignedByName(db(), BEN.userName))?.oktaUserId).toBe('00u-ben');
    expect((await rememberedValues(db(), BEN.omniUserId)).size).toBe(1);
    expect(await readJob(db(), jobId)).toMatchObject({ total: 2 });
  });

  test('is found by the id in Okta as well as by a name', async () => {
    await furnish();
    const { removed, audit } = await forgetPerson(db(), { id: '00u-ada' });
    expect([audit, removed.user_values, removed.assigned_users, removed.okta_hints]).toEqual([3, 1, 1, 1]);
    expect(await recallOmniUser(db(), BEN.userName)).toBe(BEN.omniUserId);
  });

  test('leaves the audit log in one chain, with what is not theirs, and each later entry good', async () => {
    await furnish();
    const before = await verifyAudit(db());
    await forgetPerson(db(), ADA);
    expect(await verifyAudit(db(), before.head)).toMatchObject({ ok: true, checked: 6, forgotten: 3 });
    await append([auditEntry()]);
    expect(await verifyAudit(db())).toMatchObject({ ok: true, checked: 7 });
    const { seq: _, ...first } = (
      await db().query('SELECT seq, action, reference, outcome, client_id FROM connector.audit ORDER BY seq')
    )[0] ?? { seq: 0 };
    const what = { action: 'set-user-values', reference: 'region', outcome: 'verified', client_id: 'client-1' };
    expect(first).toEqual(what);
    const changes = await listValueChanges(db(), { limit: 10 });
    expect(changes.map(({ userName }) => userName)).toEqual(['ada@acme.example', BEN.userName]);
  });

  test('can be forgotten again, after others, and where nothing is known', async () => {
    await furnish();
    await forgetPerson(db(), ADA);
    const again = await forgetPerson(db(), ADA);
    expect([again.audit, Object.values(again.removed).some(Boolean)]).toEqual([0, false]);
    expect((await forgetPerson(db(), { id: BEN.omniUserId })).audit).toBe(1);
    expect(await verifyAudit(db())).toMatchObject({ ok: true, forgotten: 4 });
  });

  test.each([
    ['what is left of an entry is changed', `UPDATE connector.audit SET outcome = 'unverified' WHERE seq = 3`, 4],
    [
      'an entry is said to be of somebody forgotten',
      `UPDATE connector.audit SET forgotten_by = 6, forgotten_after = '' WHERE seq = 2`,
      2,
    ],
    ['one of them is no longer said to be', 'UPDATE connector.audit SET forgotten_by = NULL WHERE seq = 3', 3],
    ['no entry proves what is left', 'UPDATE connector.audit SET forgotten_by = 9 WHERE forgotten_by = 6', 1],
  ])('is no way round the chain: %s, and it is found', async (_what, sql, seq) => {
    await furnish();
    await forgetPerson(db(), ADA);
    await db().query(sql);
    expect(await verifyAudit(db())).toMatchObject({ ok: false, firstBad: { seq } });
  });

  test('stays proved with a key, where the log is pruned, and in its export', async () => {
    const entry = auditEntry({ omniUserId: 'id-ada', at: DAY });
    await beginAuditKey(keyed(), 0);
    await append([entry, entry, { ...entry, at: 10 * DAY }, { ...entry, omniUserId: 'id-ben', at: 10 * DAY }], keyed());
    await forgetPerson(keyed(), { id: 'id-ada' });
    expect(await verifyAudit(keyed())).toMatchObject({ ok: true, forgotten: 3 });
    await pruneAudit(keyed(), 5 * DAY, 20 * DAY);
    expect(await verifyAudit(keyed())).toMatchObject({ ok: true, pruned: 3, forgotten: 1 });
    const lines: string[] = [];
    await auditLines(db(), { after: 0 }, async (line) => void lines.push(line));
    expect(await verifyAuditLines(each(lines), keyed().auditSchemes ?? [])).toMatchObject({ firstBad: undefined });
    await db().query(`UPDATE connector.audit SET request_id = 'other' WHERE seq = 4`);
    expect(await verifyAudit(keyed())).toMatchObject({ ok: false, firstBad: { seq: 4, problem: 'forgotten' } });
  });

  test('while the log is checked does no harm', async () => {
    const ada = auditEntry({ omniUserId: 'id-ada' });
    await append(
      Array.from({ length: 1_500 }, (_, index) => ({ ...ada, omniUserId: index % 2 === 0 ? 'id-ada' : 'id-ben' })),
    );
    let pages = 0;
    const forgetting: Database = {
      ...db(),
      query: async (sql, parameters) => {
        pages += 1;
        if (pages === 2) await forgetPerson(db(), { id: 'id-ada' });
        return await db().query(sql, parameters);
      },
    };
    expect(await verifyAudit(forgetting)).toMatchObject({ ok: true });
    expect(await verifyAudit(db())).toMatchObject({ ok: true, forgotten: 750 });
  });

  test('keeps the rows of a job that is accepted meanwhile', async () => {
    await furnish();
    const id = randomUUID();
    const rows = [sampleRow(0, ADA)];
    const afterFirst = (queries: Queries): Queries => {
      let isAccepted = false;
      const query = async <T extends object>(sql: string, parameters?: readonly unknown[]) => {
        const found = await queries.query<T>(sql, parameters);
        if (!isAccepted) await insertNewJob(queries, samplePush({ id, rows }));
        isAccepted = true;
        return found;
      };
      return { ...queries, query };
    };
    const accepting: Database = {
      ...db(),
      transaction: (work) => db().transaction((queries) => work(afterFirst(queries))),
    };
    const { removed } = await forgetRows(accepting, {
      omniUserId: 'id-ada',
      names: ['ada@acme.example'],
      oktaUserIds: [],
    });
    expect(removed.push_rows).toBe(1);
    expect(await listPushRows(db(), id, { limit: 9 })).toHaveLength(1);
  });

  test('stays in the groups that a sync has read which has not come to them yet', async () => {
    await furnish();
    const sync = await addPush(db(), { kind: 'sync', phase: 'collecting', rows: [] });
    await db().query(`INSERT INTO connector.job_okta_groups (job_id, group_id, name) VALUES ($1, '00g0', 'Sales')`, [
      sync,
    ]);
    await saveMembers(db(), sync, '00g0', ['00u-ada']);
    await forgetPerson(db(), ADA);
    expect(await db().query('SELECT okta_user_id FROM connector.job_okta_group_members')).toHaveLength(1);
    await moveJob(db(), sync, 'cancel', {});
    await forgetPerson(db(), { id: '00u-ada' });
    expect(await db().query('SELECT okta_user_id FROM connector.job_okta_group_members')).toEqual([]);
  });

  describe('nobody is', () => {
    const untouched = async (work: () => Promise<unknown>, sentence: string | RegExp) => {
      const before = await contentOf(db());
      await expect(work()).rejects.toThrow(sentence);
      expect(await contentOf(db())).toMatchObject({ audit: before.audit, omni_users: before.omni_users });
    };

    test('as long as a job that is open names them', async () => {
      const jobId = await addPush(db(), { rows: [sampleRow(0, ADA)] });
      await untouched(() => forgetPerson(db(), ADA), `wait for their end, or cancel ${jobId}. Nothing was forgotten.`);
      await moveJob(db(), jobId, 'cancel', {});
      expect((await forgetPerson(db(), ADA)).removed.push_rows).toBe(1);
    });

    test('as long as a write is not settled, or somebody writes', async () => {
      await rememberOmniUser(db(), ADA.userName, 'id-ada');
      await acquireLease(db(), { name: userLease(ADA.userName), owner: 'writer', leaseMs: 60_000 });
      await untouched(() => forgetPerson(db(), ADA), 'is being written now');
      await db().query('DELETE FROM connector.leases');
      await db().query(
        `INSERT INTO connector.write_intents (id, at, request_id, client_id, action, user_name, omni_user_id, changes)
         VALUES (gen_random_uuid(), 1, 'r', 'c', 'a', 'ada@acme.example', 'id-ada', '[]')`,
      );
      await untouched(() => forgetPerson(db(), ADA), 'A write of theirs is not settled yet');
    });

    test('by a name that two people of Okta bear', async () => {
      await rememberOmniUser(db(), ADA.userName, 'id-ada');
      const twins = `INSERT INTO connector.shared_names VALUES ('ada@acme.example', '00u1'), ('ada@acme.example', '00u2')`;
      await db().query(twins);
      await untouched(
        () => forgetPerson(db(), ADA),
        'Several people had this name. Name one by the id: forget --id id-ada | 00u1 | 00u2',
      );
      const { removed } = await forgetPerson(db(), { id: 'id-ada' });
      expect(removed).toMatchObject({ omni_users: 1, shared_names: 0 });
    });

    test('by such a name of which Omni has nobody: one is named by the id in Okta, and the other keeps theirs', async () => {
      for (const id of ['00u1', '00u2']) {
        await db().query(`INSERT INTO connector.shared_names VALUES ('ada@acme.example', $1)`, [id]);
        await db().query(
          `INSERT INTO connector.okta_hints (kind, okta_id, since, due_at, named) VALUES ('user', $1, 1, 1, true)`,
          [id],
        );
      }
      await untouched(() => forgetPerson(db(), ADA), /Name one by the id: forget --id (00u1 \| 00u2|00u2 \| 00u1)$/);
      expect((await forgetPerson(db(), { id: '00u1' })).removed).toMatchObject({ shared_names: 1, okta_hints: 1 });
      expect(await db().query('SELECT okta_id FROM connector.okta_hints')).toEqual([{ okta_id: '00u2' }]);
    });

    test('by a name that several people had: one is named by the id, and the name is left to the other', async () => {
      await append([auditEntry({ ...ADA, omniUserId: 'id-1' }), auditEntry({ ...ADA, omniUserId: 'id-2' })]);
      await rememberOmniUser(db(), ADA.userName, 'id-2');
      await untouched(() => forgetPerson(db(), ADA), /forget --id (id-1 \| id-2|id-2 \| id-1)/);
      expect((await forgetPerson(db(), { id: 'id-1' })).audit).toBe(1);
      expect(await recallOmniUser(db(), ADA.userName)).toBe('id-2');
      expect(await verifyAudit(db())).toMatchObject({ ok: true, forgotten: 1 });
    });
  });
});
