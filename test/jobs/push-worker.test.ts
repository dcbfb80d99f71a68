import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { type JobWorker, type RunTurn, startWorker, type WorkerOptions } from '../../src/jobs/worker.ts';
import type { Database } from '../../src/store/database.ts';
import { moveJob } from '../../src/store/job-moves.ts';
import { takeTurn } from '../../src/store/job-turns.ts';
import { readJob } from '../../src/store/jobs.ts';
import { addPush } from '../store/push-samples.ts';
import { databases, useDatabase } from '../support/databases.ts';

const workers: JobWorker[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});

/** Looks every 5 ms, for at most 15 s. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 3_000 && !(await holds()); i += 1) await delay(5);
  expect(await holds()).toBe(true);
}

/** Waits a hundredth of the time. */
const quickClock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 100, signal) };

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

describe.each(databases)('the worker of jobs on %s', (_, open) => {
  const db = useDatabase(open);
  const warnings: string[] = [];
  beforeEach(() => void warnings.splice(0));

  async function start(run: RunTurn, options: Partial<WorkerOptions> = {}): Promise<JobWorker> {
    const log = { warn: (_fields: object, message: string) => void warnings.push(message) };
    const worker = await startWorker({ database: db(), run, log, ...options });
    workers.push(worker);
    return worker;
  }

  const finish = async (jobId: string): Promise<'again'> => {
    await moveJob(db(), jobId, 'finish');
    return 'again';
  };
  const isDone = async (id: string): Promise<boolean> => (await readJob(db(), id))?.status === 'done';

  test('a push that was accepted starts by itself within a second, and at once when the worker is woken', async () => {
    const startedAt = new Map<string, number>();
    const worker = await start((jobId) => {
      startedAt.set(jobId, Date.now());
      return finish(jobId);
    });
    const waited = async (wake: () => void): Promise<number> => {
      const id = await addPush(db());
      const accepted = Date.now();
      wake();
      await until(() => isDone(id));
      return (startedAt.get(id) ?? Infinity) - accepted;
    };
    expect(await waited(() => undefined)).toBeLessThan(1_000);
    expect(await waited(worker.wake)).toBeLessThan(400);
  });

  test('two replicas share the pushes, and no push is ever in two hands', async () => {
    const pushes = await Promise.all(Array.from({ length: 10 }, () => addPush(db())));
    const inHand = new Set<string>();
    const turns: string[] = [];
    const run =
      (replica: string): RunTurn =>
      async (jobId) => {
        expect(inHand.has(jobId)).toBe(false);
        inHand.add(jobId);
        turns.push(replica);
        await delay(20);
        inHand.delete(jobId);
        return turns.length < 40 ? 'again' : finish(jobId);
      };
    // An embedded database has one process; two workers on it would take each other's turns at their start only.
    await Promise.all([start(run('one'), { slots: 2 }), start(run('two'), { slots: 2 })]);
    await until(async () => (await Promise.all(pushes.map(isDone))).every(Boolean));
    expect(new Set(turns)).toEqual(new Set(['one', 'two']));
    expect(warnings).toEqual([]);
  });

  test('with one slot, pushes take turns slice by slice', async () => {
    const [one, two] = [await addPush(db()), await addPush(db())];
    const order: string[] = [];
    await start(
      async (jobId) => {
        order.push(jobId === one ? 'one' : 'two');
        await delay(2); // turns that end in one millisecond have no order
        return order.length < 5 ? 'again' : finish(jobId);
      },
      { slots: 1 },
    );
    await until(async () => (await isDone(one)) && (await isDone(two)));
    expect(order).toEqual(['one', 'two', 'one', 'two', 'one', 'two']);
  });

  test('a slice says when the next one is due', async () => {
    const id = await addPush(db());
    const startedAt: number[] = [];
    await start(async (jobId) => {
      startedAt.push(Date.now());
      return startedAt.length === 1 ? { againAfterMs: 700 } : finish(jobId);
    });
    await until(() => isDone(id));
    expect(Number(startedAt[1]) - Number(startedAt[0])).toBeGreaterThanOrEqual(699);
  });

  test('a slice that throws is told to the log and repeated later, while others go on', async () => {
    const broken = await addPush(db());
    const good = await addPush(db());
    let tries = 0;
    await start(async (jobId) => {
      if (jobId !== broken) return finish(jobId);
      tries += 1;
      throw new Error('a mistake');
    });
    await until(() => isDone(good));
    await until(() => warnings.includes('a turn of a job failed, it is repeated'));
    expect(tries).toBe(1);
    await until(async () => Number((await readJob(db(), broken))?.notBefore) > Date.now() + 3_000);
  });

  test('a canceled push is told to its slice', async () => {
    const id = await addPush(db());
    let aborted = false;
    const slice = async (_pushId: string, signal: AbortSignal) => {
      await untilAborted(signal);
      aborted = true;
      return 'again' as const;
    };
    await start(slice, { clock: quickClock });
    await until(async () => (await readJob(db(), id))?.status === 'running');
    await moveJob(db(), id, 'cancel');
    await until(() => aborted);
    expect(await readJob(db(), id)).toMatchObject({ status: 'canceled' });
  });

  test('a database that does not answer for a while is told to the log, and the work goes on', async () => {
    const id = await addPush(db());
    let failures = 3;
    const query: Database['query'] = (sql, parameters) => {
      if (failures === 0) return db().query(sql, parameters);
      failures -= 1;
      return Promise.reject(new ConnectorError('STORE_UNAVAILABLE'));
    };
    await start(finish, { database: { ...db(), kind: 'server', query }, clock: quickClock });
    await until(() => isDone(id));
    expect(warnings).toContain('the database did not answer the worker of jobs, which tries again');
  });

  test('stopping does not wait for ever for a slice that does not end', async () => {
    const id = await addPush(db());
    const worker = await start(() => new Promise(() => undefined), { clock: quickClock });
    await until(async () => (await readJob(db(), id))?.status === 'running');
    await worker.stop();
    expect(await takeTurn(db(), { owner: 'next', except: [], leaseMs: 1_000 })).toBeUndefined();
  });

  test('stopping waits for the row in hand, gives the turn back and takes no other', async () => {
    const id = await addPush(db());
    let rowsDone = 0;
    const worker = await start(async (_pushId, signal) => {
      await untilAborted(signal);
      await delay(50);
      rowsDone += 1;
      return 'again';
    });
    await until(async () => (await readJob(db(), id))?.status === 'running');
    await worker.stop();
    expect(rowsDone).toBe(1);
    expect(await takeTurn(db(), { owner: 'next', except: [], leaseMs: 1_000 })).toBe(id);
  });
});
