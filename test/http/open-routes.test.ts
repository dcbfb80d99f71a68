import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { validate } from '@readme/openapi-parser';
import { actions } from '../../src/actions/registry.ts';
import { systemClock } from '../../src/base/clock.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import type { Database } from '../../src/store/database.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';

const start = useConnector();

test('/healthz tells that the process lives', async () => {
  const under = await start();
  expect(await under.send('GET', '/healthz')).toMatchObject({ status: 200, body: { ok: true } });
});

test('whoever asks on a condition is answered as anybody: there is no 304', async () => {
  const under = await start();
  const headers = { 'if-none-match': '*', 'if-modified-since': new Date().toUTCString() };
  for (const path of ['/healthz', '/openapi.json']) {
    expect(await under.send('GET', path, undefined, headers)).toMatchObject({ status: 200 });
  }
});

/** A database that can be taken away. */
function fragile() {
  let gone = false;
  const refuse = () => Promise.reject(new ConnectorError('STORE_UNAVAILABLE'));
  const wrapDatabase = (database: Database): Database => ({
    ...database,
    query: (sql, parameters) => (gone ? refuse() : database.query(sql, parameters)),
    transaction: (work) => (gone ? refuse() : database.transaction(work)),
  });
  return {
    wrapDatabase,
    take: () => {
      gone = true;
    },
  };
}

describe('/readyz', () => {
  test('is ready when the keys are loaded and the database answers', async () => {
    const under = await start();
    expect(await under.send('GET', '/readyz')).toMatchObject({ status: 200, body: { ok: true, reasons: [] } });
  });

  test('says that the signing keys are missing; a call is told to come back', async () => {
    const elsewhere = 'http://127.0.0.1:9/oauth2/default';
    const under = await start({ environment: { OKTA_ISSUER: elsewhere } });
    const { status, body } = await under.send('GET', '/readyz');
    expect([status, body.ok]).toEqual([503, false]);
    expect(body.reasons).toEqual([expect.stringContaining('signing keys')]);
    const authorization = `Bearer ${await under.token({ iss: elsewhere })}`;
    const answer = await under.send('POST', '/v1/actions/ping', {}, { authorization });
    expect(expectError(answer, 503, 'OKTA_KEYS_UNAVAILABLE').retryAfterSeconds).toBeLessThanOrEqual(30);
  });

  test('says that the database is gone; reading goes on, a keyed write is told to come back', async () => {
    const { wrapDatabase, take } = fragile();
    const under = await start({ wrapDatabase });
    take();
    expect(await under.send('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { ok: false, reasons: ['The database does not answer.'] },
    });
    expect(await under.send('GET', '/healthz')).toMatchObject({ status: 200 });
    const body = { reference: 'fresh', label: 'Fresh', type: 'string' };
    expectError(await under.call('create-attribute', body, { 'idempotency-key': 'k' }), 503, 'STORE_UNAVAILABLE');
    expect(under.omniCalls()).toEqual([]);
  });
});

/** The samples of a Prometheus text, each `name{labels} value`; fails on a line that is none. */
function samples(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
  return new Map(
    lines.map((line) => {
      const [, name = '', value = ''] = /^([a-z_]+(?:\{[^}]*\})?) (\S+)$/i.exec(line) ?? [];
      if (name === '' || Number.isNaN(Number(value.replace('Inf', 'Infinity')))) throw new Error(`no sample: ${line}`);
      return [name, Number(value)];
    }),
  );
}

describe('/metrics', () => {
  const read = async (under: ConnectorUnderTest) => samples((await under.send('GET', '/metrics')).text);
  const sum = (found: Map<string, number>, start: string): number =>
    [...found].filter(([name]) => name.startsWith(start)).reduce((total, [, value]) => total + value, 0);
  const PREFIX = 'okta_workflows_omni_';

  test('is Prometheus text', async () => {
    const { headers } = await (await start()).send('GET', '/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  test('counts the calls, the requests to Omni, the refusals and the replays', async () => {
    const under = await start();
    const body = { reference: 'fresh', label: 'Fresh', type: 'string' };
    for (let i = 0; i < 2; i += 1) await under.call('create-attribute', body, { 'idempotency-key': 'k' });
    await under.call('read-user', {});
    const found = await read(under);
    expect(found.get(`${PREFIX}action_duration_seconds_count{action="create-attribute",status="200"}`)).toBe(2);
    expect(found.get(`${PREFIX}action_duration_seconds_count{action="read-user",status="400"}`)).toBe(1);
    expect(found.get(`${PREFIX}errors_total{code="BODY_INVALID"}`)).toBe(1);
    expect(found.get(`${PREFIX}idempotent_replays_total`)).toBe(1);
    expect(sum(found, `${PREFIX}omni_requests_total`)).toBe(under.omni.log.count());
  });

  test('grows no series from what a stranger sends', async () => {
    const under = await start();
    await under.send('GET', '/healthz');
    const before = (await read(under)).size;
    for (let i = 0; i < 5; i += 1) {
      await under.send('POST', `/v1/actions/made-up-${i}`, {}, { authorization: `Bearer ${await under.token()}` });
      await under.send('GET', `/made-up-${i}`);
    }
    expect((await read(under)).size).toBeLessThanOrEqual(before + 2); // one for each of the two error codes
  });
});

describe('the documents', () => {
  test('/openapi.json names the address and the token address of this deployment, and is valid', async () => {
    const under = await start({ environment: { PUBLIC_URL: 'https://connector.acme.example/' } });
    const { body } = await under.send('GET', '/openapi.json');
    expect(body.openapi).toMatch(/^3\.0\./);
    expect(body.servers).toEqual([{ url: 'https://connector.acme.example' }]);
    expect(body.components.securitySchemes.oauth2.flows.clientCredentials.tokenUrl).toBe(
      `${under.okta.issuer}/v1/token`,
    );
    expect(await validate(structuredClone(body))).toMatchObject({ valid: true });
  });

  test('/manifest.json lists every action', async () => {
    const { body } = await (await start()).send('GET', '/manifest.json');
    const listed = body.actions.map(({ name, path }: { name: string; path: string }) => `${name} ${path}`);
    expect(listed).toEqual(actions.map(({ name }) => `${name} /v1/actions/${name}`));
  });
});

describe('who asks without an access token', () => {
  /** A database whose statements are counted by what they begin with. */
  function counted() {
    const statements: string[] = [];
    const wrapDatabase = (database: Database): Database => ({
      ...database,
      query: (sql, parameters) => {
        statements.push(sql);
        return database.query(sql, parameters);
      },
    });
    const count = (pattern: RegExp): number => statements.filter((sql) => pattern.test(sql)).length;
    return { wrapDatabase, count, forget: () => statements.splice(0) };
  }

  test('asks the database once in a while at most, however often they ask', async () => {
    const { wrapDatabase, count, forget } = counted();
    const now = Date.now();
    const under = await start({ wrapDatabase, clock: { ...systemClock, now: () => now } });
    forget();
    const paths = Array.from({ length: 64 }, (_, index) => (index % 2 === 0 ? '/metrics' : '/readyz'));
    for (let round = 0; round < 2; round += 1) await Promise.all(paths.map((path) => under.send('GET', path)));
    expect([/^SELECT 1$/, /SELECT status, cause_code .*FROM connector\.jobs/s, /SELECT report,/].map(count)).toEqual([
      1, 1, 1,
    ]);
  });

  test('gets documents that were made once, in any method that reads', async () => {
    const under = await start();
    for (const path of ['/openapi.json', '/manifest.json']) {
      const [first, second, head] = await Promise.all(['GET', 'GET', 'HEAD'].map((method) => under.send(method, path)));
      expect(second?.text).toBe(first?.text);
      expect(first?.headers['content-type']).toBe('application/json; charset=utf-8');
      expect([head?.text, head?.headers['content-length']]).toEqual(['', String(Buffer.byteLength(first?.text ?? ''))]);
    }
  });
});

describe('METRICS_TOKEN', () => {
  const TOKEN = 'planted-metrics-token';

  test.each([
    ['none', {}],
    ['another token', { authorization: 'Bearer planted-metrics-tokem' }],
    ['a longer token', { authorization: `Bearer ${TOKEN}x` }],
    ['another scheme', { authorization: `Basic ${TOKEN}` }],
  ])('is wanted: %s is refused', async (_what, headers) => {
    const under = await start({ environment: { METRICS_TOKEN: TOKEN } });
    const answer = await under.send('GET', '/metrics', undefined, headers);
    expectError(answer, 401, 'METRICS_TOKEN_REFUSED');
    expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    expect(answer.text).not.toContain('okta_workflows_omni_');
  });

  test('in a file is the one that the file holds by now', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'metrics-'));
    const file = join(folder, 'token');
    writeFileSync(file, TOKEN);
    const under = await start({ environment: { METRICS_TOKEN_FILE: file } });
    const statusOf = async (token: string) =>
      (await under.send('GET', '/metrics', undefined, { authorization: `Bearer ${token}` })).status;
    expect([await statusOf(TOKEN), await statusOf('the-next-token')]).toEqual([200, 401]);
    writeFileSync(file, 'the-next-token');
    expect([await statusOf(TOKEN), await statusOf('the-next-token')]).toEqual([401, 200]);
    rmSync(folder, { recursive: true });
  });

  test('lets through who has it; an access token is none, and the other routes stay open', async () => {
    const under = await start({ environment: { METRICS_TOKEN: TOKEN } });
    const get = (path: string, authorization: string) => under.send('GET', path, undefined, { authorization });
    expect((await get('/metrics', `bearer ${TOKEN}`)).text).toContain('okta_workflows_omni_');
    expectError(await get('/metrics', `Bearer ${await under.token()}`), 401, 'METRICS_TOKEN_REFUSED');
    expect((await under.send('GET', '/readyz')).status).toBe(200);
  });
});
