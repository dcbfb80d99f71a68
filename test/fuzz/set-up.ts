import { randomUUID } from 'node:crypto';
import { isObject } from '../../src/base/is-object.ts';
import type { Answer, ConnectorUnderTest, StartOptions } from '../support/connector.ts';
import { until } from '../support/until.ts';
import { type FuzzRequest, PEOPLE } from './any-request.ts';

/** Made at each run. */
const HOOK_SECRET = randomUUID();

/** Everything that a fuzzed connector can have is there. */
export const EVERYTHING = {
  oktaOrg: true,
  logLevel: 'error',
  environment: { ALLOW_ATTRIBUTE_DELETE: 'true', ALLOW_ROW_COUNTS: 'true', OKTA_HOOK_SECRET: HOOK_SECRET },
} satisfies StartOptions;

const DEFINITIONS = [
  { name: 'region', type: 'String' },
  { name: 'blob_entity', type: 'String' },
  { name: 'seat_count', type: 'Number' },
  { name: 'areas', type: 'String', multiple_values: true },
  { name: 'levels', type: 'Number', multiple_values: true },
] as const;

/** People whom Okta assigns and Omni knows, and attributes of each kind. */
export function seed({ omni, oktaOrg }: ConnectorUnderTest): void {
  for (const definition of DEFINITIONS) omni.addAttribute({ label: definition.name, ...definition });
  for (const userName of PEOPLE) {
    omni.addUser({ userName });
    oktaOrg.addUser({ login: userName, profile: { city: 'Graz' } });
    oktaOrg.assign(userName);
  }
}

/** What earlier answers have given out, the latest few of each kind. */
export class Memory {
  readonly #held = new Map<string, string[]>();

  /** @returns the latest of a name at a place, if there is any */
  at(name: string, place: number): string | undefined {
    const held = this.#held.get(name) ?? [];
    return held[place % Math.max(1, held.length)];
  }

  learn({ body }: Answer): void {
    if (!isObject(body)) return;
    for (const name of ['jobId', 'planId', 'planHash', 'reportId', 'nextCursor']) {
      const { [name]: value } = body;
      if (typeof value === 'string' && value !== '')
        this.#held.set(name, [value, ...(this.#held.get(name) ?? [])].slice(0, 3));
    }
  }
}

/** Puts what a running connector knows into a request. */
export type Fill = (text: string) => string;

/** Reads the `{{name}}` of requests. */
export async function filling(c: ConnectorUnderTest, memory: Memory): Promise<Fill> {
  const tokens: Readonly<Record<string, string>> = {
    token: await c.token(),
    'token of nothing': await c.token({ scp: ['nothing'] }),
    'token of a stranger': await c.token({ aud: 'api://default' }),
    'hook secret': HOOK_SECRET,
  };
  const ids = new Map(PEOPLE.map((login) => [login as string, c.oktaOrg.user(login).id]));
  return (text) =>
    text.replaceAll(/\{\{(.+?)(?::([^{}]+))?\}\}/g, (whole, name, detail) =>
      name === 'okta' ? (ids.get(detail) ?? whole) : (tokens[name] ?? memory.at(name, Number(detail)) ?? whole),
    );
}

/** Sends a request of the fuzzer. */
export async function sendFilled(c: ConnectorUnderTest, fill: Fill, request: FuzzRequest): Promise<Answer> {
  const { method, path, headers, body } = request;
  const filled = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, fill(text)]));
  return await c.send(method, fill(path), typeof body === 'string' ? fill(body) : body, filled);
}

/** The requests that have changed something in the local Omni or Okta since their logs were cleared. */
export const writes = ({ omni, oktaOrg }: ConnectorUnderTest): string[] =>
  [...omni.log.all, ...oktaOrg.log.all]
    .filter(
      ({ method, path, status }) =>
        method !== 'GET' && path.startsWith('/api') && status < 400 && !/query\/run$/.test(path),
    )
    .map(({ method, path, status }) => `${method} ${path} → ${status}`);

export function clearLogs({ omni, oktaOrg }: ConnectorUnderTest): void {
  omni.log.clear();
  oktaOrg.log.clear();
}

const OPEN_JOBS = "SELECT 1 FROM connector.jobs WHERE status IN ('queued', 'running')";

/** Waits until no job is left that could write by itself. What the hook has told is forgotten: it is gathered first. */
export async function quiet({ connector }: ConnectorUnderTest): Promise<void> {
  const { database } = connector.services;
  await database.query('DELETE FROM connector.okta_hints');
  await until(async () => (await database.query(OPEN_JOBS)).length === 0);
}
