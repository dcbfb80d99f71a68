import { describe, expect, test } from '@jest/globals';
import { refreshOne } from '../../src/pushes/keep-fresh.ts';
import type { Database } from '../../src/store/database.ts';
import { rememberOmniUsers } from '../../src/store/omni-users.ts';
import { doubtUserValues, rememberedValues, seeUserValues } from '../../src/store/user-values.ts';
import { addJob } from '../jobs-actions/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { fastClock } from '../support/fast-clock.ts';
import { moveValues } from '../support/move-values.ts';
import { until } from '../support/until.ts';

const DAY_MS = 86_400_000;
const region = (value: string) => new Map([['region', [value]]]);

/** As after a write that was sent and not read back. */
const sent = ({ connector }: ConnectorUnderTest, id: string, value: string): Promise<unknown> =>
  moveValues(connector.services.database, id, { at: 1, seq: 1 }, [
    { reference: 'region', wished: [value], held: undefined, sent: true },
  ]);

const start = useConnector();

/** Whether a statement asks for the right to be the one who refreshes. */
const asksToRefresh = (parameters: readonly unknown[] | undefined): boolean => parameters?.[0] === 'keep-fresh';

interface Start {
  /** Left to the test: the connector refreshes nobody of its own accord. */
  readonly idle?: true;
}

/** A connector and users who hold "emea", with the ids by which Omni knows them. */
async function startWithUsers(count: number, { idle }: Start = {}): Promise<{ c: ConnectorUnderTest; ids: string[] }> {
  const sampled = Promise.withResolvers<void>();
  // After its start a connector reads a sample of what is remembered, which must be nothing here.
  const wrapDatabase = (database: Database): Database => ({
    ...database,
    query: async (sql, parameters) => {
      if (idle && asksToRefresh(parameters)) return [];
      const isSample = sql.includes('AS recent JOIN');
      return await database.query<never>(sql, parameters).finally(() => isSample && sampled.resolve());
    },
  });
  const c = await start({ clock: fastClock(10), wrapDatabase });
  await sampled.promise;
  c.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  const names = Array.from({ length: count }, (_, i) => `user${i}@acme.example`);
  const users = names.map((userName) => ({
    userName,
    omniUserId: c.omni.addUser({ userName, values: { region: 'emea' } }).id,
  }));
  await rememberOmniUsers(c.connector.services.database, users);
  return { c, ids: users.map(({ omniUserId }) => omniUserId) };
}

const isRead = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
  method === 'GET' && /Users\/[^/]+$/.test(path);
const reads = (c: ConnectorUnderTest): number => c.omni.log.all.filter(isRead).length;

async function remembered(c: ConnectorUnderTest, id: string): Promise<readonly string[] | undefined> {
  return (await rememberedValues(c.connector.services.database, id)).get('region');
}

describe('in its spare time the connector', () => {
  test('reads values that were sent and not read back, one after the other without a pause', async () => {
    const { c, ids } = await startWithUsers(20);
    for (const id of ids) await sent(c, id, 'apac');
    await until(async () => (await Promise.all(ids.map((id) => remembered(c, id)))).every(Boolean));
    // What Omni shows counts, not what was sent.
    expect(await remembered(c, ids[0] ?? '')).toEqual(['emea']);
  });

  test('reads values that are older than a day one in two seconds, and younger ones never', async () => {
    const { c, ids } = await startWithUsers(6);
    const { database } = c.connector.services;
    const [young = '', ...old] = ids;
    await seeUserValues(database, young, region('emea'), c.connector.services.clock.now() - DAY_MS / 2);
    for (const id of old)
      await seeUserValues(database, id, region('emea'), c.connector.services.clock.now() - 2 * DAY_MS);
    await until(() => reads(c) === 3);
    const [first = 0, second = 0, third = 0] = c.omni.log.all.filter(isRead).map(({ at }) => at);
    expect(second - first).toBeGreaterThanOrEqual(2_000);
    expect(third - second).toBeGreaterThanOrEqual(2_000);
    expect(c.omni.log.count({ path: new RegExp(young) })).toBe(0);
  });

  test('leaves the budget to a push that is queued or running', async () => {
    const { c, ids } = await startWithUsers(1);
    const { database } = c.connector.services;
    await addJob(database, 'running');
    await sent(c, ids[0] ?? '', 'apac');
    await c.connector.services.clock.sleep(2_500);
    expect(reads(c)).toBe(0);
  });

  test('tells failures at the level debug only, and waits longer after each', async () => {
    const { c, ids } = await startWithUsers(1);
    c.omni.faults.plan({ kind: 'answer', status: 400 }, { times: Number.POSITIVE_INFINITY });
    await sent(c, ids[0] ?? '', 'apac');
    const told = () => c.logLines.map((line) => JSON.parse(line)).filter(({ msg }) => /refreshed/.test(msg ?? ''));
    await until(() => told().length === 1);
    await c.connector.services.clock.sleep(2_500);
    expect(told()).toMatchObject([{ level: 20 }]);
  });

  test('ends the read that is under way before it is stopped', async () => {
    const { c, ids } = await startWithUsers(1);
    const [id = ''] = ids;
    const { promise, resolve: goOn } = Promise.withResolvers<void>();
    c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'GET', path: /\/Users\/./ });
    await sent(c, id, 'emea');
    await until(() => reads(c) === 1);
    const stopping = c.connector.close();
    await c.connector.services.clock.sleep(2_000);
    goOn();
    await stopping;
    expect(await remembered(c, id)).toEqual(['emea']);
  });
});

describe('a refresh', () => {
  test('waits for whoever writes to the user, so that no older value is remembered as the newer one', async () => {
    const { c, ids } = await startWithUsers(1, { idle: true });
    const [id = ''] = ids;
    const { services } = c.connector;
    await sent(c, id, 'emea');
    const { promise, resolve: goOn } = Promise.withResolvers<void>();
    c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'PATCH' });
    const writing = c.call('set-user-values', { userName: 'user0@acme.example', values: { region: 'apac' } });
    await until(() => c.omni.log.count({ method: 'PATCH' }) === 1);
    const readsBefore = reads(c);
    const refreshing = refreshOne(services);
    await services.clock.sleep(1_000);
    expect(reads(c)).toBe(readsBefore);
    goOn();
    expect((await writing).body).toMatchObject({ verified: true });
    await refreshing;
    expect(await remembered(c, id)).toEqual(['apac']);
  });

  test('forgets the values of a user whom Omni does not let the key read', async () => {
    const { c, ids } = await startWithUsers(1, { idle: true });
    const { services } = c.connector;
    await sent(c, ids[0] ?? '', 'emea');
    c.omni.faults.plan({ kind: 'answer', status: 403, body: {} }, { path: /\/Users\/./ });
    expect(await refreshOne(services)).toBe('doubtful');
    expect(await refreshOne(services)).toBe('nothing');
  });

  test('forgets the values of an id that is gone from Omni, or whose name nobody remembers', async () => {
    const { c } = await startWithUsers(0, { idle: true });
    const { services } = c.connector;
    await rememberOmniUsers(services.database, [{ userName: 'gone@acme.example', omniUserId: 'gone' }]);
    for (const id of ['gone', 'nameless']) await sent(c, id, 'emea');
    expect(await refreshOne(services)).toBe('doubtful');
    expect(await refreshOne(services)).toBe('doubtful');
    expect(await refreshOne(services)).toBe('nothing');
  });

  test('of a user whose name means nobody for a while forgets the values and leaves the order as it is', async () => {
    const { c, ids } = await startWithUsers(1, { idle: true });
    const { services } = c.connector;
    const [id = ''] = ids;
    const userName = 'user0@acme.example';
    const event = (eventId: string, minutes: number) => ({
      eventId,
      eventTime: new Date(services.clock.now() - minutes * 60_000).toISOString(),
    });
    const set = async (region: string, from: object) =>
      (await c.call('set-user-values', { userName, values: { region }, ...from })).body;
    expect(await set('newer', event('e2', 10))).toMatchObject({ changed: true });
    // Another one bears the name, until an admin mends that.
    await rememberOmniUsers(services.database, [
      { userName, omniUserId: id },
      { userName, omniUserId: 'another' },
    ]);
    await doubtUserValues(services.database, id);
    expect(await refreshOne(services)).toBe('doubtful');
    expect(await remembered(c, id)).toBeUndefined();
    expect(await set('older', event('e1', 20))).toMatchObject({ changed: false, skippedReason: 'older-event' });
  });
});
