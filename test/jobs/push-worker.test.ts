import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { type JobWorker, type RunTurn, startWorker, type WorkerOptions } from '../../src/jobs/worker.ts';
import type { Database } from '../../src/store/database.ts';
import { moveJob } from '../../src/store/job-moves.ts';
import { takeTurn } from '../../src/store/job-turns.ts';
import { readJob } from '../../src/store/jobs.ts';
import { addPush } from '../store/push-samples.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { fastClock } from '../support/fast-clock.ts';
import { until } from '../support/until.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const workers: JobWorker[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

describe.each(databases)('the worker of jobs on %s', (_, open) => {
  const db = useDatabase(open);
  const warnings: string[] = [];
  let clock = fastClock(4);
  beforeEach(() => {
    warnings.splice(0);
    clock = fastClock(4);
  });

  async function start(run: RunTurn, options: Partial<WorkerOptions> = {}): Promise<JobWorker> {
    const hear = (_fields: object, message: string) => void warnings.push(message);
    const log = { warn: hear, debug: hear };
    const worker = await startWorker({ database: clock.on(db()), clock, run, log, ...options });
    workers.push(worker);
    return worker;
  }

  const finish = async (jobId: string): Promise<'again'> => {
    await moveJob(db(), jobId, 'finish');
    return 'again';
  };
  const isDone = async (id: string): Promise<boolean> => (await readJob(db(), id))?.status === 'done';

  test('a push that was accepted starts by itself within a second, and at once when the worker is woken', async () => {
    const still = virtualClock();
    let asleep = 0;
    const sleep: typeof still.sleep = async (ms, signal) => {
      asleep += 1;
      await still.sleep(ms, signal).finally(() => {
        asleep -= 1;
      });
    };
    const worker = await start(finish, { database: db(), clock: { ...still, sleep } });
    const bothSleep = () => asleep === 2; // it looks for pushes, and keeps those that it has
    await until(bothSleep);
    const one = await addPush(db());
    await still.advance(1_000);
    await until(() => isDone(one));
    await until(bothSleep);
    const other = await addPush(db());
    worker.wake();
    await until(() => isDone(other));
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
        await clock.sleep(20);
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
        await clock.sleep(2); // turns that end in one millisecond have no order
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
      startedAt.push(clock.now());
      return startedAt.length === 1 ? { againAfterMs: 700 } : finish(jobId);
    });
    await until(() => isDone(id));
    expect(Number(startedAt[1]) - Number(startedAt[0])).toBeGreaterThanOrEqual(700);
  });

  test('a slice that throws is told to the log and repeated later, while others go on', async () => {
    const broken = await addPush(db());
    const good = await addPush(db());
    const tries: number[] = [];
    await start(async (jobId) => {
      if (jobId !== broken) return finish(jobId);
      tries.push(clock.now());
      throw new Error('a mistake');
    });
    await until(() => isDone(good));
    await until(() => warnings.includes('a turn of a job failed, it is repeated'));
    await until(() => tries.length === 2);
    expect(Number(tries[1]) - Number(tries[0])).toBeGreaterThanOrEqual(5_000);
  });

  test('a canceled push is told to its slice', async () => {
    const id = await addPush(db());
    let aborted = false;
    const slice = async (_pushId: string, signal: AbortSignal) => {
      await untilAborted(signal);
      aborted = true;
      return 'again' as const;
    };
    clock = fastClock(100);
    await start(slice);
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
    clock = fastClock(100);
    await start(finish, { database: { ...db(), kind: 'server', query } });
    await until(() => isDone(id));
    expect(warnings).toContain('the database did not answer the worker of jobs, which tries again');
  });

  test('stopping does not wait for ever for a slice that does not end', async () => {
    const id = await addPush(db());
    clock = fastClock(100);
    const worker = await start(() => new Promise(() => undefined));
    await until(async () => (await readJob(db(), id))?.status === 'running');
    await worker.stop();
    expect(await takeTurn(clock.on(db()), { owner: 'next', except: [], leaseMs: 1_000 })).toBeUndefined();
  });

  test('stopping waits for the row in hand, gives the turn back and takes no other', async () => {
    const id = await addPush(db());
    let rowsDone = 0;
    const worker = await start(async (_pushId, signal) => {
      await untilAborted(signal);
      await clock.sleep(50);
      rowsDone += 1;
      return 'again';
    });
    await until(async () => (await readJob(db(), id))?.status === 'running');
    await worker.stop();
    expect(rowsDone).toBe(1);
    expect(await takeTurn(clock.on(db()), { owner: 'next', except: [], leaseMs: 1_000 })).toBe(id);
  });
});
