import { expect, test } from '@jest/globals';
import nock from 'nock';
import { Secret } from '../../src/base/secret.ts';
import { Undelivered } from '../../src/callbacks/deliveries.ts';
import { sendToSlack } from '../../src/notifications/slack-send.ts';
import { useNock } from '../support/nock.ts';

const TOKEN = crypto.randomUUID().replaceAll('-', '').slice(0, 24);
const PATH = `/services/T0000000/B0000000/${TOKEN}`;
const WEBHOOK = new Secret(`https://hooks.slack.com${PATH}`);
const MESSAGE = { text: 'hello', unfurl_links: false } as const;

useNock();

const slack = (body: unknown = MESSAGE) => nock('https://hooks.slack.com').post(PATH, body as nock.RequestBodyMatcher);

async function failure(): Promise<Undelivered> {
  const thrown = await sendToSlack(WEBHOOK, MESSAGE).catch((error: unknown) => error);
  if (thrown instanceof Undelivered) return thrown;
  throw new Error(`It was no failure: ${String(thrown)}`);
}

test('ok: it is posted as JSON, once', async () => {
  const scope = slack().matchHeader('content-type', /json/).reply(200, 'ok');
  await sendToSlack(WEBHOOK, MESSAGE);
  scope.done();
});

test('429: Slack is left alone for as long as it says', async () => {
  slack().reply(429, 'rate_limited', { 'Retry-After': '30' });
  expect(await failure()).toMatchObject({
    message: 'Slack answers 429 (rate_limited)',
    waitMs: 30_000,
    isFinal: false,
  });
});

test.each([
  [404, 'no_service'],
  [403, 'action_prohibited'],
  [410, 'channel_is_archived'],
  [400, 'invalid_payload'],
])('%i %s: it is not tried again', async (status, word) => {
  slack().reply(status, word);
  expect(await failure()).toMatchObject({ message: `Slack answers ${status} (${word})`, isFinal: true });
});

test.each([
  ['500', () => slack().reply(500, 'rollup_error')],
  ['a broken connection', () => slack().replyWithError(Object.assign(new Error(PATH), { code: 'ECONNRESET' }))],
])('%s: it is tried again', async (_, answer) => {
  answer();
  expect(await failure()).toMatchObject({ isFinal: false, waitMs: 0 });
});

test('a redirect is not followed, and the page of somebody else is not repeated', async () => {
  slack().reply(302, `<a href="https://evil.example">${TOKEN}</a>`, { location: 'https://evil.example/' });
  expect((await failure()).message).toBe('Slack answers 302');
});

test.each([
  [404, TOKEN],
  [500, PATH],
])('the address stands in no failure (%i)', async (status, body) => {
  slack().reply(status, body);
  const thrown = await failure();
  expect(JSON.stringify([thrown, thrown.message, thrown.stack, thrown.cause])).not.toContain(TOKEN);
});
