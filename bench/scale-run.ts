import { randomUUID } from 'node:crypto';
import axios from 'axios';
import { createAuthorizationServer } from '../local/okta/authorization-server.ts';
import { createOmniDouble, type OmniDouble } from '../local/omni/omni-double.ts';
import { SCOPES } from '../src/actions/action.ts';
import { systemClock } from '../src/base/clock.ts';
import type { Secret } from '../src/base/secret.ts';
import type { Database } from '../src/store/database.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { fastClock } from '../test/support/fast-clock.ts';
import { type Helper, startHelper } from './child-process.ts';
import { median, p95 } from './load.ts';
import { type Section, shown } from './report.ts';
import type { Tick, Ticked } from './scale-replica.ts';

/** How large it is. */
export interface ScaleOptions {
  readonly users: number;
  /** Of these the value changes. */
  readonly changes: number;
  readonly replicas: number;
  readonly keys: number;
}

const PER_MINUTE = 60;
/** At once, as many users' file is cut into pushes. */
const PUSHES = 5;
const AUDIENCE = 'api://omni-connector';
/** Time passes by so much at once where somebody waits for a call, so that no figure of a call is finer; and else. */
const TICK_MS = { waited: 20, unwaited: 100 };
/** A single call comes so often. */
const CALL_EVERY_MS = 10_000;
const CALLS_BEFORE = 30;
const REST_MS = 3_000;
const LOOK_EVERY_MS = 1_000;
const MIB = 1_048_576;

const nameOf = (at: number): string => `user${at}@acme.example`;

type Replica = Helper<{ readonly url: string }>;

/** The time of all processes, moved on by this one; and what they take of memory as it passes, in bytes. */
class SharedTime {
  readonly clock = fastClock(0);
  readonly memory: number[][] = [];
  /** Calls for which somebody waits. */
  waited = 0;
  #replicas: readonly Replica[] = [];

  join(replicas: readonly Replica[]): void {
    this.#replicas = replicas;
  }

  /** While somebody waits for a call it passes no faster than the machine's: what is computed would count for more. */
  async #tick(): Promise<void> {
    const isWaited = this.waited > 0;
    this.clock.leap(isWaited ? TICK_MS.waited : TICK_MS.unwaited);
    const tick: Tick = { now: this.clock.now() };
    const [ticked] = await Promise.all([
      Promise.all(this.#replicas.map((replica) => replica.ask<Ticked>(tick))),
      isWaited ? systemClock.sleep(TICK_MS.waited) : undefined,
    ]);
    this.memory.push(ticked.map(({ rss }) => rss));
  }

  async pass(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    while (this.clock.now() < until) await this.#tick();
  }

  /** Lets time pass until something has come to its end. */
  async until<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const over = work.finally(() => {
      isOver = true;
    });
    // Whoever awaits it hears of a failure.
    over.catch(() => undefined);
    while (!isOver) await this.#tick();
    return await over;
  }
}

/** The local Omni, where everybody holds a region. */
function peopledOmni({ clock }: SharedTime, { users, keys }: ScaleOptions): OmniDouble {
  const omni = createOmniDouble({ clock, requestsPerMinute: PER_MINUTE, switches: { listValues: 'include' } });
  omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  for (let at = 0; at < users; at += 1) omni.addUser({ userName: nameOf(at), values: { region: 'emea' } });
  while (omni.keys.organization.length < keys) omni.keys.addOrganizationKey();
  return omni;
}

/** The last users are those of single calls: no push names them. */
const SINGLE_USERS = 100;

/** What is played, with the processes around it. */
class World {
  readonly time: SharedTime;
  readonly omni: OmniDouble;
  readonly database: Database;
  readonly #replicas: readonly Replica[];
  readonly #token: string;
  #calls = 0;

  constructor(parts: Pick<World, 'time' | 'omni' | 'database'>, replicas: readonly Replica[], token: string) {
    this.time = parts.time;
    this.omni = parts.omni;
    this.database = parts.database;
    this.#replicas = replicas;
    this.#token = token;
  }

  /** Calls an action of one replica after the other. */
  async #call(action: string, body: object): Promise<void> {
    const replica = this.#replicas[this.#calls % this.#replicas.length];
    this.#calls += 1;
    const headers = { authorization: `Bearer ${this.#token}` };
    await axios.post(`${replica?.ready.url}/v1/actions/${action}`, body, { headers });
  }

  push(rows: readonly object[]): Promise<void> {
    return this.#call('push-users', { rows, mode: 'job' });
  }

  /** Gives one user a value. @returns the seconds until it is verified */
  async single(users: number): Promise<number> {
    const begin = this.time.clock.now();
    const userName = nameOf(users - 1 - (this.#calls % SINGLE_USERS));
    this.time.waited += 1;
    await this.#call('set-user-values', { userName, values: { region: `single-${this.#calls}` } });
    this.time.waited -= 1;
    return (this.time.clock.now() - begin) / 1_000;
  }
}

/** Rows for everybody but those of single calls, of whom so many change, evenly spread. */
function rowsOf({ users, changes }: ScaleOptions): { userName: string; values: { region: string } }[] {
  const named = users - SINGLE_USERS;
  const isChanged = (at: number): boolean =>
    Math.floor((at * changes) / named) < Math.floor(((at + 1) * changes) / named);
  return Array.from({ length: named }, (_, at) => ({
    userName: nameOf(at),
    values: { region: isChanged(at) ? 'apac' : 'emea' },
  }));
}

interface JobSums {
  readonly jobs: number;
  readonly open: number;
  readonly changed: number;
  readonly failed: number;
  readonly requests: number;
  readonly minimum: number;
}

async function jobSums(database: Database): Promise<JobSums> {
  const [sums] = await database.query<JobSums>(
    `SELECT count(*)::int AS jobs, count(*) FILTER (WHERE status <> 'done')::int AS open,
            sum(changed_count)::int AS changed, sum(failed_count)::int AS failed, sum(omni_requests)::int AS requests,
            sum(minimum_requests)::int AS minimum
     FROM connector.jobs`,
  );
  if (!sums) throw new Error('the database counts nothing');
  return sums;
}

/** Memory of the replica that takes most, in MiB: the median of a part of the time. */
function memoryOf(memory: readonly (readonly number[])[], from: number, to: number): number {
  const part = memory.slice(Math.floor(memory.length * from), Math.ceil(memory.length * to));
  const of = (replica: number): number => median(part.map((tick) => tick[replica] ?? 0));
  return Math.max(...(part[0] ?? []).map((_, replica) => of(replica))) / MIB;
}

/** The pushes, with a single call now and then. @returns the seconds of each call */
async function playPushes(world: World, options: ScaleOptions): Promise<number[]> {
  const { time, database } = world;
  const rows = rowsOf(options);
  const size = Math.ceil(rows.length / PUSHES);
  for (let at = 0; at < rows.length; at += size) await time.until(world.push(rows.slice(at, at + size)));
  const calls: Promise<number>[] = [];
  for (let looks = 0; (await jobSums(database)).open > 0; looks += 1) {
    if (looks % (CALL_EVERY_MS / LOOK_EVERY_MS) === 0) calls.push(world.single(options.users));
    await time.pass(LOOK_EVERY_MS);
  }
  return await time.until(Promise.all(calls));
}

async function measure(world: World, options: ScaleOptions): Promise<Section> {
  const { time, omni, database } = world;
  const { users, changes, replicas, keys } = options;
  const alone: number[] = [];
  for (let call = 0; call < CALLS_BEFORE; call += 1) {
    alone.push(await time.until(world.single(users)));
    await time.pass(REST_MS);
  }
  const idle = memoryOf(time.memory, 0.5, 1);
  const [begin, before] = [time.clock.now(), omni.log.count()];
  time.memory.length = 0;
  const beside = await playPushes(world, options);
  const minutes = (time.clock.now() - begin) / 60_000;
  const sent = omni.log.count() - before;
  const { jobs, changed, failed, requests, minimum } = await jobSums(database);
  const wrong = rowsOf(options).filter(
    ({ userName, values }) => omni.findUser(userName)?.values.region !== values.region,
  );
  if (changed !== changes || failed + wrong.length > 0) {
    throw new Error(`${changed} rows changed, ${failed} failed, and ${wrong.length} values are wrong`);
  }
  const [early, late] = [memoryOf(time.memory, 0.25, 0.5), memoryOf(time.memory, 0.75, 1)];
  const most = time.memory.reduce((sofar, tick) => Math.max(sofar, ...tick), 0) / MIB;
  return {
    title: `${users.toLocaleString('en')} users, ${changes.toLocaleString('en')} changes, ${replicas} replicas, ${keys} keys`,
    head: ['', 'figure', 'beside', 'ratio'],
    rows: [
      ['minutes; with the fewest requests', ...compared(minutes, minimum / (keys * PER_MINUTE))],
      ['requests of the jobs; the fewest', ...compared(requests, minimum)],
      ['requests of all; the budget of that time', ...compared(sent, minutes * keys * PER_MINUTE)],
      ['seconds of a single call beside the jobs, p95; alone', ...compared(p95(beside), p95(alone))],
      ['the same, median', ...compared(median(beside), median(alone))],
      ['MiB of a replica in the last quarter; in the second', ...compared(late, early)],
      ['MiB of a replica, most; without jobs', ...compared(most, idle)],
      ['answers 429', String(omni.log.count({ status: 429 })), '', ''],
    ],
    notes: [
      `${jobs} pushes at once, read back by sample; every value was looked at in the local Omni at the end;`,
      `a call of set-user-values every ${CALL_EVERY_MS / 1_000} s, ${beside.length} in all.`,
      'Replicas are processes of their own. Time is shared and virtual: it waits for the machine, and while a call is waited for it',
      `passes no faster than the machine's, in steps of ${TICK_MS.waited} ms.`,
    ],
  };
}

const compared = (one: number, other: number): string[] => [shown(one), shown(other), (one / other).toFixed(2)];

/** Plays a big push with several replicas on one database of a server, and single calls beside it. */
export async function measureScale(databaseUrl: Secret, options: ScaleOptions, log: number): Promise<Section> {
  const time = new SharedTime();
  const omni = peopledOmni(time, options);
  const client = { id: randomUUID(), secret: randomUUID(), scopes: [...SCOPES] };
  const okta = await createAuthorizationServer({
    audience: AUDIENCE,
    scopes: [...SCOPES],
    clients: [client],
    clock: time.clock,
    accessTokenSeconds: 86_400,
  });
  const [omniServer, issuer] = [await omni.listen(), await okta.listen()];
  const database = await openDatabase({ dataDir: 'unused', databaseUrl });
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    OMNI_BASE_URL: omniServer.url,
    OMNI_API_KEYS: omni.keys.organization.slice(0, options.keys).join(','),
    OMNI_REQUESTS_PER_MINUTE: `${PER_MINUTE}`,
    OKTA_ISSUER: issuer,
    OKTA_AUDIENCE: AUDIENCE,
    DATABASE_URL: databaseUrl.reveal(),
    GUARD_MAX_CHANGED_USERS: '1000000',
    GUARD_MAX_CHANGED_SHARE: '1',
    BENCH_NOW: `${time.clock.now()}`,
  };
  const replicas: Replica[] = [];
  try {
    while (replicas.length < options.replicas) replicas.push(await startHelper('scale-replica.ts', { env, log }));
    time.join(replicas);
    return await measure(new World({ time, omni, database }, replicas, await okta.signToken()), options);
  } finally {
    for (const replica of replicas) await replica.stop();
    await Promise.all([database.close(), omniServer.close(), okta.close()]);
  }
}
