import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import express, { type Request, type Response } from 'express';
import { createAuthorizationServer } from '../../../local/okta/authorization-server.ts';
import { type Listening, listen } from '../../../local/shared/listen.ts';
import { clientCredentials } from '../../../local/simulator/client-credentials.ts';
import type { SimulatorOptions } from '../../../local/simulator/simulator.ts';
import { post } from '../../../tools/flows/cards/other-cards.ts';
import { returnValues } from '../../../tools/flows/cards/return-values.ts';
import { helperFlow } from '../../../tools/flows/flow.ts';
import { runCard } from './one-card.ts';
import { simulate } from './sample-flows.ts';

const ask = helperFlow('Ask', '', { url: 'string', body: 'object' }, (start) => {
  const answer = post('Post', start.out('url'), start.out('body'));
  return [answer, returnValues({ status: answer.out('Status Code'), body: answer.out('Body') })];
});

let server: Listening;
let answer: (req: Request, res: Response) => void;
beforeAll(async () => {
  const app = express().use(express.text({ type: '*/*' }), (req, res) => answer(req, res));
  server = await listen(app);
});
afterAll(() => server.close());
beforeEach(() => {
  answer = (req, res) => res.json({ method: req.method, body: req.body, url: req.url, headers: req.headers });
});

const NONE = { headers: async () => ({}) };

/** Posts once. @returns the card that did */
async function posted(
  body: object = {},
  { url = server.url, ...options }: Partial<SimulatorOptions> & { url?: string } = {},
) {
  const simulator = simulate([ask], { connections: { 'Omni connector': NONE }, ...options });
  await simulator.run('Ask', { url, body: body as never });
  const [card] = simulator.cards('Ask', 'Post');
  if (!card) throw new Error('Post has not run');
  return card;
}

describe('API Connector', () => {
  test('sends the body as JSON with the headers of the card and of the connection', async () => {
    const connection = { headers: async () => ({ Authorization: 'Bearer token' }) };
    const { outputs } = await posted({ a: [1] }, { connections: { 'Omni connector': connection } });
    expect(outputs).toMatchObject({
      'Status Code': 200,
      Headers: { 'content-type': expect.stringContaining('json') },
      Body: {
        method: 'POST',
        body: '{"a":[1]}',
        headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      },
    });
  });

  test.each([
    [
      'a status with JSON',
      (res: Response) => res.status(422).json({ code: 'X' }),
      'HTTP Request Error',
      422,
      { code: 'X' },
    ],
    ['a status without JSON', (res: Response) => res.status(502).send('<h1>'), 'HTTP Error', 502, '<h1>'],
    ['a status without a body', (res: Response) => res.status(500).end(), 'HTTP Error', 500, ''],
    ['an answer that is not JSON', (res: Response) => res.send('hello'), 'Parse Error', null, null],
    ['a connection that breaks', (res: Response) => res.destroy(), 'Connection Error', null, null],
  ])('%s is an error of its kind', async (_, answered, kind, statusCode, body) => {
    answer = (__, res) => void answered(res);
    const { error } = await posted();
    expect(error?.object).toMatchObject({
      _error: true,
      kind,
      statusCode,
      body,
      method: 'Post',
      flo: 'Ask',
      retry_count: 0,
    });
  });

  test('nobody there, no address, no answer in time', async () => {
    expect((await posted({}, { url: 'http://127.0.0.1:1' })).error?.details.kind).toBe('Connection Error');
    expect((await posted({}, { url: 'nowhere' })).error?.details.kind).toBe('URL Error');
    answer = () => undefined;
    expect((await posted({}, { httpTimeoutMs: 30 })).error?.details.kind).toBe('Method timeout exceeded');
  });

  test('an answer of 202 is no error', async () => {
    answer = (_, res) => void res.status(202).json({ jobId: 'x' });
    expect((await posted()).outputs).toMatchObject({ 'Status Code': 202, Body: { jobId: 'x' } });
  });

  test.each([
    [429, 4, 3],
    [503, 1, 0],
    [504, 1, 0],
    [500, 1, 0],
    [404, 1, 0],
  ])('a %s is asked for %s times', async (status, times, retries) => {
    let asked = 0;
    answer = (_, res) => {
      asked += 1;
      res.status(status).json({});
    };
    const pauses: number[] = [];
    const clock = { now: () => 0, sleep: async (ms: number) => void pauses.push(ms) };
    const card = await posted({}, { clock, random: () => 0.5 });
    expect([asked, card.retries, pauses]).toEqual([times, retries, Array.from({ length: retries }, () => 60_000)]);
    expect(card.error?.object).toMatchObject({ statusCode: status, retry_count: retries });
  });

  test('Get has its query in the address; Raw Request sends and gives text', async () => {
    const outputs = { 'Response|Body': 'object' };
    const got = await runCard({
      kind: 'httpfunctions:get',
      inputs: { 'Request|URL': server.url, 'Request|Query': { a: 'b c' } },
      outputs,
    });
    expect(got.outputs.Body).toMatchObject({ method: 'GET', url: '/?a=b+c' });
    const raw = await runCard({
      kind: 'httpfunctions:raw',
      inputs: { 'Request|URL': server.url, 'Request|Method': 'PUT', 'Request|Body': 'plain' },
      outputs: { 'Response|Body': 'string' },
    });
    expect(JSON.parse(String(raw.outputs.Body))).toMatchObject({ method: 'PUT', body: 'plain' });
  });
});

describe('a connection by client credentials', () => {
  const client = { id: 'workflows', secret: randomUUID(), scopes: ['a', 'b'] };

  async function connected(clientSecret: string) {
    const okta = await createAuthorizationServer({ audience: 'x', scopes: ['a', 'b'], clients: [client] });
    const issuer = await okta.listen();
    const connection = clientCredentials({
      tokenUrl: `${issuer}/v1/token`,
      clientId: client.id,
      clientSecret,
      scopes: client.scopes,
    });
    try {
      return await posted({}, { connections: { 'Omni connector': connection } });
    } finally {
      await okta.close();
    }
  }

  test('takes its token from the authorization server', async () => {
    const { outputs } = await connected(client.secret);
    expect(outputs.Body).toMatchObject({
      headers: { authorization: expect.stringMatching(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/) },
    });
  });

  test('fails as an OAuth Refresh Error where it gets none, and shows no secret', async () => {
    const { error } = await connected('wrong');
    expect(error?.details.kind).toBe('OAuth Refresh Error');
    expect(JSON.stringify(error?.object)).not.toContain('wrong');
  });
});
