import { randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import axios from 'axios';
import { type AuthorizationServer, createAuthorizationServer } from '../../local/okta/authorization-server.ts';
import { createOmniDouble } from '../../local/omni/omni-double.ts';
import { SCOPES } from '../../src/actions/action.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { fillDataDir } from '../support/embedded-copies.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { until } from '../support/until.ts';
import { type ConnectorProcess, startProcess } from './connector-process.ts';

/** CRASH_KILLS=200 is the long run; CRASH_SEED brings the kills of a printed seed back, as far as timing can. */
const seed = Number(process.env.CRASH_SEED ?? randomInt(2 ** 31));
const KILLS = Number(process.env.CRASH_KILLS ?? 3);
const CALLS = 40;
const PARALLEL = 4;
/** Of each request to Omni, so that kills meet calls in every state. */
const LATENCY_MS = 15;
/** A life ends some milliseconds after a random number of requests to Omni, so that a slow machine kills no earlier. */
const LIFE_REQUESTS = 25;
const AFTER_MS = 20;

const AUDIENCE = 'api://omni-connector';
const parent = mkdtempSync(join(tmpdir(), 'crash-test-'));
const dataDir = fillDataDir(join(parent, 'data'));
const omni = createOmniDouble({ requestsPerMinute: Number.POSITIVE_INFINITY });
let okta: AuthorizationServer;
let environment: Record<string, string>;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const client = { id: randomUUID(), secret: randomUUID(), scopes: [...SCOPES] };
  okta = await createAuthorizationServer({ audience: AUDIENCE, scopes: [...SCOPES], clients: [client] });
  await okta.listen();
  const listening = await omni.listen();
  stops.push(
    () => okta.close(),
    () => listening.close(),
  );
  environment = {
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    OMNI_BASE_URL: listening.url,
    OMNI_API_KEYS: omni.keys.organization.join(','),
    OMNI_REQUESTS_PER_MINUTE: '100000',
    OKTA_ISSUER: okta.issuer,
    OKTA_AUDIENCE: AUDIENCE,
  };
  omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  omni.faults.plan({ kind: 'latency', ms: LATENCY_MS }, { times: Number.POSITIVE_INFINITY });
});

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
  rmSync(parent, { recursive: true, force: true });
});

/** One card that has a value to write, and goes on until it has an answer. */
interface Card {
  readonly userName: string;
  readonly value: string;
  readonly key: string;
  sent: number;
  answer: string | undefined;
}

const cards: Card[] = Array.from({ length: CALLS }, (_, i) => ({
  userName: `user${i}@acme.example`,
  value: `region-${i}`,
  key: randomUUID(),
  sent: 0,
  answer: undefined,
}));

/** Sends a card's call once; the body of a 200, or undefined when the process died or asks to come back. */
async function send(url: string, { userName, value, key }: Card): Promise<string | undefined> {
  const headers = { authorization: `Bearer ${await okta.signToken()}`, 'idempotency-key': key };
  const body = { userName, values: { region: value } };
  const options = { headers, responseType: 'text', transformResponse: (text: string) => text } as const;
  try {
    return (await axios.post<string>(`${url}/v1/actions/set-user-values`, body, options)).data;
  } catch (thrown) {
    const status = axios.isAxiosError(thrown) ? thrown.response?.status : 0;
    if (status === undefined || status === 409 || status === 503) return undefined;
    throw thrown;
  }
}

/** Cards that have no answer yet send their calls, some at a time, until `over`. */
async function play(url: string, over: () => boolean): Promise<void> {
  const open = cards.filter(({ answer }) => answer === undefined);
  const player = async (): Promise<void> => {
    for (let card = open.shift(); card && !over(); card = open.shift()) {
      card.sent += 1;
      card.answer = await send(url, card);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, player));
}

/** Waits until Omni has had so many more requests. */
async function moreRequests(count: number): Promise<void> {
  const enough = omni.log.count() + count;
  await until(() => omni.log.count() >= enough || cards.every(({ answer }) => answer !== undefined));
}

/** One life of the connector, ended in the middle of its work. */
async function live(random: () => number): Promise<void> {
  const connector = await startProcess(environment);
  let dead = false;
  const playing = play(connector.url, () => dead);
  await moreRequests(1 + Math.floor(random() * LIFE_REQUESTS));
  await delay(random() * AFTER_MS);
  dead = true;
  await connector.end('SIGKILL');
  await playing;
}

const patches = ({ userName }: Card): number => {
  const { id } = omni.findUser(userName) ?? { id: '' };
  return omni.log.count({ method: 'PATCH', path: new RegExp(id) });
};

test(`killed ${KILLS} times (seed ${seed}) while ${CALLS} cards send and send again, no value is lost, wrong or silent`, async () => {
  const random = seededRandom(seed);
  for (const { userName } of cards) omni.addUser({ userName });

  for (let kill = 0; kill < KILLS; kill += 1) await live(random);
  const last = await startProcess(environment);
  await play(last.url, () => false);
  const replays = await Promise.all(cards.map((card) => send(last.url, card)));
  expect(await last.end('SIGTERM')).toBe(0);

  const repeats = cards.map((card) => Math.max(0, patches(card) - 1));
  expect(cards.map(({ userName }) => omni.findUser(userName)?.values.region)).toEqual(cards.map(({ value }) => value));
  expect(Math.max(...repeats)).toBeLessThanOrEqual(1);
  expect(replays).toEqual(cards.map(({ answer }) => answer));

  const database = await openDatabase({ dataDir });
  stops.push(() => database.close());
  expect(await verifyAudit(database)).toMatchObject({ ok: true });
  const audited = await database.query<{ userName: string }>(
    'SELECT DISTINCT user_name AS "userName" FROM connector.audit',
  );
  expect(audited.map(({ userName }) => userName).toSorted()).toEqual(cards.map(({ userName }) => userName).toSorted());
  expect(await database.query('SELECT id FROM connector.write_intents WHERE noted_at IS NULL')).toEqual([]);
  expect(await database.query(`SELECT key FROM connector.idempotency WHERE state = 'running'`)).toEqual([]);
}, 1_200_000);

test('SIGTERM lets the running call finish, takes no new one and ends with 0', async () => {
  const connector: ConnectorProcess = await startProcess({
    ...environment,
    DATA_DIR: fillDataDir(join(parent, 'other')),
  });
  const card: Card = { userName: 'late@acme.example', value: 'emea', key: randomUUID(), sent: 0, answer: undefined };
  omni.addUser({ userName: card.userName });
  const running = send(connector.url, card);
  await until(() => patches(card) > 0);
  const ended = connector.end('SIGTERM');
  expect(JSON.parse((await running) ?? '{}')).toMatchObject({ changed: true, verified: true });
  expect(await ended).toBe(0);
  expect(await send(connector.url, card)).toBeUndefined();
});
