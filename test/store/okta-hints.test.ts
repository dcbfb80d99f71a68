import { describe, expect, test } from '@jest/globals';
import { DEFAULT_RETENTION } from '../../src/config/retention.ts';
import { insertJob } from '../../src/store/job-insert.ts';
import { moveJob } from '../../src/store/job-moves.ts';
import { forgetWorkedOff } from '../../src/store/missing-people.ts';
import {
  countDueHints,
  dueHints,
  type HintsOfJob,
  hintsSoFar,
  nextHintDueIn,
  settleHints,
  spreadHint,
  storeHints,
} from '../../src/store/okta-hints.ts';
import { purgeExpired } from '../../src/store/purge.ts';
import { databases, type OpenTestDatabase, useDatabase } from '../support/databases.ts';

const JOB = '7f0d7f58-0000-4000-8000-000000000001';
const LATER = '7f0d7f58-0000-4000-8000-000000000002';
const DAY_MS = 86_400_000;
const ada = { kind: 'user', id: '00uAda' } as const;
const ben = { kind: 'user', id: '00uBen' } as const;
const sales = { kind: 'group', id: '00gSales' } as const;

function hintsOf(open: OpenTestDatabase) {
  const db = useDatabase(open);
  /** Due at once: what is gathered first is of no account here. */
  const hurry = () => db().query('UPDATE connector.okta_hints SET due_at = least(due_at, connector.now_ms(NULL))');
  const job = (id: string) =>
    insertJob(db(), {
      id,
      kind: 'changes',
      phase: 'collecting',
      status: 'queued',
      clientId: 'hook',
      action: 'okta-hook',
      requestId: 'r',
      options: {},
      fingerprint: '',
      rows: [],
    });
  return {
    db,
    hurry,
    job,
    async tell(...told: { kind: 'user' | 'group'; id: string; uuid: string; ofApp?: boolean }[]): Promise<number> {
      const stored = await storeHints(
        db(),
        told.map((one) => ({ ofApp: false, ...one })),
      );
      await hurry();
      return stored;
    },
    async due(kind: HintsOfJob['kind'] = 'user', jobId = JOB): Promise<string[]> {
      const filter = { kind, jobId, ...(await hintsSoFar(db())) };
      const hints = await dueHints(db(), filter);
      expect(await countDueHints(db(), filter)).toBe(hints.length);
      return hints.map(({ id }) => id);
    },
    async take(kind: HintsOfJob['kind'] = 'user', jobId = JOB) {
      return await dueHints(db(), { kind, jobId, ...(await hintsSoFar(db())) });
    },
  };
}

describe.each(databases)('hints on %s', (_, open) => {
  const { db, hurry, job, tell, due, take } = hintsOf(open);

  test('many events of one person are one hint; the same event again is none', async () => {
    expect(await tell({ ...ada, uuid: 'e1' }, { ...ben, uuid: 'e1' }, { ...sales, uuid: 'e1' })).toBe(3);
    expect(await tell({ ...ada, uuid: 'e2' })).toBe(1);
    expect(await tell({ ...ada, uuid: 'e1' }, { ...ada, uuid: 'e2' })).toBe(0);
    expect([(await due()).sort(), await due('group')]).toEqual([[ada.id, ben.id], [sales.id]]);
  });

  test('events are gathered for a moment before anybody is due', async () => {
    expect(await nextHintDueIn(db())).toBeUndefined();
    await storeHints(db(), [{ ...ada, uuid: 'e1', ofApp: false }]);
    const [{ gathered } = { gathered: 0 }] = await db().query<{ gathered: number }>(
      'SELECT due_at - since AS gathered FROM connector.okta_hints',
    );
    expect(gathered).toBe(1_000);
    await hurry();
    expect(await nextHintDueIn(db())).toBe(0);
  });

  test('who was read and has nothing to write is forgotten; who has a row stays with the job until it ends', async () => {
    await job(JOB);
    await tell({ ...ada, uuid: 'e1' }, { ...ben, uuid: 'e2' });
    const taken = await take();
    await settleHints(
      db(),
      JOB,
      taken.map((hint) => ({ ...hint, hasRow: hint.id === ada.id })),
    );
    expect(await due()).toEqual([]);
    expect(await db().query('SELECT okta_id, job_id FROM connector.okta_hints')).toEqual([
      { okta_id: ada.id, job_id: JOB },
    ]);
    await forgetWorkedOff(db());
    expect(await db().query('SELECT FROM connector.okta_hints')).toHaveLength(1);
    await moveJob(db(), JOB, 'cancel');
    await forgetWorkedOff(db());
    expect(await db().query('SELECT FROM connector.okta_hints')).toEqual([]);
  });

  test('who is told of again while they are read, or while their job works, is due again', async () => {
    await tell({ ...ada, uuid: 'e1' });
    for (const [uuid, hasRow] of [
      ['e2', false],
      ['e2b', true],
    ] as const) {
      const taken = await take();
      await tell({ ...ada, uuid });
      await settleHints(
        db(),
        JOB,
        taken.map((hint) => ({ ...hint, hasRow })),
      );
      expect(await due()).toEqual([ada.id]);
    }
    const again = await take();
    await settleHints(
      db(),
      JOB,
      again.map((hint) => ({ ...hint, hasRow: true })),
    );
    expect(await due()).toEqual([]);
    await tell({ ...ada, uuid: 'e3' });
    expect(await due('user', LATER)).toEqual([ada.id]);
  });

  test('what is told later than the collection began is left to the next one', async () => {
    await tell({ ...ada, uuid: 'e1' });
    const { upTo } = await hintsSoFar(db());
    await tell({ ...ben, uuid: 'e2' });
    expect((await dueHints(db(), { kind: 'user', jobId: JOB, upTo })).map(({ id }) => id)).toEqual([ada.id]);
    expect(await dueHints(db(), { kind: 'user', jobId: JOB, upTo }, { ids: [ben.id] })).toEqual([]);
  });

  test('what gathers still when the collection begins is left to the next one', async () => {
    await tell({ ...ada, uuid: 'e1' });
    await storeHints(db(), [{ ...ben, uuid: 'e2', ofApp: false }]);
    const soFar = await hintsSoFar(db());
    await hurry();
    await db().query('UPDATE connector.okta_hints SET due_at = $2 WHERE okta_id = $1', [ben.id, soFar.dueBy + 1]);
    const filter = { kind: 'user', jobId: JOB, ...soFar } as const;
    expect((await dueHints(db(), filter)).map(({ id }) => id)).toEqual([ada.id]);
    expect(await countDueHints(db(), filter)).toBe(1);
  });

  test('a group keeps that it was told of as one that is assigned to the app', async () => {
    await tell({ ...sales, uuid: 'e1', ofApp: true }, { ...sales, uuid: 'e2' });
    await tell({ ...sales, uuid: 'e3' });
    expect(await take('group')).toMatchObject([{ named: true }]);
    await tell({ kind: 'group', id: '00gOther', uuid: 'e4' });
    expect((await take('group')).map(({ named }) => named)).toEqual([true, false]);
  });

  test('a group becomes its members page by page, and keeps its place', async () => {
    await tell({ ...sales, uuid: 'e1' }, { ...ada, uuid: 'e2' });
    const [group] = await take('group');
    if (!group) throw new Error('there is no hint of the group');
    await spreadHint(db(), group, [ada.id, ben.id, ben.id], 'page-2');
    expect((await take('group')).map(({ cursor }) => cursor)).toEqual(['page-2']);
    const members = await take();
    expect(members.toSorted((one, other) => one.id.localeCompare(other.id))).toMatchObject([
      { id: ada.id, named: true },
      { id: ben.id, named: false },
    ]);
    await spreadHint(db(), group, [], undefined);
    expect(await due('group')).toEqual([]);
  });

  test('a group that is told of again while its members are read is read from the beginning', async () => {
    await tell({ ...sales, uuid: 'e1' });
    const [group] = await take('group');
    if (!group) throw new Error('there is no hint of the group');
    await tell({ ...sales, uuid: 'e2' });
    await spreadHint(db(), group, [ada.id], 'page-2');
    await spreadHint(db(), group, [ben.id], undefined);
    expect((await take('group')).map(({ cursor }) => cursor)).toEqual(['']);
  });

  test('events are told apart for 30 days', async () => {
    await tell({ ...ada, uuid: 'e1' });
    const [{ now } = { now: 0 }] = await db().query<{ now: number }>('SELECT connector.now_ms(NULL) AS now');
    await purgeExpired(db(), DEFAULT_RETENTION, now + 30 * DAY_MS - 60_000);
    expect(await tell({ ...ada, uuid: 'e1' })).toBe(0);
    await purgeExpired(db(), DEFAULT_RETENTION, now + 30 * DAY_MS + 60_000);
    expect(await tell({ ...ada, uuid: 'e1' })).toBe(1);
  });

  test('two deliveries at once that hold the same people wait for each other', async () => {
    const people = Array.from({ length: 50 }, (__, at) => ({ kind: 'user', id: `00u${at}` }) as const);
    const one = people.map((person, at) => ({ ...person, uuid: `a${at}`, ofApp: false }));
    const other = people.toReversed().map((person, at) => ({ ...person, uuid: `b${at}`, ofApp: false }));
    expect(await Promise.all([storeHints(db(), one), storeHints(db(), other)])).toEqual([50, 50]);
  });
});
