import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ConnectorError } from '../../src/errors.ts';
import { type PushWorker, type PushWorkerOptions, type RunSlice, startPushWorker } from '../../src/jobs/push-worker.ts';
import type { Database } from '../../src/store/database.ts';
import { movePush } from '../../src/store/move-push.ts';
import { takeTurn } from '../../src/store/push-turns.ts';
import { readPush } from '../../src/store/read-push.ts';
import { addPush } from '../store/push-samples.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { fastClock } from '../support/fast-clock.ts';
import { until } from '../support/until.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const workers: PushWorker[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

describe.each(databases)('the worker of pushes on %s', (_, open) => {
  const db = useDatabase(open);
  const warnings: string[] = [];
  let clock = fastClock(4);
  beforeEach(() => {
    warnings.splice(0);
    clock = fastClock(4);
  });

  async function start(run: RunSlice, options: Partial<PushWorkerOptions> = {}): Promise<PushWorker> {
    const log = { warn: (_fields: object, message: string) => void warnings.push(message) };
    const worker = await startPushWorker({ database: clock.on(db()), clock, run, log, ...options });
    workers.push(worker);
    return worker;
  }

  const finish = async (pushId: string): Promise<'done'> => {
    await movePush(db(), pushId, 'finish');
    return 'done';
  };
  const isDone = async (id: string): Promise<boolean> => (await readPush(db(), id))?.status === 'done';

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
      (replica: string): RunSlice =>
      async (pushId) => {
        expect(inHand.has(pushId)).toBe(false);
        inHand.add(pushId);
        turns.push(replica);
        await clock.sleep(20);
        inHand.delete(pushId);
        return turns.length < 40 ? 'again' : finish(pushId);
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
      async (pushId) => {
        order.push(pushId === one ? 'one' : 'two');
        await clock.sleep(2); // turns that end in one millisecond have no order
        return order.length < 5 ? 'again' : finish(pushId);
      },
      { slots: 1 },
    );
    await until(async () => (await isDone(one)) && (await isDone(two)));
    expect(order).toEqual(['one', 'two', 'one', 'two', 'one', 'two']);
  });

  test('a slice says when the next one is due', async () => {
    const id = await addPush(db());
    const startedAt: number[] = [];
    await start(async (pushId) => {
      startedAt.push(clock.now());
      return startedAt.length === 1 ? { againAfterMs: 700 } : finish(pushId);
    });
    await until(() => isDone(id));
    expect(Number(startedAt[1]) - Number(startedAt[0])).toBeGreaterThanOrEqual(700);
  });

  test('a slice that throws is told to the log and repeated later, while others go on', async () => {
    const broken = await addPush(db());
    const good = await addPush(db());
    const tries: number[] = [];
    await start(async (pushId) => {
      if (pushId !== broken) return finish(pushId);
      tries.push(clock.now());
      throw new Error('a mistake');
    });
    await until(() => isDone(good));
    await until(() => warnings.includes('a slice of a push failed, it will be repeated'));
    await until(() => tries.length === 2);
    expect(Number(tries[1]) - Number(tries[0])).toBeGreaterThanOrEqual(5_000);
  });

  test('a canceled push is told to its slice', async () => {
    const id = await addPush(db());
    let aborted = false;
    const slice = async (_pushId: string, signal: AbortSignal) => {
      await untilAborted(signal);
      aborted = true;
      return 'done' as const;
    };
    clock = fastClock(100);
    await start(slice);
    await until(async () => (await readPush(db(), id))?.status === 'running');
    await movePush(db(), id, 'cancel');
    await until(() => aborted);
    expect(await readPush(db(), id)).toMatchObject({ status: 'canceled' });
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
    expect(warnings).toContain('the database did not answer the worker of pushes, which tries again');
  });

  test('stopping does not wait for ever for a slice that does not end', async () => {
    const id = await addPush(db());
    clock = fastClock(100);
    const worker = await start(() => new Promise(() => undefined));
    await until(async () => (await readPush(db(), id))?.status === 'running');
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
    await until(async () => (await readPush(db(), id))?.status === 'running');
    await worker.stop();
    expect(rowsDone).toBe(1);
    expect(await takeTurn(clock.on(db()), { owner: 'next', except: [], leaseMs: 1_000 })).toBe(id);
  });
});
