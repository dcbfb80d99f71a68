import { Agent } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import axios from 'axios';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { until } from '../support/until.ts';

const start = useConnector();
let under: ConnectorUnderTest;
let agent: Agent;

beforeEach(async () => {
  under = await start();
  under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  under.omni.addUser({ userName: 'ada@acme.example' });
  agent = new Agent({ keepAlive: true });
});

afterEach(() => agent.destroy());

/** As a load balancer calls: over connections that stay open. */
const post = async (action: string, body: object) =>
  axios.post(`${under.connector.url}/v1/actions/${action}`, body, {
    headers: { authorization: `Bearer ${await under.token()}` },
    httpAgent: agent,
    validateStatus: () => true,
  });

/** Closes the connector in the middle of a write. */
async function closeDuringWrite() {
  under.omni.faults.plan({ kind: 'latency', ms: 150 }, { method: 'PATCH' });
  const running = post('set-user-values', { userName: 'ada@acme.example', values: { region: 'emea' } });
  await until(() => under.omni.log.count({ method: 'PATCH' }) > 0);
  return { running, closed: under.connector.close() };
}

test('a running call finishes, and closing ends as soon as it has its answer', async () => {
  const { running, closed } = await closeDuringWrite();
  expect((await running).data).toMatchObject({ changed: true, verified: true });
  const answered = performance.now();
  await closed;
  expect(performance.now() - answered).toBeLessThan(1_000);
});

test('a new call is not taken', async () => {
  const { running, closed } = await closeDuringWrite();
  const refused = await post('ping', {}).then(
    ({ status, data }) => `${status} ${data.code}`,
    (thrown) => thrown.code,
  );
  expect(['ECONNREFUSED', '503 SHUTTING_DOWN']).toContain(refused);
  await running;
  await closed;
});

test('idle connections do not hold the connector up', async () => {
  await post('ping', {});
  const begun = performance.now();
  await under.connector.close();
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test('closing twice is the same as closing once', async () => {
  await Promise.all([under.connector.close(), under.connector.close()]);
  await under.connector.close();
});

test('a call that waits for its job is answered with the job, which goes on after the next start', async () => {
  under.omni.faults.plan({ kind: 'latency', ms: 2_000 }, { method: 'PATCH' });
  const rows = [{ userName: 'ada@acme.example', values: { region: 'emea' } }];
  const waiting = post('push-users', { rows, mode: 'wait' });
  await until(() => under.omni.log.count({ method: 'GET' }) >= 2);
  const begun = performance.now();
  const closed = under.connector.close();
  const { status, data } = await waiting;
  expect([200, 202]).toContain(status);
  expect(data.jobId).not.toBe('');
  expect(performance.now() - begun).toBeLessThan(3_000);
  await closed;

  const after = await start({ omni: under.omni });
  await until(async () => (await after.call('get-job', { jobId: data.jobId })).body.status === 'done');
  expect(under.omni.findUser('ada@acme.example')?.values).toMatchObject({ region: 'emea' });
});
