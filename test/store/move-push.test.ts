import { describe, expect, test } from '@jest/globals';
import { type JobMove, type MoveDetails, moveJob } from '../../src/store/job-moves.ts';
import type { JobStatus } from '../../src/store/jobs.ts';
import { readJob } from '../../src/store/jobs.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { addPush } from './push-samples.ts';

const DAY = 24 * 3_600_000;

const ALLOWED: Record<JobMove, Partial<Record<JobStatus, JobStatus>>> = {
  apply: { planned: 'queued' },
  approve: { 'needs-approval': 'queued' },
  cancel: { queued: 'canceled', running: 'canceled', 'needs-approval': 'canceled', paused: 'canceled' },
  finish: { running: 'done' },
  hold: { running: 'needs-approval', paused: 'needs-approval' },
  pause: { running: 'paused', paused: 'paused' },
  resume: { paused: 'running' },
};
const STATUSES: readonly JobStatus[] = [
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

  async function pushIn(status: JobStatus): Promise<string> {
    const id = await addPush(db());
    await db().query('UPDATE connector.jobs SET status = $2 WHERE id = $1', [id, status]);
    return id;
  }

  async function moved(status: JobStatus, move: JobMove, details?: MoveDetails) {
    const id = await pushIn(status);
    await moveJob(db(), id, move, details);
    return readJob(db(), id);
  }

  test.each(Object.keys(ALLOWED) as JobMove[])(
    '%s leads only from where it may, and elsewhere nowhere',
    async (move) => {
      for (const status of STATUSES) {
        const id = await pushIn(status);
        const to = ALLOWED[move][status];
        expect([status, await moveJob(db(), id, move)]).toEqual([status, to !== undefined]);
        expect(await readJob(db(), id)).toMatchObject({ status: to ?? status });
      }
    },
  );

  test('of two that contradict each other at once, one counts', async () => {
    const id = await pushIn('running');
    const outcomes = await Promise.all([moveJob(db(), id, 'finish'), moveJob(db(), id, 'cancel')]);
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
    await moveJob(db(), id, 'pause', { ...pause, probeAfterMs: 30_000, now: 1_000 });
    expect(await readJob(db(), id)).toMatchObject({ ...pause, status: 'paused', notBefore: 31_000, finishedAt: null });
    await moveJob(db(), id, 'resume', { now: 31_000 });
    expect(await readJob(db(), id)).toMatchObject({ message: '', causeCode: '', probeStep: 0, notBefore: 31_000 });
  });

  test('an end has a time', async () => {
    expect(await moved('running', 'finish', { now: 5 })).toMatchObject({ finishedAt: 5 });
    expect(await moved('queued', 'cancel', { now: 6 })).toMatchObject({ finishedAt: 6 });
    expect(await moved('running', 'hold', { now: 8 })).toMatchObject({ finishedAt: null });
  });

  test('a plan is accepted when it is applied, after the pushes of meanwhile, and not after 24 hours', async () => {
    const [plan, late] = [await addPush(db(), { status: 'planned' }), await addPush(db(), { status: 'planned' })];
    const meanwhile = await addPush(db());
    expect(await readJob(db(), plan)).toMatchObject({ expiresAt: DAY });

    expect(await moveJob(db(), late, 'apply', { now: DAY })).toBe(false);
    expect(await moveJob(db(), plan, 'apply', { now: DAY - 1 })).toBe(true);
    expect(await moveJob(db(), plan, 'apply', { now: DAY - 1 })).toBe(false);
    const applied = await readJob(db(), plan);
    expect(applied).toMatchObject({ status: 'queued', expiresAt: null, approved: false });
    expect(applied?.acceptedSeq).toBeGreaterThan((await readJob(db(), meanwhile))?.acceptedSeq ?? Infinity);
  });
});
