import { Agent, Server } from 'node:http';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
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

afterEach(() => {
  jest.restoreAllMocks();
  agent.destroy();
});

/** Whether connections had to be broken off, which closing does only at the very end of its time. */
function watchForce(): () => boolean {
  const force = jest.spyOn(Server.prototype, 'closeAllConnections');
  return () => force.mock.calls.length > 0;
}

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
  const forced = watchForce();
  const { running, closed } = await closeDuringWrite();
  expect((await running).data).toMatchObject({ changed: true, verified: true });
  await closed;
  expect(forced()).toBe(false);
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
  const forced = watchForce();
  await under.connector.close();
  expect(forced()).toBe(false);
});

test('closing twice is the same as closing once', async () => {
  await Promise.all([under.connector.close(), under.connector.close()]);
  await under.connector.close();
});

test('a call that waits for its job is answered with the job, which goes on after the next start', async () => {
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  under.omni.faults.plan({ kind: 'held', until: promise }, { method: 'PATCH' });
  const rows = [{ userName: 'ada@acme.example', values: { region: 'emea' } }];
  const waiting = post('push-users', { rows, mode: 'wait' });
  await until(() => under.omni.log.count({ method: 'GET' }) >= 2);
  const closed = under.connector.close();
  const { status, data } = await waiting;
  expect(status).toBe(202);
  goOn();
  expect(data.jobId).not.toBe('');
  await closed;

  const after = await start({ omni: under.omni });
  await until(async () => (await after.call('get-job', { jobId: data.jobId })).body.status === 'done');
  expect(under.omni.findUser('ada@acme.example')?.values).toMatchObject({ region: 'emea' });
});
