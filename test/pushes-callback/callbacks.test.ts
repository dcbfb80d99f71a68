import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { StartOptions } from '../support/connector.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { quickClock } from '../support/quick-clock.ts';
import { until as eventually } from '../support/until.ts';
import { useReceiver } from './receiver.ts';

const startConnector = useConnector();
const receive = useReceiver();

async function start(environment: StartOptions['environment'] = {}): Promise<ConnectorUnderTest> {
  const under = await startConnector({
    clock: quickClock(),
    environment: { CALLBACK_HOSTS: '127.0.0.1', ...environment },
  });
  under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  under.omni.addUser({ userName: 'ada@acme.example' });
  return under;
}

const rowsTo = (region: string, userName = 'ada@acme.example') => [{ userName, values: { region } }];

/** Lets the next try be due now. */
const hurry = ({ connector }: ConnectorUnderTest) =>
  connector.services.database.query('UPDATE connector.callbacks SET not_before = 0');

/** Every text of the connector that a person may see, and all it keeps beside the callback itself. */
async function shownBy(under: ConnectorUnderTest): Promise<string> {
  const { database } = under.connector.services;
  const kept = await Promise.all(
    ['jobs', 'push_rows', 'idempotency', 'audit'].map((table) => database.query(`SELECT * FROM connector.${table}`)),
  );
  return JSON.stringify([under.logLines, kept]);
}

describe('a job with a callbackUrl', () => {
  test('is told to it once when it ends, with the fields of get-job', async () => {
    const [under, receiver] = [await start(), await receive()];
    const push = () =>
      under.call('push-users', { rows: rowsTo('emea'), callbackUrl: receiver.url }, { 'idempotency-key': 'once' });
    const { body } = await push();
    await eventually(() => receiver.jobs.length > 0);
    expect(receiver.requests).toEqual([`POST /invoke?clientToken=${receiver.token}`]);
    expect(receiver.jobs).toEqual([(await under.call('get-job', { jobId: body.jobId })).body]);
    expect(receiver.jobs[0]).toMatchObject({ jobId: body.jobId, status: 'done', changedCount: 1 });
    await eventually(() => under.logLines.some((line) => line.includes('a callback was delivered')));
    expect(await under.connector.services.database.query('SELECT url, state FROM connector.callbacks')).toEqual([
      { url: '', state: 'delivered' },
    ]);
    // The same call again is the same job, which was told already.
    expect((await push()).body).toEqual(body);
    await under.connector.services.clock.sleep(3_000);
    expect(receiver.jobs).toHaveLength(1);
  });

  test('is told when it waits for approval, and again when it ends', async () => {
    const [under, receiver] = [await start({ GUARD_MAX_CHANGED_USERS: '0' }), await receive()];
    const { body } = await under.call('push-users', { rows: rowsTo('emea'), mode: 'job', callbackUrl: receiver.url });
    await eventually(() => receiver.jobs.length === 1);
    await under.call('approve-job', { jobId: body.jobId });
    await eventually(() => receiver.jobs.length === 2);
    expect(receiver.jobs.map(({ status }) => status)).toEqual(['needs-approval', 'done']);
  });

  test('is told once more when it waits for another approval, since its plan has grown', async () => {
    const [under, receiver] = [await start({ GUARD_MAX_CHANGED_USERS: '0' }), await receive()];
    under.omni.addUser({ userName: 'ben@acme.example', values: { region: 'emea' } });
    const rows = [...rowsTo('emea'), ...rowsTo('emea', 'ben@acme.example')];
    const { body } = await under.call('push-users', { rows, mode: 'job', callbackUrl: receiver.url });
    await eventually(() => under.logLines.some((line) => line.includes('a callback was delivered')));
    under.omni.setValue('ben@acme.example', 'region', 'by hand');
    await under.connector.services.database.query('UPDATE connector.jobs SET looked_at = looked_at - 3600000');
    await under.call('approve-job', { jobId: body.jobId });
    await eventually(async () => (await under.call('get-job', { jobId: body.jobId })).body.status === 'needs-approval');
    await under.connector.services.clock.sleep(3_000);
    expect(receiver.jobs.map(({ status }) => status)).toEqual(['needs-approval', 'needs-approval']);
    expect(receiver.jobs[1]?.message).toContain('The plan has grown');
  });

  test('is told that it was canceled', async () => {
    const [under, receiver] = [await start({ GUARD_MAX_CHANGED_USERS: '0' }), await receive()];
    const { body } = await under.call('push-users', { rows: rowsTo('emea'), mode: 'job', callbackUrl: receiver.url });
    await under.call('cancel-job', { jobId: body.jobId });
    await eventually(() => receiver.jobs.some(({ status }) => status === 'canceled'));
  });

  test('can be a plan that is applied, a retry or an undo', async () => {
    const [under, receiver] = [await start(), await receive()];
    const callbackUrl = receiver.url;
    const plan = await under.call('plan-push', { rows: [...rowsTo('apac'), ...rowsTo('x', 'nobody@acme.example')] });
    const { planId, planHash } = plan.body;
    expect((await under.call('apply-plan', { planId, planHash, callbackUrl })).status).toBe(202);
    await eventually(() => receiver.jobs.length === 1);
    expect((await under.call('retry-job', { jobId: planId, callbackUrl })).status).toBe(202);
    await eventually(() => receiver.jobs.length === 2);
    expect((await under.call('undo-job', { jobId: planId, callbackUrl })).status).toBe(202);
    await eventually(() => receiver.jobs.length === 3);
    expect(receiver.jobs.map(({ kind }) => kind)).toEqual(['push', 'retry', 'undo']);
  });
});

describe('a receiver that does not answer 2xx', () => {
  test('is called again, a redirect counts as no answer, and its address stays out of sight', async () => {
    const [under, receiver] = [await start(), await receive()];
    receiver.answers.push(302, 500);
    await under.call('push-users', { rows: rowsTo('emea'), callbackUrl: receiver.url }, { 'idempotency-key': 'key' });
    for (const count of [1, 2]) {
      await eventually(() => under.logLines.filter((line) => line.includes('is tried again')).length === count);
      await hurry(under);
    }
    await eventually(() => under.logLines.some((line) => line.includes('a callback was delivered')));
    expect(new Set(receiver.requests)).toEqual(new Set([`POST /invoke?clientToken=${receiver.token}`]));
    expect(receiver.requests).toHaveLength(3);
    expect(await shownBy(under)).not.toContain(receiver.token);
  });

  test('is given up after the ladder, which is logged with its host alone', async () => {
    const [under, receiver] = [await start(), await receive()];
    receiver.answers.push(500, 500, 500, 500, 500);
    await under.call('push-users', { rows: rowsTo('emea'), callbackUrl: receiver.url });
    for (const count of [1, 2, 3, 4]) {
      await eventually(() => under.logLines.filter((line) => line.includes('is tried again')).length === count);
      await hurry(under);
    }
    await eventually(() => under.logLines.some((line) => line.includes('a callback is given up')));
    const line = JSON.parse(under.logLines.find((one) => one.includes('is given up')) ?? '{}');
    expect(line).toMatchObject({ host: new URL(receiver.url).host, tries: 5, reason: 'the answer has status 500' });
    expect(await shownBy(under)).not.toContain(receiver.token);
    expect((await under.send('GET', '/metrics')).text).toContain('callbacks_total{outcome="given-up"} 1');
  });

  test('is called by the connector that comes after this one', async () => {
    const [under, receiver] = [await start(), await receive()];
    receiver.answers.push(503);
    await under.call('push-users', { rows: rowsTo('emea'), callbackUrl: receiver.url });
    await eventually(() => under.logLines.some((line) => line.includes('is tried again')));
    await under.connector.close();
    await hurry(under);
    await startConnector({ omni: under.omni, environment: { CALLBACK_HOSTS: '127.0.0.1' } });
    await eventually(() => receiver.jobs.length === 2);
  });
});

describe('an address that is not allowed', () => {
  const token = randomUUID();
  const callbackUrl = `https://flow.acme.example/invoke?clientToken=${token}`;

  test.each([
    ['push-users', { rows: rowsTo('emea') }],
    ['apply-plan', { planId: randomUUID(), planHash: 'x' }],
  ])('is refused by %s before anything is accepted', async (action, input) => {
    const under = await start();
    const error = expectError(await under.call(action, { ...input, callbackUrl }), 422, 'CALLBACK_NOT_ALLOWED');
    expect(error.message).toContain('flow.acme.example');
    expect(`${error.message} ${error.fix}`).toContain('CALLBACK_HOSTS');
    expect(await under.connector.services.database.query('SELECT id FROM connector.jobs')).toEqual([]);
    expect(JSON.stringify([error, await shownBy(under)])).not.toContain(token);
  });

  test('is loopback, unless the setting lists it', async () => {
    const under = await start({ CALLBACK_HOSTS: '' });
    const answer = await under.call('push-users', { rows: rowsTo('emea'), callbackUrl: 'http://127.0.0.1:1/' });
    expectError(answer, 422, 'CALLBACK_NOT_ALLOWED');
  });

  test.each(['ftp://acme.workflows.okta.com/', 'https://a b/', `https://workflows.okta.com/${'x'.repeat(2_000)}`])(
    'is not even one: %#',
    async (url) => {
      const under = await start();
      expectError(await under.call('push-users', { rows: rowsTo('emea'), callbackUrl: url }), 400, 'BODY_INVALID');
    },
  );
});
