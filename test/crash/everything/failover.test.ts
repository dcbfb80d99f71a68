import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { verifyAudit } from '../../../src/store/verify-audit.ts';
import { serverStoreAt } from '../stores.ts';
import { ask } from './ask.ts';
import { startLoad } from './load.ts';
import { type PostgresPair, startPostgresPair } from './postgres-pair.ts';
import { heldOf } from './record.ts';
import { settle } from './settle.ts';
import { openWorld, SHARED, type World } from './world.ts';

const SEED = Number(process.env.KILLS_SEED ?? randomInt(2 ** 24));
/** How long a mixed load goes on before the link is cut, before the server is killed, and after. */
const LOAD_MS = 1_000 * Number(process.env.LOAD_SECONDS ?? 1);
const [ADA = ''] = SHARED;

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function open(): Promise<{ pair: PostgresPair; world: World }> {
  const pair = await startPostgresPair();
  stops.push(() => pair.close());
  const world = await openWorld(serverStoreAt(pair.url));
  stops.push(() => world.close());
  await world.start();
  return { pair, world };
}

/** Asks for one value. @returns the body of the answer */
const set = async (world: World, userName: string, region: string) =>
  (await ask(world, 'set-user-values', { userName, values: { region } }))?.body;

/**
 * Pushes to everybody, which is cheaper to compare with a list than one by one. @returns the job and its rows as they
 * are told
 */
async function push(world: World, region: string, verify = 'none') {
  const rows = SHARED.map((userName) => ({ userName, values: { region } }));
  const { jobId } = (await ask(world, 'push-users', { rows, mode: 'wait', verify }))?.body ?? {};
  const told = await ask(world, 'list-job-results', { jobId, limit: 100 });
  return { jobId, results: told?.body.results ?? [] };
}

const held = ({ omni }: World) => SHARED.map((userName) => heldOf(omni, userName, 'region')[0]);
const all = <T>(one: T): T[] => SHARED.map(() => one);

describe.each(['goes on', 'is killed as well'] as const)('a connector that %s when its server dies', (what) => {
  test('relies on nothing that the standby remembers, since that may lack what was committed last', async () => {
    const { pair, world } = await open();
    await push(world, 'emea', 'all');
    const { results: known } = await push(world, 'emea');
    expect(known).toMatchObject(all({ status: 'unchanged', truth: 'remembered' }));
    await pair.cutLink();
    expect(await set(world, ADA, 'apac')).toMatchObject({ verified: true });
    const lost = await push(world, 'amer');
    expect(held(world)).toEqual(all('amer'));
    if (what === 'is killed as well') await world.kill();
    await pair.failOver();
    if (what === 'is killed as well') await world.start();

    // What the standby knows is that everybody holds it.
    const { results } = await push(world, 'emea');
    expect(results).toMatchObject(all({ status: 'changed' }));
    expect(held(world)).toEqual(all('emea'));
    expect(await ask(world, 'get-job', { jobId: lost.jobId })).toMatchObject({ status: 404 });
    expect(await set(world, ADA, 'apac')).toMatchObject({ verified: true });
    expect(held(world)[0]).toBe('apac');
  });
});

test(`whatever is under way when the server dies (KILLS_SEED=${SEED}), what is asked for since stands in Omni`, async () => {
  const { pair, world } = await open();
  const load = startLoad(world, SEED);
  await delay(LOAD_MS);
  await pair.cutLink();
  await delay(LOAD_MS);
  await pair.failOver();
  await delay(LOAD_MS);
  await settle(world, load);
  await world.start();
  for (const userName of SHARED)
    expect(await set(world, userName, `new-${userName}`)).toMatchObject({ verified: true });
  await world.stop();
  expect(SHARED.map((userName) => heldOf(world.omni, userName, 'region')[0])).toEqual(
    SHARED.map((name) => `new-${name}`),
  );
  expect(world.record.odd).toEqual([]);
  const database = await world.store.open();
  stops.push(() => database.close());
  expect(await verifyAudit(database)).toMatchObject({ ok: true });
  expect(await database.query('SELECT id FROM connector.write_intents')).toEqual([]);
});
