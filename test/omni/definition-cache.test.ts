import { describe, expect, test } from '@jest/globals';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { OmniAttributes } from '../../src/omni/attributes.ts';
import type { Lane, Ticket } from '../../src/omni/ticket.ts';
import type { OmniAnswer } from '../../src/omni/transport.ts';
import { attribute } from '../push/arbitraries.ts';
import { answer } from './answer.ts';
import { LeapingClock } from './leaping-clock.ts';

const ticket = (lane: Lane = 'interactive'): Ticket => ({
  lane,
  deadline: Number.POSITIVE_INFINITY,
  order: 1,
  remaining: 1,
  sent: 0,
  progress: '',
});
const listOf = (name: string) => answer(200, { records: [{ name, type: 'String' }] });

/** Definitions whose requests are answered by hand, in the order in which they were made. */
function setUp() {
  const clock = new LeapingClock();
  clock.pass(1_000_000_000);
  const requests: { method: string; resolve(given: OmniAnswer): void; reject(reason: unknown): void }[] = [];
  const attributes = new OmniAttributes(
    (_ticket, { method }) => {
      const { promise, resolve, reject } = Promise.withResolvers<OmniAnswer>();
      requests.push({ method, resolve, reject });
      return promise;
    },
    clock,
    { remember: async () => [] },
  );
  const references = async (maxAgeMs?: number, lane?: Lane) =>
    (await attributes.list(ticket(lane), maxAgeMs)).map(({ reference }) => reference);
  return { attributes, clock, requests, references };
}

test('the list is kept for a minute', async () => {
  const { clock, requests, references } = setUp();
  const first = references();
  requests[0]?.resolve(listOf('one'));
  await first;
  clock.pass(59_999);
  expect(await references()).toEqual(['one']);
  expect(requests).toHaveLength(1);
  clock.pass(1);
  const second = references();
  requests[1]?.resolve(listOf('two'));
  expect(await second).toEqual(['two']);
});

test('a caller may ask for a fresher one', async () => {
  const { clock, requests, references } = setUp();
  const first = references();
  requests[0]?.resolve(listOf('one'));
  await first;
  clock.pass(5_000);
  expect(await references(5_001)).toEqual(['one']);
  for (const maxAgeMs of [5_000, 0]) {
    const fresh = references(maxAgeMs);
    requests.at(-1)?.resolve(listOf('two'));
    expect(await fresh).toEqual(['two']);
    clock.pass(5_000);
  }
  expect(requests).toHaveLength(3);
});

test('a list is not kept for longer by a clock that was set back', async () => {
  const { clock, requests, references } = setUp();
  const first = references();
  requests[0]?.resolve(listOf('one'));
  await first;
  clock.pass(-3_600_000);
  const second = references();
  requests[1]?.resolve(listOf('two'));
  expect(await second).toEqual(['two']);
});

test('callers of one lane share a request; one that wants the truth of now makes its own', async () => {
  const { requests, references } = setUp();
  const shared = [references(), references(), references(5_000)];
  const own = references(0);
  expect(requests).toHaveLength(2);
  requests[0]?.resolve(listOf('one'));
  requests[1]?.resolve(listOf('two'));
  expect(await Promise.all(shared)).toEqual([['one'], ['one'], ['one']]);
  expect(await own).toEqual(['two']);
  expect(await references()).toEqual(['two']);
});

test('an interactive call does not wait for a list in the bulk lane', async () => {
  const { requests, references } = setUp();
  const bulk = references(60_000, 'bulk');
  const interactive = references();
  requests[1]?.resolve(listOf('one'));
  expect(await interactive).toEqual(['one']);
  requests[0]?.resolve(listOf('old'));
  expect(await bulk).toEqual(['old']);
});

/** Lets every promise that is settled be noticed. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('thirty callers whose shared request fails', () => {
  const refused = new ConnectorError('OMNI_UNREACHABLE', { problem: 'status 503' });

  test('are answered by the second one, which one of them makes', async () => {
    const { requests, references } = setUp();
    const callers = Promise.allSettled(Array.from({ length: 30 }, () => references()));
    requests[0]?.reject(refused);
    await settled();
    expect(requests).toHaveLength(2);
    requests[1]?.resolve(listOf('one'));
    const outcomes = await callers;
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', ...Array(29).fill('fulfilled')]);
    expect(requests).toHaveLength(2);
  });

  test('share the failure of the second one', async () => {
    const { requests, references } = setUp();
    const callers = Promise.allSettled(Array.from({ length: 30 }, () => references()));
    for (const index of [0, 1]) {
      requests[index]?.reject(refused);
      await settled();
    }
    expect((await callers).every(({ status }) => status === 'rejected')).toBe(true);
    expect(requests).toHaveLength(2);
  });

  test('do not share that others ran out of their own time, which costs no request', async () => {
    const { requests, references } = setUp();
    const callers = Promise.allSettled(Array.from({ length: 30 }, () => references()));
    const late = new ConnectorError('OMNI_TOO_SLOW', { done: 'something of another call' });
    for (const index of [0, 1, 2, 3]) {
      requests[index]?.reject(late);
      await settled();
    }
    requests[4]?.resolve(listOf('one'));
    const outcomes = await callers;
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(4);
    expect(requests).toHaveLength(5);
  });
});

test('a caller whose request was refused has its own words, and the next one asks for itself', async () => {
  const { requests, references } = setUp();
  const [first, second] = [references(), references()];
  requests[0]?.reject(new ConnectorError('OMNI_TOO_SLOW', { done: 'something of the first call' }));
  await expect(first).rejects.toMatchObject({ code: 'OMNI_TOO_SLOW' });
  requests[1]?.resolve(listOf('one'));
  expect(await second).toEqual(['one']);
});

test.each(['createAttribute', 'updateAttribute', 'deleteAttribute'])('%s makes the list old', async (write) => {
  const { attributes, requests, references } = setUp();
  const first = references();
  requests[0]?.resolve(listOf('one'));
  await first;
  const one = attribute();
  const writes: Record<string, () => Promise<void>> = {
    createAttribute: () => attributes.create(ticket(), one),
    updateAttribute: () => attributes.update(ticket(), one, {}),
    deleteAttribute: () => attributes.delete(ticket(), one),
  };
  const writing = writes[write]?.();
  requests[1]?.resolve(answer(200));
  await writing;
  const second = references();
  requests[2]?.resolve(listOf('two'));
  expect(await second).toEqual(['two']);
});

test('a list that was on its way when a write ended is not kept', async () => {
  const { attributes, requests, references } = setUp();
  const before = references();
  const writing = attributes.create(ticket(), attribute());
  requests[1]?.resolve(answer(200));
  await writing;
  requests[0]?.resolve(listOf('old'));
  expect(await before).toEqual(['old']);
  const after = references();
  requests[2]?.resolve(listOf('new'));
  expect(await after).toEqual(['new']);
});

test('a list that was on its way during a write is not kept, whether or not the write is known to have happened', async () => {
  const { attributes, requests, references } = setUp();
  const before = references();
  const writing = attributes.create(ticket(), attribute());
  requests[1]?.reject(new Error('the connection broke'));
  await expect(writing).rejects.toThrow('the connection broke');
  const after = references();
  requests[0]?.resolve(listOf('old'));
  expect(await before).toEqual(['old']);
  requests[2]?.resolve(listOf('new'));
  expect(await after).toEqual(['new']);
  expect(await references()).toEqual(['new']);
});
