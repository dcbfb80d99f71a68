import { describe, expect, test } from '@jest/globals';
import type { HttpAnswer } from '../../src/base/http-client.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { RateLimits } from '../../src/okta/rate-limits.ts';
import { useNock } from '../support/nock.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { schema, user } from './answers.ts';
import { OktaUnderTest } from './okta-under-test.ts';

useNock();

const NEVER = Number.POSITIVE_INFINITY;

const headers = (limit: unknown, remaining: unknown, resetSeconds: unknown) => ({
  'x-rate-limit-limit': String(limit),
  'x-rate-limit-remaining': String(remaining),
  'x-rate-limit-reset': String(resetSeconds),
});

function answer(...told: Parameters<typeof headers>): HttpAnswer {
  const all: Readonly<Record<string, string>> = headers(...told);
  return { status: 200, header: (name) => all[name], text: '', json: undefined };
}

/** The limits on a clock that stands still, and when requests left. */
function setUp() {
  const clock = virtualClock();
  const limits = new RateLimits(clock);
  const left: number[] = [];
  const ask = async (bucket = 'users', deadline = NEVER) => {
    await limits.turn(bucket, deadline);
    left.push(clock.now());
  };
  return { clock, limits, left, ask };
}

describe('a bucket', () => {
  test('that nothing is known of lets requests leave at once', async () => {
    const { clock, left, ask } = setUp();
    await Promise.all([ask(), ask(), ask()]);
    expect([left, clock.now()]).toEqual([[0, 0, 0], 0]);
  });

  test('is used down to its half, and rests until its reset', async () => {
    const { clock, limits, left, ask } = setUp();
    limits.note('users', answer(10, 7, 30));
    const asked = Promise.all(Array.from({ length: 5 }, () => ask()));
    await clock.runUntil();
    await asked;
    expect(left).toEqual([0, 0, 0, 30_000, 30_000]);
  });

  test('gives those who waited no more than its half in the next window either', async () => {
    const { clock, limits, left, ask } = setUp();
    limits.note('users', answer(4, 1, 30));
    const asked = Promise.all(Array.from({ length: 5 }, () => ask()));
    await clock.runUntil();
    await asked;
    expect(left).toEqual([30_000, 30_000, 30_000, 91_000, 91_000]);
  });

  test('holds up no other', async () => {
    const { limits, left, ask } = setUp();
    limits.note('users', answer(10, 0, 30));
    await ask('mappings');
    expect(left).toEqual([0]);
  });

  test('is not fuller because an older answer comes later', async () => {
    const { clock, limits, left, ask } = setUp();
    limits.note('users', answer(10, 4, 30));
    limits.note('users', answer(10, 9, 30));
    const asked = ask();
    await clock.runUntil();
    await asked;
    expect(left).toEqual([30_000]);
  });

  test('never rests longer than a window, however wrong a clock is', async () => {
    const { clock, limits, left, ask } = setUp();
    limits.note('users', answer(10, 0, 86_400));
    const asked = ask();
    await clock.runUntil();
    await asked;
    expect(left).toEqual([61_000]);
  });

  test('that is full again after the deadline refuses at once, and says when', async () => {
    const { limits, ask } = setUp();
    limits.note('users', answer(10, 0, 30));
    const thrown = await ask('users', 29_999).catch((reason: unknown) => reason);
    expect(thrown).toBeInstanceOf(ConnectorError);
    expect(thrown).toMatchObject({ code: 'OKTA_RATE_LIMITED', facts: { seconds: 30 } });
  });

  test.each([
    ['of 0', answer(0, 0, 30)],
    ['that is no number', answer('many', 'few', 'soon')],
    ['that is not told', { ...answer(1, 1, 1), header: () => undefined }],
  ])('is not learnt from a limit %s', async (_, told) => {
    const { limits, left, ask } = setUp();
    limits.note('users', told);
    await ask();
    expect(left).toEqual([0]);
  });
});

describe('calls', () => {
  test('pause when half of their bucket is used, and only those of that bucket', async () => {
    const okta = new OktaUnderTest().replies(
      { ...schema({}), headers: headers(100, 49, 20) },
      { json: user('00u1') },
      schema({}),
    );
    await okta.session().userSchema();
    await okta.session().user('00u1');
    expect(okta.clock.now()).toBe(0);
    await okta.session().userSchema();
    expect(okta.clock.now()).toBe(20_000);
  });

  test('that write do not pause for a bucket of reads', async () => {
    const okta = new OktaUnderTest().replies(
      { json: user('00u1'), headers: headers(100, 0, 20) },
      { json: user('00u1') },
    );
    await okta.session().user('00u1');
    await okta.session().updateUser('00u1', {});
    expect(okta.clock.now()).toBe(0);
  });

  test('that cannot wait for the reset are refused with the time to wait, and not sent', async () => {
    const okta = new OktaUnderTest().replies({ ...schema({}), headers: headers(100, 49, 20) });
    await okta.session().userSchema();
    const error = await okta.failure((session) => session.userSchema(), 10_000);
    expect([error.code, error.retryAfterSeconds, okta.sent.length]).toEqual(['OKTA_RATE_LIMITED', 20, 1]);
  });

  test.each([
    ['a read', (okta: OktaUnderTest) => okta.session().user('00u1')],
    ['a write', (okta: OktaUnderTest) => okta.session().updateUser('00u1', { region: 'EMEA' })],
  ])('answered 429 wait for the reset and are sent again: %s', async (_, call) => {
    const okta = new OktaUnderTest().replies(
      { status: 429, json: {}, headers: headers(600, 0, 42) },
      { json: user('00u1') },
    );
    await call(okta);
    expect([okta.sent.length, okta.clock.slept]).toEqual([2, [42_000]]);
  });

  test('answered 429 without a rest of the bucket were too many at once: they wait a moment, each time twice as long', async () => {
    const many = { status: 429, json: {}, headers: headers(0, 0, 59) };
    const okta = new OktaUnderTest({ random: 0 }).replies(many, many, many, { json: user('00u1') });
    await okta.session().user('00u1');
    expect(okta.clock.slept).toEqual([250, 500, 1_000]);
  });

  test('answered 429 four times are given up, with the time to wait', async () => {
    const okta = new OktaUnderTest();
    okta.otherwise = () => ({ status: 429, json: {}, headers: headers(0, 0, 59) });
    const error = await okta.failure((session) => session.user('00u1'));
    expect([error.code, error.retryAfterSeconds, okta.sent.length]).toEqual(['OKTA_RATE_LIMITED', 4, 4]);
  });
});
