import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { NO_PLACE } from '../../src/push/place.ts';
import { endCanceledJob, moveJob } from '../../src/store/job-moves.ts';
import { noteJudged, notePlanned } from '../../src/store/job-progress.ts';
import { clearTurns, endTurn, renewTurns, takeTurn } from '../../src/store/job-turns.ts';
import { readJob } from '../../src/store/jobs.ts';
import { type PlannedRow, savePlanPage } from '../../src/store/push-plans.ts';
import { listPushRows } from '../../src/store/push-rows.ts';
import { openIntent } from '../../src/store/write-intents.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { addPush, sampleRows } from './push-samples.ts';

const take = { owner: 'first', except: [], leaseMs: 10_000, now: 1_000 };

describe.each(databases)('turns on %s', (_, open) => {
  const db = useDatabase(open);

  test('of many workers that look at once, each gets another push', async () => {
    const pushes = [await addPush(db()), await addPush(db()), await addPush(db())];
    const owners = Array.from({ length: 12 }, (_, i) => `worker ${i}`);
    const taken = await Promise.all(owners.map((owner) => takeTurn(db(), { ...take, owner })));
    expect(taken.filter((id) => id !== undefined).sort()).toEqual(pushes.sort());
  });

  test('the first turn starts the push, and later ones keep its start', async () => {
    const id = await addPush(db());
    expect(await takeTurn(db(), take)).toBe(id);
    expect(await readJob(db(), id)).toMatchObject({ status: 'running', startedAt: 1_000 });
    expect(await takeTurn(db(), { ...take, owner: 'second', now: 11_000 })).toBe(id);
    expect(await readJob(db(), id)).toMatchObject({ status: 'running', startedAt: 1_000 });
  });

  test('only queued, running and paused pushes have turns, and a paused one stays paused', async () => {
    const id = await addPush(db());
    for (const status of ['planned', 'needs-approval', 'done', 'canceled', 'failed']) {
      await db().query('UPDATE connector.jobs SET status = $1, finished_at = 1', [status]);
      expect([status, await takeTurn(db(), take)]).toEqual([status, undefined]);
    }
    await db().query(`UPDATE connector.jobs SET status = 'paused'`);
    expect(await takeTurn(db(), take)).toBe(id);
    expect(await readJob(db(), id)).toMatchObject({ status: 'paused' });
  });

  test('pushes alternate: who had the last turn waits for the others', async () => {
    const [one, two] = [await addPush(db()), await addPush(db())];
    const order: (string | undefined)[] = [];
    for (let now = 0; now < 60; now += 10) {
      const jobId = await takeTurn(db(), { ...take, now });
      order.push(jobId);
      await endTurn(db(), { owner: 'first', jobId: jobId ?? '', againAfterMs: 0, now: now + 5 });
    }
    expect(order).toEqual([one, two, one, two, one, two]);
  });

  test('who has lost the turn moves the job nowhere and keeps no plan of it', async () => {
    const id = await addPush(db(), { rows: sampleRows(2) });
    const plan: PlannedRow = { index: 0, state: 'unchanged', omniUserId: 'a', lookAt: 1 };
    await takeTurn(db(), take);
    expect(await takeTurn(db(), { ...take, owner: 'second', now: 11_000 })).toBe(id);
    for (const move of ['finish', 'hold', 'pause'] as const)
      expect([move, await moveJob(db(), id, move, { owner: 'first' })]).toEqual([move, false]);
    await savePlanPage(db(), id, [plan], 'first');
    await notePlanned(db(), id, { planHash: 'old', requests: 1 }, 'first');
    expect(await readJob(db(), id)).toMatchObject({ status: 'running', phase: 'planning', doneCount: 0, planHash: '' });
    await savePlanPage(db(), id, [plan], 'second');
    expect(await readJob(db(), id)).toMatchObject({ unchangedCount: 1 });
    await notePlanned(db(), id, { planHash: 'new', requests: 1 }, 'second');
    expect(await readJob(db(), id)).toMatchObject({ phase: 'judging', planHash: 'new' });
    expect(await moveJob(db(), id, 'finish', { owner: 'second' })).toBe(true);
  });

  test('a turn is free when its lease is over, not before, and then its old owner can neither renew nor end it', async () => {
    const jobId = await addPush(db());
    await takeTurn(db(), take);
    const second = { ...take, owner: 'second' };
    expect(await takeTurn(db(), { ...second, now: 10_999 })).toBeUndefined();
    expect(await takeTurn(db(), { ...second, now: 11_000 })).toBe(jobId);

    expect(await renewTurns(db(), { owner: 'first', jobIds: [jobId], leaseMs: 10_000, now: 11_001 })).toEqual(
      new Set(),
    );
    await endTurn(db(), { owner: 'first', jobId, againAfterMs: 0, now: 11_001 });
    expect(await takeTurn(db(), { ...take, owner: 'third', now: 11_002 })).toBeUndefined();
  });

  test('a renewed turn is kept, except of a push that was canceled', async () => {
    const [kept, canceled] = [await addPush(db()), await addPush(db())];
    await takeTurn(db(), take);
    await takeTurn(db(), take);
    await moveJob(db(), canceled, 'cancel');
    const renewal = { owner: 'first', jobIds: [kept, canceled], leaseMs: 10_000, now: 9_000 };
    expect(await renewTurns(db(), renewal)).toEqual(new Set([kept]));
    expect(await takeTurn(db(), { ...take, owner: 'second', now: 18_999 })).toBeUndefined();
  });

  test('a job that is canceled while somebody has its turn is ended by the last turn', async () => {
    const id = await addPush(db());
    const finishedAt = async () => (await readJob(db(), id))?.finishedAt ?? null;
    await takeTurn(db(), take);
    await moveJob(db(), id, 'cancel', { now: 2_000 });
    expect(await finishedAt()).toBeNull();
    // However much later its next turn was to be.
    await endTurn(db(), { owner: 'first', jobId: id, againAfterMs: 600_000, now: 3_000 });
    expect(await takeTurn(db(), { ...take, now: 3_001 })).toBe(id);
    await endCanceledJob(db(), id, { code: '', message: '' });
    expect(await finishedAt()).not.toBeNull();
    await endTurn(db(), { owner: 'first', jobId: id, againAfterMs: 0, now: 3_002 });
    expect(await takeTurn(db(), { ...take, now: 99_000 })).toBeUndefined();
  });

  test('a write of a canceled job that was cut off is in doubt, so that an undo looks after it', async () => {
    const id = await addPush(db(), { rows: sampleRows(2) });
    const changes = [{ reference: 'region', before: [], after: ['emea'] }];
    const ready = (index: number): PlannedRow => ({ index, state: 'ready', omniUserId: `id-${index}`, changes });
    await savePlanPage(db(), id, [ready(0), ready(1)]);
    const { place } = (await readJob(db(), id)) ?? {};
    const who = { at: 1, requestId: '', clientId: '', action: '', userName: 'user0@acme.example', omniUserId: 'id-0' };
    const lease = { name: 'user:user0@acme.example', fence: 1 };
    const open = { ...who, id: randomUUID(), changes, lease, place: place ?? NO_PLACE };
    await openIntent(db(), open);
    await moveJob(db(), id, 'cancel');
    expect((await readJob(db(), id))?.finishedAt).toBeNull();
    await endCanceledJob(db(), id, { code: 'OMNI_WRITE_UNCERTAIN', message: 'Who knows.' });
    expect((await readJob(db(), id))?.finishedAt).not.toBeNull();
    expect((await listPushRows(db(), id, { limit: 9 })).map(({ state, code }) => `${state} ${code}`)).toEqual([
      'ready OMNI_WRITE_UNCERTAIN',
      'ready ',
    ]);
  });

  test('a worker never takes what it has in hand, even after its lease', async () => {
    const id = await addPush(db());
    await takeTurn(db(), take);
    expect(await takeTurn(db(), { ...take, except: [id], now: 99_000 })).toBeUndefined();
  });

  test('the next turn comes when it was asked for, but never before the end of a pause', async () => {
    const jobId = await addPush(db());
    await takeTurn(db(), take);
    await endTurn(db(), { owner: 'first', jobId, againAfterMs: 500, now: 2_000 });
    expect(await takeTurn(db(), { ...take, now: 2_499 })).toBeUndefined();
    expect(await takeTurn(db(), { ...take, now: 2_500 })).toBe(jobId);

    await moveJob(db(), jobId, 'pause', { probeAfterMs: 30_000, now: 3_000 });
    await endTurn(db(), { owner: 'first', jobId, againAfterMs: 0, now: 3_000 });
    expect(await takeTurn(db(), { ...take, now: 32_999 })).toBeUndefined();
    expect(await takeTurn(db(), { ...take, now: 33_000 })).toBe(jobId);
  });

  test('who has lost it says no more what an approval covers', async () => {
    const id = await addPush(db());
    await takeTurn(db(), take);
    await noteJudged(db(), id, 'first', { changed: 1 });
    await moveJob(db(), id, 'hold', { owner: 'first' });
    await moveJob(db(), id, 'approve');
    await noteJudged(db(), id, 'lost', { changed: 9 });
    expect(await readJob(db(), id)).toMatchObject({ approved: true, judged: { changed: 1 } });
  });

  test('all turns can be given back', async () => {
    const id = await addPush(db());
    await takeTurn(db(), take);
    await clearTurns(db());
    expect(await takeTurn(db(), { ...take, owner: 'second' })).toBe(id);
  });
});
