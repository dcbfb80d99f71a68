import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import { Secret } from '../../src/base/secret.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { type Answer, type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { fastClock } from '../support/fast-clock.ts';
import { junkToken } from '../support/tokens.ts';
import { syncAttribute } from '../sync/set-up.ts';

const start = useConnector();
const planted = (what: string): string => `planted-${what}-${randomUUID()}`;

let under: ConnectorUnderTest;
let secrets: Record<string, string>;
const answers: Answer[] = [];

async function startWith(clock: Clock = systemClock): Promise<void> {
  answers.length = 0;
  secrets = {
    value: planted('value'),
    before: planted('before'),
    idempotencyKey: planted('idempotency-key'),
    oktaValue: planted('okta-value'),
  };
  under = await start({ logLevel: 'trace', oktaOrg: {}, clock });
  secrets.oktaKey = under.oktaOrg.client.privateKeyPem.split('\n')[1] ?? '';
  secrets.omniKey = under.omni.keys.organization[0] ?? '';
  under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  under.omni.addAttribute({ name: 'seat_count', label: 'Seats', type: 'Number' });
  under.omni.addUser({ userName: 'ada@acme.example', values: { region: secrets.before ?? '' } });
}

beforeEach(() => startWith());

const call = async (...parts: Parameters<ConnectorUnderTest['call']>): Promise<void> => {
  answers.push(await under.call(...parts));
};

async function callWell(): Promise<void> {
  const { value, idempotencyKey = '' } = secrets;
  const write = { userName: 'ada@acme.example', values: { region: value } };
  await call('ping');
  await call('set-user-values', write, { 'idempotency-key': idempotencyKey });
  await call('set-user-values', write, { 'idempotency-key': idempotencyKey });
  await call('set-user-values', { ...write, values: { region: 'other' } }, { 'idempotency-key': idempotencyKey });
  await call('clear-user-values', { userName: 'ada@acme.example', references: ['region'] });
}

async function callBadly(): Promise<void> {
  const { value = '' } = secrets;
  await call('set-user-values', { userName: value, values: { region: { a: value } }, emptyText: value });
  await call('set-user-values', { userName: 'ada@acme.example', values: { seat_count: value } });
  await call('set-user-values', `{"userName": "${value}`, { 'content-type': 'application/json' });
  for (const fault of ['server-error', 'bad-gateway', 'wrong-json', 'reset-after', 'cut-body'] as const) {
    under.omni.faults.plan({ kind: fault }, { method: 'PATCH' });
    await call('set-user-values', { userName: 'ada@acme.example', values: { region: `${value}${fault}` } });
  }
  under.omni.faults.plan({ kind: 'answer', status: 400, body: { detail: value } }, { method: 'PATCH' });
  await call('set-user-values', { userName: 'ada@acme.example', values: { region: value } });
}

/** Okta may repeat a value in the words of its refusal. */
async function callOkta(): Promise<void> {
  const { oktaOrg } = under;
  const { oktaValue = '' } = secrets;
  const user = { login: 'ada@acme.example', profile: { regionOfUser: oktaValue } };
  syncAttribute(oktaOrg, 'region');
  oktaOrg.addUser(user);
  oktaOrg.assign(user.login);
  const refusal = { errorCode: 'E0000001', errorSummary: `Api validation failed: ${oktaValue}`, errorCauses: [] };
  oktaOrg.faults.plan({ kind: 'answer', status: 400, body: refusal }, { method: 'POST', path: '/api/v1/users' });
  const set = { userName: user.login, values: { regionOfUser: `${oktaValue} changed` } };
  await call('set-okta-values', set);
  await call('set-okta-values', set);
  await call('set-okta-values', { ...set, values: { regionOfUser: [oktaValue, oktaValue] } });
  await call('report-drift');
  await call('sync-from-okta', { references: ['region'] });
  const { database } = under.connector.services;
  for (const table of ['job_okta_users', 'push_rows', 'report_rows']) {
    await database.script(`ALTER TABLE connector.${table} ADD CONSTRAINT broken CHECK (false) NOT VALID`);
    for (const action of ['sync-from-okta', 'report-drift'])
      await call(action, action === 'sync-from-okta' ? { mode: 'wait' } : {});
    await database.script(`ALTER TABLE connector.${table} DROP CONSTRAINT broken`);
  }
}

/** Statements that fail carry their parameters, and those are attribute values. */
async function callOnBrokenTables(): Promise<void> {
  const { database } = under.connector.services;
  for (const table of ['audit', 'write_intents', 'user_values', 'idempotency']) {
    await database.script(`ALTER TABLE connector.${table} ADD CONSTRAINT broken CHECK (false) NOT VALID`);
    const body = { userName: 'ada@acme.example', values: { region: `${secrets.value}${table}` } };
    await call('set-user-values', body, { 'idempotency-key': `${secrets.idempotencyKey}${table}` });
    await database.script(`ALTER TABLE connector.${table} DROP CONSTRAINT broken`);
  }
}

async function callWithBadTokens(): Promise<string[]> {
  const claims = { iss: under.okta.issuer };
  const tokens = [
    await under.token({ exp: 1 }),
    await under.token({ aud: 'x' }),
    junkToken('nobody', claims),
    'no.token',
  ];
  for (const token of tokens) await call('ping', {}, { authorization: `Bearer ${token}` });
  answers.push(await under.send('POST', `/v1/actions/ping?access_token=${tokens[0]}`, {}));
  return tokens;
}

test('no key, token, password or attribute value gets into a log line, an error or a metric, at any level', async () => {
  await callWell();
  await callBadly();
  await callOnBrokenTables();
  await callOkta();
  const tokens = [await under.token(), ...(await callWithBadTokens())];
  const metrics = (await under.send('GET', '/metrics')).text;
  const errors = answers.filter(({ status }) => status >= 400);
  const output = [
    ...under.logLines,
    metrics,
    ...errors.map(({ text, headers }) => text + JSON.stringify(headers)),
  ].join('\n');

  expect(errors.length).toBeGreaterThan(10);
  expect(errors.filter(({ status }) => status === 500).length).toBeGreaterThan(0);
  for (const [what, secret] of Object.entries(secrets))
    expect({ what, found: output.includes(secret) }).toEqual({ what, found: false });
  for (const token of tokens)
    for (const part of token.split('.')) if (part.length > 20) expect(output).not.toContain(part);
});

describe('a key that Omni repeats in the words of a refusal', () => {
  const everySoOften = { times: Number.POSITIVE_INFINITY };
  const basic = (text: string): string => Buffer.from(`:${text}`).toString('base64');
  /** The key as it may come back; the last one where the words of a refusal are cut. */
  const WORDS: readonly ((key: string) => string)[] = [
    (key) => `Authorization: Bearer ${key} is not allowed`,
    (key) => `headers: ${encodeURIComponent(`Bearer ${key}`)} ${basic(key)}`,
    (key) => JSON.stringify({ authorization: key }),
    (key) => `${'x'.repeat(280)} ${key}`,
  ];
  const write = { userName: 'ada@acme.example', values: { region: 'emea' } };

  async function callWhileRefused(status: number, detail: string): Promise<void> {
    under.omni.faults.plan({ kind: 'answer', status, body: { detail } }, everySoOften);
    await call('list-attributes');
    await call('set-user-values', write);
    await call('create-attribute', { reference: 'fresh', label: 'Fresh', type: 'string' });
    under.omni.faults.clear();
    under.omni.faults.plan({ kind: 'answer', status, body: { detail } }, { ...everySoOften, method: 'PATCH' });
    await call('push-users', { rows: [write], mode: 'wait' });
    const { body } = await under.call('list-jobs');
    const { jobId } = body.jobs[0];
    await call('get-job', { jobId });
    await call('list-job-results', { jobId });
    await call('cancel-job', { jobId });
    under.omni.faults.clear();
  }

  test.each([400, 403, 500])(
    'with status %d is in no answer, no message of a job and no line of the log',
    async (status) => {
      // A 500 is tried again, with pauses.
      await startWith(fastClock(50));
      const { omniKey = '' } = secrets;
      for (const words of WORDS) await callWhileRefused(status, words(omniKey));
      const output = [...answers.map(({ text }) => text), ...under.logLines].join('\n');
      if (status !== 500) expect(output).toContain('[secret]');
      for (const part of [omniKey, omniKey.slice(0, 12), basic(omniKey).slice(4, -4)])
        expect(output).not.toContain(part);
    },
  );
});

test('the password of a database that does not answer is in no error and no log line', async () => {
  const password = planted('database-password');
  const lines: string[] = [];
  const log = createLog('trace', { write: (line) => lines.push(line) });
  const databaseUrl = new Secret(`postgresql://connector:${password}@127.0.0.1:9/connector`);
  const thrown = await openDatabase({ databaseUrl, dataDir: 'unused', log }).catch((error: unknown) => error);
  log.error({ err: thrown, databaseUrl }, 'not opened');
  expect(thrown).toMatchObject({ name: 'StartProblem' });
  expect(inspect(thrown, { depth: 9 }) + lines.join('\n')).not.toContain(password);
});

test('settings that are printed show no secret', () => {
  const shown = `${JSON.stringify(under.settings)} ${String(under.settings.omniKeys)}`;
  expect(shown).not.toContain(secrets.omniKey);
  expect(shown).toContain('[secret]');
});
