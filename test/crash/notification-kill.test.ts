import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { until } from '../support/until.ts';
import { startProcess } from './connector-process.ts';
import { usePushSurroundings } from './push-surroundings.ts';

const surroundings = usePushSurroundings();
const stops: (() => unknown)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** A Slack that answers only when it is told to. */
async function silentSlack() {
  const slack = { asked: 0, answers: false, texts: [] as string[], url: '' };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    slack.asked += 1;
    if (!slack.answers) return;
    slack.texts.push(JSON.parse(Buffer.concat(chunks).toString()).text);
    response.end('ok');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  slack.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/hook`;
  return slack;
}

test('what a job wants of people is told, though the process was killed while it told it', async () => {
  const slack = await silentSlack();
  const { rows, environment } = await surroundings.start(3, { requestsPerMinute: Number.POSITIVE_INFINITY });
  const settings = {
    ...environment,
    DATA_DIR: surroundings.folder(),
    OMNI_REQUESTS_PER_MINUTE: '100000',
    GUARD_MAX_CHANGED_USERS: '0',
    SLACK_WEBHOOK_URL: slack.url,
  };
  const killed = await startProcess(settings);
  const { jobId } = await surroundings.call(killed.url, 'push-users', { rows, mode: 'job' });
  await until(() => slack.asked > 0);
  await killed.end('SIGKILL');
  slack.answers = true;
  const next = await startProcess(settings);
  await until(() => slack.texts.length > 0);
  await next.end('SIGTERM');
  expect(slack.texts).toEqual([expect.stringContaining(`Job ${jobId}`)]);
});
