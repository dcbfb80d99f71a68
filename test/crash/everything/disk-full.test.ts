import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import { fillDataDir } from '../../support/embedded-copies.ts';
import { freePort } from '../../support/free-port.ts';
import { until } from '../../support/until.ts';
import { embeddedStore, type Store, serverStoreAt } from '../stores.ts';
import { judgeWorld } from './judge-world.ts';
import { startLoad } from './load.ts';
import { initServer, type OwnServer, serve } from './own-server.ts';
import { settle } from './settle.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';
import { openWorld, type World } from './world.ts';

const SEED = Number(process.env.KILLS_SEED ?? randomInt(2 ** 24));
const LOAD_MS = 1_000 * Number(process.env.LOAD_SECONDS ?? 2);
const MEGABYTES = 160;

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const probe = mountSmallDisk(1);
probe?.close();
/** Only root may. */
const whereMounted = probe ? test : test.skip;

function disk(): SmallDisk {
  const made = mountSmallDisk(MEGABYTES);
  if (!made) throw new Error('no disk could be mounted');
  stops.push(() => made.close());
  return made;
}

/** Fills the disk under a mixed load, makes room again, and lets everything come to its end. */
async function play(store: Store, { fill, free }: SmallDisk, mend: (world: World) => Promise<unknown>): Promise<void> {
  const world = await openWorld(store);
  stops.push(() => world.close());
  await world.start();
  const load = startLoad(world, SEED);
  await delay(LOAD_MS);
  fill();
  await delay(LOAD_MS);
  fill();
  await delay(LOAD_MS);
  const wasAlive = world.connector?.isAlive;
  const isReady = await fetch(`${world.url}/readyz`).then(
    ({ status }) => status,
    () => 'nothing',
  );
  free();
  await mend(world);
  const { done } = load;
  await delay(LOAD_MS);
  process.stdout.write(
    `while the disk was full: ${JSON.stringify([...world.record.busy])}, the process ${wasAlive ? 'lived' : 'had ended'}, ` +
      `/readyz said ${isReady}; ${load.done - done} things done after it, without a restart\n`,
  );
  await settle(world, load);
  expect(await judgeWorld(world)).toEqual([]);
}

whereMounted(
  `a full disk under the embedded database (KILLS_SEED=${SEED}) loses nothing and makes nothing untrue`,
  async () => {
    const small = disk();
    await play(embeddedStore(fillDataDir(join(small.folder, 'data'))), small, async () => undefined);
  },
);

whereMounted(
  `a full disk under a PostgreSQL server (KILLS_SEED=${SEED}) loses nothing and makes nothing untrue`,
  async () => {
    const small = disk();
    const [port, password] = [await freePort(), randomUUID()];
    const dir = await initServer(small.folder, password);
    let server: OwnServer = await serve(dir, port);
    stops.push(() => server.end('SIGINT'));
    const store = serverStoreAt(new Secret(`postgres://postgres:${password}@127.0.0.1:${port}/postgres`));
    await until(() =>
      store.open().then(
        (database) => database.close().then(() => true),
        () => false,
      ),
    );
    await play(store, small, async () => {
      if (!server.isAlive) server = await serve(dir, port);
    });
  },
);
