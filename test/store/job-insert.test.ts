import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { insertJob, type NewJob } from '../../src/store/job-insert.ts';
import { moveJob } from '../../src/store/job-moves.ts';
import { readJob } from '../../src/store/jobs.ts';
import { rememberOmniUser } from '../../src/store/omni-users.ts';
import { takePlace } from '../../src/store/take-place.ts';
import { openIntent } from '../../src/store/write-intents.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';
import { addPush, samplePush, sampleRow } from './push-samples.ts';

const HOUR = 3_600_000;

describe.each(databases)('a job that is accepted on %s', (_, open) => {
  const db = useDatabase(open);

  describe('with the fingerprint of an earlier one of the same client', () => {
    const repeat = (push: NewJob, differences: object = {}) =>
      insertJob(db(), { ...push, id: randomUUID(), now: 10, ...differences });
    async function first(differences: Partial<NewJob> = {}): Promise<NewJob> {
      const push = samplePush({ fingerprint: 'same', ...differences });
      await insertJob(db(), push);
      return push;
    }

    test.each(['queued', 'running', 'needs-approval', 'paused'])('joins it while it is %s', async (status) => {
      const push = await first();
      await db().query('UPDATE connector.jobs SET status = $1', [status]);
      expect(await repeat(push)).toEqual({ id: push.id, existing: true });
      expect(await repeat(push, { clientId: 'other' })).toMatchObject({ existing: false });
    });

    test.each(['done', 'failed', 'canceled'])('runs again when it is %s', async (status) => {
      const push = await first();
      await db().query('UPDATE connector.jobs SET status = $1', [status]);
      expect(await repeat(push)).toMatchObject({ existing: false });
    });

    test('joins a plan that nobody has seen, and makes a new one otherwise', async () => {
      const plan = await first({ status: 'planned' });
      expect(await repeat(plan)).toEqual({ id: plan.id, existing: true });
      expect(await repeat(plan, { now: 25 * HOUR })).toMatchObject({ existing: false });
      await db().query('DELETE FROM connector.jobs WHERE id <> $1', [plan.id]);
      await db().query('UPDATE connector.jobs SET shown = true');
      expect(await repeat(plan)).toMatchObject({ existing: false });
    });

    test.each([
      ['a later job has named one of its values', { values: { region: 'apac' } }, false],
      ['a later job has named another value of the user', { values: { flag: 'x' } }, true],
      ['a later job has named somebody else', { userName: 'other@acme.example' }, true],
    ])('where %s', async (_name, differences, joins) => {
      const push = await first();
      await addPush(db(), { now: 5, rows: [sampleRow(0, differences)] });
      expect(await repeat(push)).toMatchObject({ existing: joins });
    });

    // Accepted before the push: it is the time of the row's wish that counts, which is when Okta was read.
    test.each([
      ['a sync that was accepted earlier has read Okta since', { wishedAt: 5 }, false],
      ['a sync had read Okta before', { wishedAt: 2 }, true],
      ['a call was accepted since that became a row of an earlier job', { wishedAt: 3, wishedSeq: 1_000_000 }, false],
    ])('where %s', async (_name, differences, joins) => {
      await addPush(db(), { rows: [sampleRow(0, differences)] });
      const push = await first({ now: 3 });
      expect(await repeat(push)).toMatchObject({ existing: joins });
    });

    // Its rows are not there yet, and are as old as what it has read already.
    test.each([
      ['sync', 'running', false],
      ['changes', 'queued', false],
      ['sync', 'planned', true],
      ['sync', 'canceled', true],
      ['drift', 'running', true],
    ] as const)('where a %s that is %s reads Okta', async (kind, status, joins) => {
      const id = await addPush(db(), { kind, phase: 'collecting', rows: [], status: 'planned' });
      await db().query('UPDATE connector.jobs SET status = $2 WHERE id = $1', [id, status]);
      expect(await repeat(await first({ now: 3 }))).toMatchObject({ existing: joins });
    });

    test.each([
      ['has not read Okta yet', {}, true],
      ['has the turn', { owner: 'a worker' }, false],
      ['has read a part', { cursor: 'users' }, false],
      ['has read all', { phase: 'planning' }, false],
      ['was only planned', { status: 'planned', cursor: 'users' }, true],
    ])('of a sync that %s', async (_name, differences, joins) => {
      const sync = await first({ kind: 'sync', phase: 'collecting', rows: [] });
      for (const [column, value] of Object.entries(differences)) {
        await db().query(`UPDATE connector.jobs SET ${column} = $1 WHERE id = $2`, [value, sync.id]);
      }
      expect(await repeat(sync)).toMatchObject({ existing: joins });
    });

    test.each([
      ['of one of its values', 'region', { at: 5, seq: 1 }, false],
      ['of another value', 'flag', { at: 5, seq: 1 }, true],
      ['that is older', 'region', { at: -1, seq: 1 }, true],
    ])('where a single call has had its effect %s', async (_name, reference, place, joins) => {
      const push = await first();
      await rememberOmniUser(db(), 'USER0@acme.example', 'id-0');
      await moveValues(db(), 'id-0', place, [{ reference, wished: ['x'], held: ['x'], sent: true }]);
      expect(await repeat(push)).toMatchObject({ existing: joins });
    });

    test('is a new wish where nobody can tell yet what became of a later call', async () => {
      const push = await first();
      await rememberOmniUser(db(), 'user0@acme.example', 'id-0');
      const lease = { name: 'user:user0@acme.example', fence: 1 };
      const who = { requestId: 'r', clientId: 'c', action: 'set-user-values', userName: 'user0@acme.example' };
      const intent = { id: randomUUID(), at: 5, ...who, omniUserId: 'id-0', changes: [], lease };
      await openIntent(db(), { ...intent, place: { at: -1, seq: 1 } });
      expect(await repeat(push)).toMatchObject({ existing: true });
      await openIntent(db(), { ...intent, id: randomUUID(), place: { at: 5, seq: 1 } });
      expect(await repeat(push)).toMatchObject({ existing: false });
    });

    test.each([
      ['for one of its values', {}, false],
      ['for another value of the user', { references: ['flag'] }, true],
      ['for somebody else', { userName: 'other@acme.example' }, true],
      ['by an event that is older', { happenedAt: 2 }, true],
      ['by a call that keeps an older place', { first: { at: 2, seq: 1 } }, true],
    ])('where a single call was accepted %s, and has had no effect yet', async (_name, differences, joins) => {
      const push = await first({ now: 3 });
      await takePlace(db(), { userName: 'USER0@acme.example', references: ['region', 'x'], ...differences });
      expect(await repeat(push)).toMatchObject({ existing: joins });
    });

    test('makes a new one where there is no fingerprint', async () => {
      const push = await first({ fingerprint: '' });
      expect(await repeat(push)).toMatchObject({ existing: false });
    });
  });

  test('has its place by its time and number, unless it repeats the wishes of an earlier job', async () => {
    const [one, other] = [await addPush(db(), { now: 7 }), await addPush(db(), { now: 7 })];
    const retry = await addPush(db(), { now: 9, place: { at: 3, seq: 2 } });
    const places = await Promise.all([one, other, retry].map(async (id) => (await readJob(db(), id))?.place));
    expect(places).toEqual([
      { at: 7, seq: expect.any(Number) },
      { at: 7, seq: expect.any(Number) },
      { at: 3, seq: 2 },
    ]);
    expect(places[1]?.seq).toBeGreaterThan(places[0]?.seq ?? 0);
  });

  test('of a plan has its place when it is applied, and keeps it from there on', async () => {
    const plan = await addPush(db(), { status: 'planned', now: 7 });
    const later = await addPush(db(), { now: 8 });
    await moveJob(db(), plan, 'apply', { now: 9 });
    const { place } = (await readJob(db(), plan)) ?? {};
    expect(place?.at).toBe(9);
    expect(place?.seq).toBeGreaterThan((await readJob(db(), later))?.place.seq ?? 0);
    await db().query(`UPDATE connector.jobs SET status = 'needs-approval' WHERE id = $1`, [plan]);
    await moveJob(db(), plan, 'approve', { now: 99 });
    expect((await readJob(db(), plan))?.place).toEqual(place);
  });
});
