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
import { type ConnectorProcess, startProcess } from './connector-process.ts';
import { usePushSurroundings } from './push-surroundings.ts';
import { seededRandom } from './seeded-random.ts';

/**
 * `ORDER_ROUNDS=500` for a long night; `ORDER_SEED` brings the moments of a printed seed back, as far as timing can.
 */
const ROUNDS = Number(process.env.ORDER_ROUNDS ?? 6);
const seed = Number(process.env.ORDER_SEED ?? randomInt(2 ** 31));
/** Written to at once in each round, so that one stall meets writes in many states. */
const USERS = 8;
/** Of each request to Omni, so that a stall meets writes in every state. */
const LATENCY_MS = 15;
/** Longer than a lease. */
const STALL_MS = 10_500;
/** Until when a request that is on its way may have its effect, as the connector sees it. */
const LATE_MS = 31_000;
const ROUND_MS = 60_000;

const surroundings = usePushSurroundings();
const random = seededRandom(seed);
const upTo = (ms: number): number => random() * ms;

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely; the schemas are checked elsewhere
type Body = any;

/** The answer of a call, or the code of its error; 'gone' of a process that was killed. */
const answered = (calling: Promise<Body>): Promise<Body> =>
  calling.catch((thrown: unknown) => {
    if (!(thrown instanceof AxiosError)) throw thrown;
    return { error: thrown.response?.data?.code ?? `${thrown.response?.status ?? 'gone'}` };
  });

const wasDone = ({ verified, skippedReason, error }: Body): boolean =>
  error === undefined && (verified || skippedReason === 'duplicate-event');

/** An event of each user, a while ago. */
const eventsOf = (users: readonly string[], agoMs: number) =>
  users.map(() => ({ eventId: randomUUID(), eventTime: new Date(Date.now() - agoMs).toISOString() }));

/** A server whose clock can be moved on: nobody has to wait until no request can be on its way. */
async function openServer(): Promise<{ databaseUrl: Secret; database: Database }> {
  const databaseUrl = await createServerDatabase();
  const database = await openDatabase({ databaseUrl, dataDir: 'unused' });
  await database.script(`
    CREATE SEQUENCE connector.test_ahead MINVALUE 0 START 0;
    CREATE OR REPLACE FUNCTION connector.now_ms(given double precision) RETURNS bigint LANGUAGE sql VOLATILE AS
    $$ SELECT floor(coalesce(given, extract(epoch FROM clock_timestamp()) * 1000 + last_value))::bigint
       FROM connector.test_ahead $$`);
  return { databaseUrl, database };
}

/** Until nothing is open, and no request can be on its way. */
async function rest(database: Database): Promise<void> {
  const open = async () => (await database.query('SELECT FROM connector.write_intents')).length;
  if ((await open()) === 0) return;
  await database.query(`SELECT setval('connector.test_ahead', last_value + $1) FROM connector.test_ahead`, [LATE_MS]);
  for (const end = Date.now() + ROUND_MS; (await open()) > 0; await delay(100)) {
    if (Date.now() > end) throw new Error('a write is still open');
  }
}

const write = ({ url }: ConnectorProcess, userName: string, event: object, region: string): Promise<Body> =>
  answered(surroundings.call(url, 'set-user-values', { userName, values: { region }, ...event }));

/**
 * Lets a writer send older events, stall or die at some moment of that, and another one send newer events meanwhile.
 */
class Round {
  readonly #omni: OmniDouble;
  readonly #users: readonly string[];
  readonly #isKill: boolean;
  readonly #older;
  readonly #newer;
  /** What the two were told, by user. */
  told: readonly Body[] = [];
  toldOld: readonly Body[] = [];

  constructor(omni: OmniDouble, users: readonly string[], isKill: boolean) {
    this.#omni = omni;
    this.#users = users;
    this.#isKill = isKill;
    this.#older = eventsOf(users, 60_000);
    this.#newer = eventsOf(users, 30_000);
  }

  wrong(): number {
    return this.#users.filter((userName) => this.#held(userName) !== 'new').length;
  }

  #held(userName: string) {
    return this.#omni.findUser(userName)?.values.region;
  }

  /** Some milliseconds after some requests, so that a slow machine stalls no earlier; dies with some on their way. */
  async #untilTheMoment(before: number): Promise<void> {
    const requests = this.#isKill ? upTo(USERS) : USERS + upTo(2.5 * USERS);
    const counts = ({ method }: { readonly method: string }) => !this.#isKill || method === 'PATCH';
    while (this.#omni.log.all.slice(before).filter(counts).length < requests) await delay(1);
    await delay(upTo(LATENCY_MS));
  }

  /** @param wakeMs after which a stalled writer goes on, where the newer events are not written before */
  async play(slow: ConnectorProcess, quick: ConnectorProcess, wakeMs: number): Promise<void> {
    const { faults, log } = this.#omni;
    faults.clear();
    // In a round with a kill, what was sent comes long after the one who sent it, and after the newer event.
    const slowness = this.#isKill ? STALL_MS + upTo(3_000) : LATENCY_MS;
    if (this.#isKill) faults.plan({ kind: 'latency', ms: slowness }, { method: 'PATCH', times: Infinity });
    faults.plan({ kind: 'latency', ms: LATENCY_MS }, { times: Infinity });
    const before = log.all.length;
    const first = this.#users.map((userName, i) => write(slow, userName, this.#older[i] ?? {}, 'old'));
    await this.#untilTheMoment(before);
    if (this.#isKill) await slow.end('SIGKILL');
    else slow.send('SIGSTOP');
    const stalledAt = Date.now();
    faults.clear();
    const everybody = Promise.all(
      this.#users.map((userName, i) => write(quick, userName, this.#newer[i] ?? {}, 'new')),
    );
    await Promise.race([everybody, delay(wakeMs)]);
    if (!this.#isKill) slow.send('SIGCONT');
    this.told = await everybody;
    this.toldOld = await Promise.all(first);
    if (this.#isKill) await delay(Math.max(0, stalledAt + slowness + 500 - Date.now()));
  }

  /** Both events again: the newer one is done, the older one changes nothing. */
  async repeat(slow: ConnectorProcess, quick: ConnectorProcess): Promise<void> {
    for (const [i, userName] of this.#users.entries()) {
      const context = { seed, userName, told: this.told[i], toldOld: this.toldOld[i] };
      const isDone = wasDone(await write(quick, userName, this.#newer[i] ?? {}, 'new'));
      expect({ ...context, isDone, held: this.#held(userName) }).toMatchObject({ isDone: true, held: 'new' });
      const late = await write(slow, userName, this.#older[i] ?? {}, 'old');
      expect({ ...context, late: late.changed, held: this.#held(userName) }).toMatchObject({
        late: false,
        held: 'new',
      });
    }
  }
}

test(
  'a writer that stalls or is killed in the middle never leaves an older event in the place of a newer one',
  async () => {
    const limits = { requestsPerMinute: Number.POSITIVE_INFINITY };
    const { omni, environment, rows } = await surroundings.start(ROUNDS * USERS, limits);
    const { databaseUrl, database } = await openServer();
    const settings = { DATABASE_URL: databaseUrl.reveal(), OMNI_REQUESTS_PER_MINUTE: '100000' };
    const start = () => startProcess({ ...environment, ...settings });
    let [slow, quick] = await Promise.all([start(), start()]);
    const counts = { stalls: 0, kills: 0, late: 0, repaired: 0, uncertain: 0 };
    try {
      for (let number = 0; number < ROUNDS; number += 1) {
        const users = rows.slice(number * USERS, (number + 1) * USERS).map(({ userName }) => userName);
        const isKill = number % 3 === 2;
        const round = new Round(omni, users, isKill);
        // It wakes when the newer ones are written, or while they are.
        await round.play(slow, quick, number % 2 === 0 ? 18_000 : STALL_MS + upTo(1_000));
        counts.late += lateWrites(omni, users);
        const wrong = round.wrong();
        await rest(database);
        counts.repaired += wrong - round.wrong();
        counts[isKill ? 'kills' : 'stalls'] += 1;
        counts.uncertain += [...round.told, ...round.toldOld].filter(({ error }) => error !== undefined).length;
        if (isKill) slow = await start();
        await round.repeat(slow, quick);
      }
      expect(await verifyAudit(database)).toMatchObject({ ok: true });
    } finally {
      await Promise.all([slow, quick].map((replica) => replica.end('SIGKILL')));
      await database.close();
    }
    process.stdout.write(
      `${ROUNDS} rounds of ${USERS} users, seed ${seed}: ${counts.stalls} stalls, ${counts.kills} kills, ` +
        `${counts.late} older writes came after newer ones, ${counts.repaired} were put right when no request was on its way, ` +
        `${counts.uncertain} calls had no certain answer\n`,
    );
  },
  120_000 + ROUNDS * ROUND_MS,
);

/** Users to whom an older write has come after a newer one. */
function lateWrites(omni: OmniDouble, users: readonly string[]): number {
  const ids = new Map(users.map((userName) => [omni.findUser(userName)?.id ?? '', userName]));
  const patches = omni.log.all.filter(
    ({ method, path }) => method === 'PATCH' && ids.has(path.split('/').at(-1) ?? ''),
  );
  const isLate = (id: string) => {
    const own = patches.filter(({ path }) => path.endsWith(id)).map(({ body }) => JSON.stringify(body));
    const firstNew = own.findIndex((body) => body.includes('"new"'));
    return firstNew >= 0 && own.slice(firstNew).some((body) => body.includes('"old"'));
  };
  return [...ids.keys()].filter(isLate).length;
}
