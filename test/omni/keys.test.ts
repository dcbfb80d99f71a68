import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { Secret } from '../../src/base/secret.ts';
import { type KeyHealth, KeyRing } from '../../src/omni/key-ring.ts';
import { LeapingClock } from './leaping-clock.ts';
import { ATTRIBUTES, OmniUnderTest, ORIGIN, USERS, useWholeNock } from './omni-under-test.ts';
import { ringOf } from './ring-of.ts';

useWholeNock();

const keyRefusals: [number, string][] = [
  [401, 'Unauthorized'],
  [403, 'Invalid bearer token'],
  [400, 'Bad Request: Authorization: Invalid'],
  [400, 'Invalid API key'],
];

/** An Omni that refuses the key that it sees first, or all of them. @returns the keys with which it was asked */
function omniThatRefuses(which: 'the first key' | 'all keys', status: number, detail: string): string[] {
  const asked: string[] = [];
  nock(ORIGIN)
    .get(ATTRIBUTES)
    .times(20)
    .optionally()
    .reply((request: Request) => {
      asked.push(request.headers.get('authorization') ?? '');
      const good = which === 'the first key' && asked.at(-1) !== asked[0];
      return good ? [200, '{"records":[]}'] : [status, JSON.stringify({ detail, status })];
    });
  return asked;
}

const list = (omni: OmniUnderTest) => omni.run((session) => session.listAttributes(0));

describe('a key that Omni refuses', () => {
  test.each(keyRefusals)('(%i %s) gives way to another one and rests for a minute', async (status, detail) => {
    const omni = new OmniUnderTest({ keys: 3 });
    const asked = omniThatRefuses('the first key', status, detail);
    const timesRefused = () => asked.filter((token) => token === asked[0]).length;
    for (let count = 0; count < 6; count += 1) await list(omni);
    expect(asked).toHaveLength(7);
    expect(timesRefused()).toBe(1);
    expect(omni.clock.slept).toEqual([]);

    omni.clock.pass(59_999);
    await list(omni);
    expect(timesRefused()).toBe(1);
    omni.clock.pass(1);
    await list(omni);
    expect(timesRefused()).toBe(2);
  });

  test('is reported when no other one is left, and every key is tried again with the next call', async () => {
    const omni = new OmniUnderTest({ keys: 5 });
    const asked = omniThatRefuses('all keys', 403, 'Invalid bearer token');
    const error = await omni.refusal((session) => session.listAttributes());
    expect(error).toMatchObject({ code: 'OMNI_KEY_REFUSED', facts: { detail: 'Invalid bearer token' } });
    expect(new Set(asked).size).toBe(5);
    expect(asked).toHaveLength(5);
    await omni.refusal((session) => session.listAttributes());
    expect(new Set(asked.slice(5)).size).toBe(5);
  });

  test('lets a write go out with another one, since it did nothing', async () => {
    const omni = new OmniUnderTest({ keys: 2 });
    const patch = () => nock(ORIGIN).patch(`${USERS}/u1`);
    patch().reply(403, { detail: 'Invalid bearer token' });
    nock(ORIGIN).get(USERS).query(true).reply(403, { detail: 'Invalid bearer token' });
    patch().reply(200, {});
    await omni.run((session) => session.patchUser({ id: 'u1', userName: 'a@acme.example' }, new Map([['a', 'x']])));
    expect(omni.statuses).toEqual([403, 403, 200]);
  });

  test('that is a personal token is named as such', async () => {
    const omni = new OmniUnderTest();
    const detail = 'User-scoped API keys are not allowed to access the SCIM API';
    nock(ORIGIN).get(/Users/).reply(403, { detail, status: 403 });
    expect((await omni.refusal((session) => session.userPage(1))).code).toBe('OMNI_KEY_NOT_ORGANIZATION');
  });

  test('a 400 about something else is no matter of the key', async () => {
    const omni = new OmniUnderTest({ keys: 2 });
    nock(ORIGIN).get(ATTRIBUTES).reply(400, { detail: 'Bad Request: label: Required' });
    expect(await omni.refusal((session) => session.listAttributes())).toMatchObject({
      code: 'OMNI_REFUSED',
      facts: { detail: 'Bad Request: label: Required', status: 400 },
    });
  });
});

describe('the ring of keys', () => {
  test('knows its keys by ids that do not tell them, and the same key once', () => {
    const key = new Secret(randomUUID());
    const ring = ringOf([key, new Secret(key.reveal()), new Secret(randomUUID())], new LeapingClock());
    const [id = ''] = ring.usable();
    expect(ring.size).toBe(2);
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(ring.key(id)).toBeInstanceOf(Secret);
    expect(ring.usable().map((one) => ring.key(one).reveal())).toContain(key.reveal());
    expect(ringOf([key], new LeapingClock()).usable()).toEqual([id]);
  });

  test('ends a rest that a clock gave which has been set back since', () => {
    const clock = new LeapingClock();
    const ring = ringOf([new Secret('one'), new Secret('two')], clock);
    const [first = ''] = ring.usable();
    clock.pass(3_600_000);
    ring.bench(first);
    expect(ring.usable()).not.toContain(first);
    clock.pass(-3_600_000);
    expect(ring.usable()).toContain(first);
  });

  test('does not guess at an id that it does not know', () => {
    const empty = ringOf([], new LeapingClock());
    expect(() => empty.key('nobody')).toThrow('unknown key id nobody');
    expect(() => empty.any()).toThrow('there is no key');
  });
});

test('a key is told when Omni begins to refuse it and when it takes it again, not in between', () => {
  const changes: unknown[] = [];
  const ring = ringOf([new Secret(randomUUID()), new Secret(randomUUID())], new LeapingClock(), (key) =>
    changes.push(key),
  );
  const [first = '', second = ''] = ring.usable();
  ring.taken(first);
  ring.bench(second);
  ring.bench(second);
  expect(ring.health()).toEqual([
    { number: 1, refused: false },
    { number: 2, refused: true },
  ]);
  ring.taken(second);
  ring.taken(second);
  expect(changes).toEqual([
    { number: 2, refused: true },
    { number: 2, refused: false },
  ]);
});

describe('keys that are replaced', () => {
  const [one, two, three] = ['one', 'two', 'three'].map((text) => new Secret(text)) as [Secret, Secret, Secret];
  const world = () => {
    let keys: readonly Secret[] = [one, two];
    const told: KeyHealth[] = [];
    const ring = new KeyRing(
      () => keys,
      new LeapingClock(),
      (key) => told.push(key),
    );
    const [first = '', second = ''] = ring.usable();
    return { ring, told, first, second, replace: (...next: Secret[]) => (keys = next) };
  };

  test('count at once, and what is known of those that stay is kept', () => {
    const { ring, second, replace } = world();
    ring.bench(second);
    replace(two, three);
    expect(ring.size).toBe(2);
    expect(ring.health()).toEqual([
      { number: 1, refused: true },
      { number: 2, refused: false },
    ]);
    expect(ring.usable()).not.toContain(second);
  });

  test('leave a request that is on its way its key, and nothing is told of one that was taken out', () => {
    const { ring, told, first, replace } = world();
    replace(three);
    expect(ring.key(first)).toBe(one);
    expect([ring.number(first), ring.bench(first)]).toEqual([0, true]);
    ring.taken(first);
    expect(told).toEqual([]);
    expect(ring.health()).toEqual([{ number: 1, refused: false }]);
  });

  test('come back without their past', () => {
    const { ring, second, replace } = world();
    ring.bench(second);
    replace(one);
    expect(ring.size).toBe(1);
    replace(one, two);
    expect(ring.usable()).toContain(second);
  });

  test('come back without what a request has shown that was on its way when they were taken out', () => {
    const { ring, first, second, replace } = world();
    replace(three);
    ring.bench(first);
    ring.taken(second);
    replace(one, two);
    expect(ring.usable()).toEqual([first, second]);
    expect(ring.fates()).toEqual([
      { id: first, number: 1, state: 'untried' },
      { id: second, number: 2, state: 'untried' },
    ]);
  });

  test('leave one that rests: it is used, since there is no other one', () => {
    const { ring, second, replace } = world();
    ring.bench(second);
    replace(two);
    expect(ring.usable()).toEqual([second]);
    expect(ring.any()).toBe(second);
  });

  test('leave nothing to try where all were taken out', () => {
    const { ring, first, replace } = world();
    replace();
    expect(ring.bench(first)).toBe(false);
  });
});
