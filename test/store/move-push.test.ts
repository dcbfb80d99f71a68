import { describe, expect, test } from '@jest/globals';
import { type MoveDetails, movePush, type PushMove } from '../../src/store/job-moves.ts';
import type { PushStatus } from '../../src/store/jobs.ts';
import { readPush } from '../../src/store/jobs.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { addPush } from './push-samples.ts';

const DAY = 24 * 3_600_000;

const ALLOWED: Record<PushMove, Partial<Record<PushStatus, PushStatus>>> = {
  apply: { planned: 'queued' },
  approve: { 'needs-approval': 'queued' },
  cancel: { queued: 'canceled', running: 'canceled', 'needs-approval': 'canceled', paused: 'canceled' },
  fail: { queued: 'failed', running: 'failed', paused: 'failed' },
  finish: { running: 'done' },
  hold: { running: 'needs-approval', paused: 'needs-approval' },
  pause: { running: 'paused', paused: 'paused' },
  resume: { paused: 'running' },
};
const STATUSES: readonly PushStatus[] = [
  'planned',
  'queued',
  'running',
  'needs-approval',
  'paused',
  'done',
  'canceled',
  'failed',
];

describe.each(databases)('the status of a push on %s', (_, open) => {
  const db = useDatabase(open);

  async function pushIn(status: PushStatus): Promise<string> {
    const id = await addPush(db());
    await db().query('UPDATE connector.pushes SET status = $2 WHERE id = $1', [id, status]);
    return id;
  }

  async function moved(status: PushStatus, move: PushMove, details?: MoveDetails) {
    const id = await pushIn(status);
    await movePush(db(), id, move, details);
    return readPush(db(), id);
  }

  test.each(Object.keys(ALLOWED) as PushMove[])(
    '%s leads only from where it may, and elsewhere nowhere',
    async (move) => {
      for (const status of STATUSES) {
        const id = await pushIn(status);
        const to = ALLOWED[move][status];
        expect([status, await movePush(db(), id, move)]).toEqual([status, to !== undefined]);
        expect(await readPush(db(), id)).toMatchObject({ status: to ?? status });
      }
    },
  );

  test('of two that contradict each other at once, one counts', async () => {
    const id = await pushIn('running');
    const outcomes = await Promise.all([movePush(db(), id, 'finish'), movePush(db(), id, 'cancel')]);
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  test('an approval is remembered, and nothing else is one', async () => {
    expect(await moved('needs-approval', 'approve')).toMatchObject({ approved: true });
    expect(await moved('needs-approval', 'cancel')).toMatchObject({ approved: false });
    expect(await moved('paused', 'resume')).toMatchObject({ approved: false });
  });

  test('a pause says why and until when; the release takes that back', async () => {
    const id = await pushIn('running');
    const pause = { message: 'Omni refuses the key.', causeCode: 'OMNI_KEY_REFUSED', probeStep: 2 };
    await movePush(db(), id, 'pause', { ...pause, probeAfterMs: 30_000, now: 1_000 });
    expect(await readPush(db(), id)).toMatchObject({ ...pause, status: 'paused', notBefore: 31_000, finishedAt: null });
    await movePush(db(), id, 'resume', { now: 31_000 });
    expect(await readPush(db(), id)).toMatchObject({ message: '', causeCode: '', probeStep: 0, notBefore: 31_000 });
  });

  test('an end has a time', async () => {
    expect(await moved('running', 'finish', { now: 5 })).toMatchObject({ finishedAt: 5 });
    expect(await moved('queued', 'cancel', { now: 6 })).toMatchObject({ finishedAt: 6 });
    expect(await moved('paused', 'fail', { now: 7, message: 'Gone.' })).toMatchObject({
      finishedAt: 7,
      message: 'Gone.',
    });
    expect(await moved('running', 'hold', { now: 8 })).toMatchObject({ finishedAt: null });
  });

  test('a plan is accepted when it is applied, after the pushes of meanwhile, and not after 24 hours', async () => {
    const [plan, late] = [await addPush(db(), { status: 'planned' }), await addPush(db(), { status: 'planned' })];
    const meanwhile = await addPush(db());
    expect(await readPush(db(), plan)).toMatchObject({ expiresAt: DAY });

    expect(await movePush(db(), late, 'apply', { now: DAY })).toBe(false);
    expect(await movePush(db(), plan, 'apply', { now: DAY - 1 })).toBe(true);
    expect(await movePush(db(), plan, 'apply', { now: DAY - 1 })).toBe(false);
    const applied = await readPush(db(), plan);
    expect(applied).toMatchObject({ status: 'queued', expiresAt: null, approved: false });
    expect(applied?.acceptedSeq).toBeGreaterThan((await readPush(db(), meanwhile))?.acceptedSeq ?? Infinity);
  });
});
