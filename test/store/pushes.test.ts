import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { insertJob } from '../../src/store/job-insert.ts';
import { moveJob } from '../../src/store/job-moves.ts';
import { countOmniRequests, notePlanned } from '../../src/store/job-progress.ts';
import { listJobs, readJob } from '../../src/store/jobs.ts';
import { listPushRows } from '../../src/store/push-rows.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { addPush, samplePush, sampleRow, sampleRows } from './push-samples.ts';

describe.each(databases)('accepting a push on %s', (_, open) => {
  const db = useDatabase(open);

  test('keeps everything that was asked, in the order of the list', async () => {
    const parentId = randomUUID();
    const push = samplePush({ kind: 'undo', parentId, now: 7, rows: sampleRows(4_500) });
    expect(await insertJob(db(), push)).toEqual({ id: push.id, existing: false });
    expect(await readJob(db(), push.id)).toEqual({
      id: push.id,
      kind: 'undo',
      status: 'queued',
      phase: 'planning',
      phaseDone: 0,
      phaseFrom: 0,
      phaseMs: null,
      phaseTotal: 0,
      acceptedSeq: expect.any(Number),
      place: { at: 7, seq: expect.any(Number) },
      clientId: 'client',
      action: 'push-users',
      requestId: 'request',
      parentId,
      options: { verify: 'sample' },
      planHash: '',
      message: '',
      causeCode: '',
      total: 4_500,
      doneCount: 0,
      changedCount: 0,
      unchangedCount: 0,
      failedCount: 0,
      clearedCount: 0,
      omniRequests: 0,
      minimumRequests: 0,
      probeStep: 0,
      approved: false,
      lookedAt: 0,
      judged: null,
      collected: {},
      cursor: '',
      report: {},
      background: false,
      shown: false,
      subject: '',
      notBefore: 0,
      lastTurnAt: 0,
      createdAt: 7,
      startedAt: null,
      finishedAt: null,
      expiresAt: null,
    });
    const [last] = await listPushRows(db(), push.id, { after: 4_498, limit: 10 });
    expect(last).toEqual({
      index: 4_499,
      userName: 'user4499@acme.example',
      input: { region: 'emea', seat_count: 25 },
      named: ['region', 'seat_count'],
      expected: null,
      state: 'waiting',
      code: '',
      message: '',
      omniUserId: '',
      changes: [],
      truth: '',
      truthAt: null,
      lookAt: 0,
      wishedAt: null,
      wishedSeq: null,
      mergedInto: null,
      tries: 0,
      leftover: false,
      warnings: null,
    });
  });

  test('keeps odd values as they are; an odd name becomes one that no user has', async () => {
    const values = { region: 'ü\0\ud800"\\{,}', '"odd\\{,}\0ref"': [''], '': null };
    const expected = { region: ['\0'] };
    const id = await addPush(db(), { rows: [sampleRow(0, { userName: 'a\0\ud800@acme.example', values, expected })] });
    const [row] = await listPushRows(db(), id, { limit: 1 });
    expect(row).toMatchObject({ userName: 'a\u{fffd}\u{fffd}@acme.example', input: values, expected });
  });

  test('accepts one of many equal pushes that arrive at once', async () => {
    const pushes = Array.from({ length: 8 }, () => samplePush({ fingerprint: 'same', rows: sampleRows(20) }));
    const inserted = await Promise.all(pushes.map((push) => insertJob(db(), push)));
    expect(inserted.filter(({ existing }) => !existing)).toHaveLength(1);
    expect(new Set(inserted.map(({ id }) => id)).size).toBe(1);
    expect(await db().query('SELECT index FROM connector.push_rows')).toHaveLength(20);
  });

  test('leaves nothing behind when it fails', async () => {
    await expect(insertJob(db(), samplePush({ rows: [sampleRow(0), sampleRow(0)] }))).rejects.toThrow();
    expect(await listJobs(db(), { limit: 10 })).toEqual([]);
  });
});

describe.each(databases)('reading pushes on %s', (_, open) => {
  const db = useDatabase(open);

  test('a push that does not exist is undefined, whatever text is asked for', async () => {
    expect(await readJob(db(), randomUUID())).toBeUndefined();
    expect(await readJob(db(), "x'; --\0")).toBeUndefined();
  });

  test('the list begins with the latest accepted, goes on after a page, and shows plans only when asked', async () => {
    const first = await addPush(db());
    const plan = await addPush(db(), { status: 'planned' });
    const second = await addPush(db());
    const third = await addPush(db());
    await moveJob(db(), second, 'cancel');

    const page = await listJobs(db(), { limit: 2 });
    expect(page.map(({ id }) => id)).toEqual([third, second]);
    const rest = await listJobs(db(), { limit: 2, before: page[1]?.acceptedSeq });
    expect(rest.map(({ id }) => id)).toEqual([first]);
    expect((await listJobs(db(), { status: 'planned', limit: 9 })).map(({ id }) => id)).toEqual([plan]);
    expect((await listJobs(db(), { status: 'canceled', limit: 9 })).map(({ id }) => id)).toEqual([second]);
  });

  test('the end of planning and the requests to Omni are noted', async () => {
    const id = await addPush(db());
    await notePlanned(db(), id, { planHash: 'hash', requests: 3 });
    await countOmniRequests(db(), id, 2);
    await countOmniRequests(db(), id, 5);
    expect(await readJob(db(), id)).toMatchObject({
      phase: 'judging',
      planHash: 'hash',
      minimumRequests: 3,
      omniRequests: 7,
    });
  });
});
