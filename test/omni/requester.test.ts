import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import * as api from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { Secret } from '../../src/base/secret.ts';
import { traceWith } from '../../src/base/tracing.ts';
import type { KeyHealth } from '../../src/omni/key-ring.ts';
import { localLedger } from '../../src/omni/local-ledger.ts';
import { Pacer } from '../../src/omni/pacer.ts';
import { createRequester, type OmniExchange, type RequestOptions, UncertainOutcome } from '../../src/omni/requester.ts';
import type { SlotLedger } from '../../src/omni/slot-ledger.ts';
import { AnswerTooLarge, NoAnswer, type OmniAnswer, type OmniRequest } from '../../src/omni/transport.ts';
import { answer } from './answer.ts';
import { LeapingClock } from './leaping-clock.ts';
import { ringOf } from './ring-of.ts';

const READ = { method: 'GET', path: '/api/v1/user-attributes' } as const;
const WRITE = { method: 'PATCH', path: '/api/scim/v2/Users/u1', body: {} } as const;
const OUTSIDE = { method: 'GET', path: '/openapi.json' } as const;
const GAP = 1_020;

const badKey = answer(403, { detail: 'Invalid bearer token' });
const good = answer(200, {});

/** A job's requests, which meet what is written down, one after the other; then all is well. */
function setUp(
  script: readonly (OmniAnswer | Error)[],
  { keys = 1, ledger }: { keys?: number; ledger?: SlotLedger } = {},
) {
  const clock = new LeapingClock();
  const secrets = Array.from({ length: keys }, () => new Secret(randomUUID()));
  const told: KeyHealth[] = [];
  const ring = ringOf(secrets, clock, (key) => told.push(key));
  const own = ledger ?? localLedger(clock);
  const slowed: string[] = [];
  const slowDown: SlotLedger['slowDown'] = async (refused) => {
    slowed.push(refused.keyId);
    await own.slowDown(refused);
  };
  const pacer = new Pacer({ clock, ledger: { ...own, slowDown }, keys: ring, perMinute: 60 });
  const sent: { at: number; path: string; key: number }[] = [];
  const exchanges: OmniExchange[] = [];
  const request = createRequester({
    async send({ path }, secret) {
      sent.push({ at: clock.now(), path, key: secrets.findIndex((one) => one.reveal() === secret.reveal()) + 1 });
      const next = script[sent.length - 1] ?? good;
      if (next instanceof Error) throw next;
      return next;
    },
    pacer,
    keys: ring,
    clock,
    random: () => 1,
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const ticket = pacer.open('bulk', Number.POSITIVE_INFINITY, 1);
  const ask = (what: OmniRequest = READ, options?: RequestOptions) => request(ticket, what, options);
  const failure = (what?: OmniRequest, options?: RequestOptions) =>
    ask(what, options).then(
      ({ status }) => {
        throw new Error(`It was answered with ${status}`);
      },
      (thrown: unknown) => thrown,
    );
  return { clock, sent, told, slowed, exchanges, ask, failure };
}

describe('an answer', () => {
  test.each([
    [199, 'OMNI_REFUSED'],
    [300, 'OMNI_UNEXPECTED_ANSWER'],
    [399, 'OMNI_UNEXPECTED_ANSWER'],
  ])('of %i is none that is good, and is not asked for again', async (status, code) => {
    const { sent, failure } = setUp([answer(status, {})]);
    expect(await failure()).toMatchObject({ code });
    expect(sent).toHaveLength(1);
  });

  test('is one that the caller understands, and tells nothing of the key', async () => {
    const { told, ask } = setUp([badKey, badKey]);
    const accept = ({ status }: OmniAnswer) => status === 403;
    expect(await ask(READ, { accept })).toBe(badKey);
    expect(told).toEqual([]);
  });

  test.each([
    ['read', READ, { code: 'OMNI_UNREACHABLE' }],
    ['write', WRITE, { name: 'UncertainOutcome' }],
  ])('that is too large is as large the next time: a %s is not sent again', async (_, what, expected) => {
    const { sent, failure } = setUp([new AnswerTooLarge()]);
    expect(await failure(what)).toMatchObject({ ...expected, cause: expect.any(AnswerTooLarge) });
    expect(sent).toHaveLength(1);
  });
});

describe('no answer', () => {
  const silence = new NoAnswer('it did not answer in time', true);

  test('of which only a read can tell what happened has the reason as its cause, for the log', async () => {
    const thrown = await setUp([silence]).failure(WRITE);
    expect(thrown).toBeInstanceOf(UncertainOutcome);
    expect(thrown).toMatchObject({ name: 'UncertainOutcome', message: silence.message, cause: silence });
  });

  test('to a read has the reason as its cause, and names no input of the caller', async () => {
    const thrown = await setUp(Array(4).fill(silence)).failure();
    expect(thrown).toMatchObject({ code: 'OMNI_UNREACHABLE', cause: silence, details: [] });
  });
});

describe('what is no matter of Omni goes to the caller as it is', () => {
  const broken = new RangeError('the database is away');

  test('where the budget cannot be asked', async () => {
    const reserve = async () => Promise.reject(broken);
    const { sent, failure } = setUp([], {
      ledger: { reserve, slowDown: async () => undefined, giveBack: async () => undefined },
    });
    expect(await failure()).toBe(broken);
    expect(sent).toEqual([]);
  });

  test('where the request cannot be made', async () => {
    const { exchanges, failure } = setUp([broken]);
    expect(await failure()).toBe(broken);
    expect(exchanges).toEqual([]);
  });
});

describe('a refused key', () => {
  test('is told once, is not good again by another failure, and is by a good answer', async () => {
    const { clock, told, ask, failure } = setUp([badKey, badKey, answer(503), answer(404, {})]);
    const refused = { number: 1, refused: true };
    for (const code of ['OMNI_KEY_REFUSED', 'OMNI_KEY_REFUSED', 'OMNI_REFUSED']) {
      expect(await failure()).toMatchObject({ code });
    }
    expect(told).toEqual([refused]);
    await ask();
    expect(told).toEqual([refused, { number: 1, refused: false }]);
    expect(clock.slept).toContain(500);
  });

  test.each([
    ['broken', answer(503)],
    ['good', good],
  ])('counts as one of the four tries that a read has; the fifth would be %s', async (_, fifth) => {
    const { sent, failure } = setUp([answer(503), badKey, answer(503), answer(503), fifth], { keys: 2 });
    expect(await failure()).toMatchObject({ code: 'OMNI_UNREACHABLE' });
    expect(sent).toHaveLength(4);
  });

  test('is the reason when it is the last of the four', async () => {
    const { sent, failure } = setUp([answer(503), answer(503), answer(503), badKey], { keys: 2 });
    expect(await failure()).toMatchObject({ code: 'OMNI_KEY_REFUSED' });
    expect(sent).toHaveLength(4);
  });

  test('is tested with that key and in a slot of its own, though another one is free before', async () => {
    const { sent, failure } = setUp([answer(403, { detail: 'managed elsewhere' })], { keys: 2 });
    expect(await failure(WRITE, { user: 'u1' })).toMatchObject({ code: 'OMNI_USER_REFUSED' });
    const [{ key } = { key: 0 }] = sent;
    expect(sent).toMatchObject([
      { path: WRITE.path, key, at: 0 },
      { path: '/api/scim/v2/Users', key, at: GAP },
    ]);
  });
});

describe('what does not count for the budget', () => {
  test('waits for no slot', async () => {
    const { sent, ask } = setUp([]);
    for (let count = 0; count < 3; count += 1) await ask(OUTSIDE);
    expect(sent.map(({ at }) => at)).toEqual([0, 0, 0]);
  });

  test('does not slow the budget down where it meets a 429', async () => {
    const { slowed, sent, ask } = setUp([answer(429), good, answer(429)]);
    await ask(OUTSIDE);
    expect(slowed).toEqual([]);
    await ask();
    expect(slowed).toHaveLength(1);
    expect(sent.map(({ at }) => at)).toEqual([0, 2_000, 2_000, 4_000]);
  });
});

describe('a request is a span', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });

  /** The spans of what is done. */
  async function spansOf(work: () => Promise<unknown>) {
    api.trace.setGlobalTracerProvider(provider);
    traceWith(api);
    await work();
    return exporter.getFinishedSpans().map(({ name, attributes }) => ({ name, attributes }));
  }

  afterEach(() => {
    traceWith(undefined);
    api.trace.disable();
    exporter.reset();
  });

  test('that tells the kind of request without the user, the key by its number, how long it waited, and the end', async () => {
    const { clock, ask } = setUp([answer(204)]);
    await ask();
    clock.pass(20);
    const spans = await spansOf(() => ask(WRITE));
    const attributes = {
      'http.request.method': 'PATCH',
      'url.template': '/api/scim/v2/Users/{id}',
      'omni.lane': 'bulk',
      'omni.key': 1,
      'omni.wait_ms': GAP - 20,
      'http.response.status_code': 200,
    };
    expect(spans).toEqual([{ name: 'Omni PATCH /api/scim/v2/Users/{id}', attributes }]);
  });

  test('that tells where no answer came', async () => {
    const { failure } = setUp([new NoAnswer('it did not answer in time', true)]);
    const [span] = await spansOf(() => failure(WRITE));
    expect(span?.attributes).toMatchObject({ 'error.type': 'no-answer' });
    expect(span?.attributes).not.toHaveProperty('http.response.status_code');
  });
});
