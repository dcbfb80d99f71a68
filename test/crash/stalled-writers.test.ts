import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { AxiosError } from 'axios';
import type { OmniDouble } from '../../local/omni/omni-double.ts';
import type { Secret } from '../../src/base/secret.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { createServerDatabase } from '../support/databases.ts';
import { MOVE_CLOCK, makeClockMovable } from '../support/movable-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { type ConnectorProcess, startProcess } from './connector-process.ts';
import { usePushSurroundings } from './push-surroundings.ts';

/**
 * A round is one writer of an older event that is stalled or killed, and one of a newer event, for a user of their own.
 * `ORDER_SEED` brings the moments of a printed seed back, as far as timing can.
 */
const ROUNDS = Number(process.env.ORDER_ROUNDS ?? 500);
const seed = Number(process.env.ORDER_SEED ?? randomInt(2 ** 31));
/** Rounds that share their processes, so that one stall meets writes in many states. */
const USERS = 50;
const BATCHES = Math.ceil(ROUNDS / USERS);
/** Of each request to Omni, so that a stall meets writes in every state. */
const LATENCY_MS = 15;
/** Longer than a lease. */
const STALL_MS = 10_500;
/** Until when a request that is on its way may have its effect, as the connector sees it. */
const LATE_MS = 31_000;
const BATCH_MS = 120_000;
/** By how much the clocks of the processes may be wrong. */
const SKEW_MS = 20_000;

const surroundings = usePushSurroundings();
const random = seededRandom(seed);
const upTo = (ms: number): number => random() * ms;

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely; the schemas are checked elsewhere
type Body = any;

/** What one user is sent. */
interface Pair {
  readonly userName: string;
  readonly older: object;
  readonly newer: object;
}

interface Replicas {
  /** Stalls, or is killed. */
  slow: ConnectorProcess;
  readonly quick: ConnectorProcess;
}

const event = (ageMs: number) => ({
  eventId: randomUUID(),
  eventTime: new Date(Date.now() - ageMs).toISOString(),
});

/** Sends an event. @returns the answer, or the code of its error; 'gone' of a process that was killed */
async function send({ url }: ConnectorProcess, userName: string, from: object, region: string): Promise<Body> {
  try {
    return await surroundings.call(url, 'set-user-values', { userName, values: { region }, ...from });
  } catch (thrown) {
    if (!(thrown instanceof AxiosError)) throw thrown;
    return { error: thrown.response?.data?.code ?? `${thrown.response?.status ?? 'gone'}` };
  }
}

const sendAll = (to: ConnectorProcess, pairs: readonly Pair[], which: 'older' | 'newer'): Promise<Body[]> =>
  Promise.all(pairs.map((pair) => send(to, pair.userName, pair[which], which)));

const held = (omni: OmniDouble, { userName }: Pair) => omni.findUser(userName)?.values.region;

/** Waits until some requests have come, so that a slow machine breaks off no earlier; or all calls are answered. */
async function untilSent(omni: OmniDouble, calls: Promise<unknown>, isKill: boolean): Promise<void> {
  const from = omni.log.all.length;
  const wanted = isKill ? upTo(USERS) : USERS + upTo(2.5 * USERS);
  const sent = () => omni.log.all.slice(from).filter(({ method }) => !isKill || method === 'PATCH').length;
  let isAnswered = false;
  void calls.then(() => {
    isAnswered = true;
  });
  while (sent() < wanted && !isAnswered) await delay(1);
  await delay(upTo(LATENCY_MS));
}

/** Moves the database's clock on until nothing is open, and no request can be on its way. */
async function rest(database: Database): Promise<void> {
  const open = async () => (await database.query('SELECT FROM connector.write_intents')).length;
  if ((await open()) === 0) return;
  await database.query(MOVE_CLOCK, [LATE_MS]);
  for (const end = Date.now() + BATCH_MS; (await open()) > 0; await delay(100)) {
    if (Date.now() > end) throw new Error('a write is still open');
  }
}

/**
 * The older events stall in the middle, and the newer ones are written meanwhile. It wakes after them, or while they
 * are.
 */
async function stall(omni: OmniDouble, { slow, quick }: Replicas, pairs: readonly Pair[], wakesAfter: boolean) {
  omni.faults.plan({ kind: 'latency', ms: LATENCY_MS }, { times: Number.POSITIVE_INFINITY });
  const older = sendAll(slow, pairs, 'older');
  await untilSent(omni, older, false);
  slow.send('SIGSTOP');
  const newer = sendAll(quick, pairs, 'newer');
  await Promise.race([newer, delay(wakesAfter ? 2 * STALL_MS : STALL_MS + upTo(1_000))]);
  slow.send('SIGCONT');
  return [...(await newer), ...(await older)];
}

/** The sender of the older events is killed, and what it has sent has its effect after the newer ones. */
async function kill(omni: OmniDouble, { slow, quick }: Replicas, pairs: readonly Pair[]) {
  const slowness = STALL_MS + upTo(3_000);
  omni.faults.plan({ kind: 'latency', ms: slowness }, { method: 'PATCH', times: Number.POSITIVE_INFINITY });
  const older = sendAll(slow, pairs, 'older');
  await untilSent(omni, older, true);
  await slow.end('SIGKILL');
  const late = delay(slowness + 500);
  omni.faults.clear();
  const newer = await sendAll(quick, pairs, 'newer');
  await late;
  return [...newer, ...(await older)];
}

/** Whether the answer to a repeated event is good: it is in place, or was handled. */
const isGood = ({ verified, skippedReason, error }: Body): boolean =>
  error === undefined && (verified || skippedReason === 'duplicate-event');

/** The user holds what the newer event brought, and who repeats an event is told the truth. */
async function check(omni: OmniDouble, { slow, quick }: Replicas, pair: Pair): Promise<void> {
  const where = { seed, userName: pair.userName };
  const newer = await send(quick, pair.userName, pair.newer, 'newer');
  expect({ ...where, newer, isGood: isGood(newer) }).toMatchObject({ isGood: true });
  const older = await send(slow, pair.userName, pair.older, 'older');
  expect({ ...where, older }).toMatchObject({ older: { changed: false } });
  expect({ ...where, held: held(omni, pair) }).toMatchObject({ held: 'newer' });
}

/** Its clock can be moved on, so that nobody has to wait until no request can be on its way. */
async function openMovable(databaseUrl: Secret): Promise<Database> {
  const database = await openDatabase({ databaseUrl, dataDir: 'unused' });
  await makeClockMovable(database);
  return database;
}

const countRepairs = async (database: Database): Promise<number> =>
  (await database.query(`SELECT FROM connector.audit WHERE action = 'repair'`)).length;

test(
  'a writer that stalls or is killed in the middle never leaves an older event in the place of a newer one',
  async () => {
    const limits = { requestsPerMinute: Number.POSITIVE_INFINITY };
    const { omni, environment, rows } = await surroundings.start(ROUNDS, limits);
    const databaseUrl = await createServerDatabase();
    const database = await openMovable(databaseUrl);
    const settings = { DATABASE_URL: databaseUrl.reveal(), OMNI_REQUESTS_PER_MINUTE: '100000' };
    const counts = { stalls: 0, kills: 0, skews: 0, late: 0 };
    const errors = new Map<string, number>();
    const start = () => {
      const skewMs = Math.round(upTo(2 * SKEW_MS) - SKEW_MS);
      counts.skews += 1;
      return startProcess({ ...environment, ...settings }, { skewMs });
    };
    const replicas: Replicas = { slow: await start(), quick: await start() };
    try {
      for (let batch = 0; batch < BATCHES; batch += 1) {
        const own = rows.slice(batch * USERS, (batch + 1) * USERS);
        const pairs = own.map(({ userName }) => ({ userName, older: event(60_000), newer: event(30_000) }));
        const isKill = batch % 3 === 2;
        const told = await (isKill ? kill(omni, replicas, pairs) : stall(omni, replicas, pairs, batch % 2 === 0));
        counts[isKill ? 'kills' : 'stalls'] += pairs.length;
        for (const { error } of told) if (error !== undefined) errors.set(error, (errors.get(error) ?? 0) + 1);
        counts.late += pairs.filter((pair) => held(omni, pair) !== 'newer').length;
        await rest(database);
        omni.faults.clear();
        if (isKill) replicas.slow = await start();
        await Promise.all(pairs.map((pair) => check(omni, replicas, pair)));
      }
      expect(await verifyAudit(database)).toMatchObject({ ok: true });
      process.stdout.write(
        `${ROUNDS} rounds, seed ${seed}: ${counts.stalls} stalled writers, ${counts.kills} killed ones, ` +
          `${counts.skews} processes with a wrong clock, errors of ${2 * ROUNDS} calls: ` +
          `${[...errors].map(([code, count]) => `${count} ${code}`).join(', ') || 'none'}; ` +
          `${counts.late} older writes stood in Omni for a while, ${await countRepairs(database)} were put right\n`,
      );
    } finally {
      await Promise.all([replicas.slow.end('SIGKILL'), replicas.quick.end('SIGKILL')]);
      await database.close();
    }
  },
  120_000 + BATCHES * BATCH_MS,
);
