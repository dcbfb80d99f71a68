import { describe, expect, test } from '@jest/globals';
import type { CallAction } from '../../src/cli/push/call-action.ts';
import { followJob } from '../../src/cli/push/follow-job.ts';
import type { Job } from '../../src/schema/types.ts';
import { actionExample } from '../../tools/generate/action-example.ts';

const example = actionExample('get-job').output as Job;

const job = (change: Partial<Job>): Job => ({ ...example, ...change });

/** Answers with these jobs, one after the other; an error is thrown. */
function answers(...looks: readonly (Partial<Job> | Error)[]): CallAction {
  const left = [...looks];
  return async <Output>() => {
    const next = left.length > 1 ? left.shift() : left[0];
    if (next instanceof Error) throw next;
    return { output: job(next ?? {}) as Output };
  };
}

const follow = (call: CallAction) => followJob(call, 'a job', { bar: undefined, everyMs: 0 });

describe('a job is followed', () => {
  test.each(['done', 'canceled', 'failed', 'needs-approval'] as const)('until it is %s', async (status) => {
    const end = { status, finishedAt: '2026-11-02T09:00:00.000Z' };
    expect(await follow(answers({ status: 'queued' }, { status: 'running' }, end))).toMatchObject(end);
  });

  test('until the last row of a canceled one has its outcome', async () => {
    const end = { status: 'canceled', finishedAt: '2026-11-02T09:00:00.000Z', changedCount: 9 } as const;
    expect(await follow(answers({ status: 'canceled', finishedAt: '' }, end))).toMatchObject(end);
  });

  test('through a pause', async () => {
    expect((await follow(answers({ status: 'paused' }, { status: 'done' }))).status).toBe('done');
  });

  test('through a restart of the connector', async () => {
    const gone = new Error('the connector cannot be reached');
    expect((await follow(answers({ status: 'running' }, gone, gone, { status: 'done' }))).status).toBe('done');
  });

  test('not for ever when nothing answers any more, and not at all when nothing answers at first', async () => {
    const gone = new Error('the connector cannot be reached');
    await expect(follow(answers({ status: 'running' }, gone))).rejects.toThrow('cannot be reached');
    await expect(follow(answers(gone, { status: 'done' }))).rejects.toThrow('cannot be reached');
  });

  test('until nobody wants to look on any more', async () => {
    const call = answers({ status: 'running' });
    expect(await followJob(call, 'a job', { bar: undefined, signal: AbortSignal.abort() })).toMatchObject({
      status: 'running',
    });
  });
});
