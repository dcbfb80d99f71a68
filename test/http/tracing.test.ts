import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import { startTracing } from '../../src/base/start-tracing.ts';
import { useConnector } from '../support/connector.ts';

/** A span as OTLP carries it. https://opentelemetry.io/docs/specs/otlp/ */
interface Span {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

const start = useConnector();
const bodies: string[] = [];
const headers: IncomingHttpHeaders[] = [];
/** A collector on loopback. */
const collector = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  bodies.push(`${request.url} ${Buffer.concat(chunks).toString()}`);
  headers.push(request.headers);
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
});
const log = createLog('silent', process.stderr);
let stop: () => Promise<void>;

beforeAll(async () => {
  await new Promise<void>((ready) => collector.listen(0, '127.0.0.1', ready));
  const { port } = collector.address() as AddressInfo;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${port}`;
  process.env.OTEL_EXPORTER_OTLP_HEADERS = 'authorization=planted';
  process.env.OTEL_RESOURCE_ATTRIBUTES = 'deployment.environment.name=test';
  stop = await startTracing(process.env, { log, clock: systemClock });
});
beforeEach(() => void bodies.splice(0));
afterAll(() => new Promise((ended) => void collector.close(ended)));

const spans = (): Span[] =>
  bodies.flatMap((body) =>
    JSON.parse(body.slice(body.indexOf(' '))).resourceSpans.flatMap(
      ({ scopeSpans }: { scopeSpans: { spans: Span[] }[] }) => scopeSpans.flatMap(({ spans: found }) => found),
    ),
  );

test('a call, its requests and the turns of its job are spans of the trace of the caller, without names and values', async () => {
  const under = await start({ oktaOrg: true });
  under.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  under.omni.addUser({ userName: 'ada@acme.example' });
  under.oktaOrg.addUser({ login: 'ada@acme.example' });
  under.oktaOrg.assign('ada@acme.example');
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const traceparent = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
  const values = { region: 'a-value-of-hers' };
  await under.call('set-user-values', { userName: 'ada@acme.example', values }, traceparent);
  await under.call('set-user-values', { userName: 'nobody@acme.example', values }, traceparent);
  await under.call('explain-user', { userName: 'ada@acme.example' }, traceparent);
  await under.call('push-users', { rows: [{ userName: 'ada@acme.example', values: { region: 'b' } }], mode: 'wait' });
  await under.connector.close();
  // Sends what is left.
  await stop();

  const found = spans();
  const call = found.find(({ name }) => name === 'set-user-values');
  expect(call).toMatchObject({ traceId: trace, parentSpanId: '00f067aa0ba902b7', kind: 2 });
  const requests = found.filter(({ parentSpanId }) => parentSpanId === call?.spanId);
  expect(requests.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Omni GET /api/scim/v2/Users', 'Omni PATCH /api/scim/v2/Users/{id}']),
  );
  expect(requests.every(({ traceId, kind }) => traceId === trace && kind === 3)).toBe(true);
  const failed = found.find(({ status }) => status?.code === 2);
  expect(failed?.attributes).toContainEqual({ key: 'error.type', value: { stringValue: 'USER_NOT_FOUND' } });
  expect(failed?.status).toEqual({ code: 2 });
  expect(found.map(({ name }) => name)).toContain('job push');
  expect(found.some(({ name }) => name.startsWith('Okta GET /api/v1/'))).toBe(true);

  const sent = bodies.join('\n');
  expect(sent).toMatch(/^\/v1\/traces /);
  expect(headers[0]?.authorization).toBe('planted');
  expect(sent).toContain('deployment.environment.name');
  expect(sent).toContain('okta-workflows-omni');
  for (const secret of [
    'acme.example',
    'a-value-of-hers',
    under.omni.users[0]?.id ?? '?',
    under.oktaOrg.user('ada@acme.example').id,
  ]) {
    expect(sent).not.toContain(secret);
  }
});

test.each([
  ['no collector is named', {}],
  ['it is off', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' }],
  ['traces are not wanted', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_TRACES_EXPORTER: 'none' }],
])('where %s nothing is sent', async (_, environment) => {
  const end = await startTracing(environment, { log, clock: systemClock });
  await end();
  expect(bodies).toEqual([]);
});
