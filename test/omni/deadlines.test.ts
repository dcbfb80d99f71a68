import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { localLedger } from '../../src/omni/local-ledger.ts';
import { Pacer } from '../../src/omni/pacer.ts';
import { createRequester } from '../../src/omni/requester.ts';
import type { Lane } from '../../src/omni/ticket.ts';
import type { OmniAnswer, Send } from '../../src/omni/transport.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { answer } from './answer.ts';
import { ringOf } from './ring-of.ts';

describe('a call with little time', () => {
  /** A requester whose answers are written down, on a virtual clock. */
  function setUp(...script: OmniAnswer[]) {
    const clock = virtualClock();
    const keys = ringOf([new Secret('k')], clock);
    const pacer = new Pacer({ clock, ledger: localLedger(clock), keys, perMinute: 60 });
    const timeouts: number[] = [];
    const send: Send = async (_request, _key, timeoutMs) => {
      timeouts.push(timeoutMs);
      return script.shift() ?? answer(200, {});
    };
    const request = createRequester({ send, pacer, keys, clock, random: () => 1, onExchange: () => undefined });
    const open = (deadline: number, lane: Lane = 'interactive') => pacer.open(lane, deadline, 1);
    const read = (ticket: ReturnType<typeof open>) => request(ticket, { method: 'GET', path: '/api/' });
    const write = (ticket: ReturnType<typeof open>) =>
      request(ticket, { method: 'PATCH', path: '/api/' }, { user: 'u1' });
    return { clock, timeouts, open, read, write, pacer };
  }

  test('gives a request no more time than is left, and never more than 15 s', async () => {
    const { clock, timeouts, open, read } = setUp();
    await read(open(8_000));
    const second = read(open(25_000));
    await clock.runUntil(1_020);
    await second;
    const third = read(open(Number.POSITIVE_INFINITY, 'bulk'));
    await clock.runUntil(20_000);
    await third;
    await read(open(27_000));
    expect(timeouts).toEqual([8_000, 15_000, 15_000, 7_000]);
  });

  test('is repeated while its time allows the wait, and not one millisecond longer', async () => {
    const enough = setUp(answer(429));
    const outcome = enough.read(enough.open(4_000));
    await enough.clock.runUntil();
    await expect(outcome).resolves.toMatchObject({ status: 200 });

    const tooLate = setUp(answer(429));
    await expect(tooLate.read(tooLate.open(2_000))).rejects.toMatchObject({ code: 'OMNI_RATE_LIMITED' });
    expect(tooLate.timeouts).toHaveLength(1);
  });

  test('that has sent nothing is told that the budget is full', async () => {
    const { open, read, pacer, clock } = setUp();
    const keyId = ringOf([new Secret('k')], clock).any();
    await pacer.slowDown({ keyId, reservedAt: 0 }, 24_000);
    await expect(read(open(20_000))).rejects.toMatchObject({ code: 'OMNI_BUDGET_FULL', facts: { seconds: 24 } });
  });

  test('that has sent something is told how far it came', async () => {
    const { open, read, clock, pacer } = setUp();
    const ticket = open(2_000);
    await read(ticket);
    const keyId = ringOf([new Secret('k')], clock).any();
    await pacer.slowDown({ keyId, reservedAt: 0 }, 1_000);
    ticket.progress = 'one value was written';
    const outcome = read(ticket);
    const late = expect(outcome).rejects.toMatchObject({
      code: 'OMNI_TOO_SLOW',
      facts: { done: 'one value was written', seconds: 2 },
    });
    await clock.runUntil();
    await late;
  });

  test('is told how far it came, too, where the key that was refused cannot be tested in time', async () => {
    const { open, write, clock, pacer, timeouts } = setUp(answer(403, { detail: 'managed elsewhere' }));
    const keyId = ringOf([new Secret('k')], clock).any();
    const ticket = open(10_000);
    ticket.progress = 'one value was written';
    const outcome = write(ticket);
    await pacer.slowDown({ keyId, reservedAt: 0 }, 20_000);
    await expect(outcome).rejects.toMatchObject({
      code: 'OMNI_TOO_SLOW',
      facts: { done: 'one value was written', seconds: 20 },
    });
    expect(timeouts).toHaveLength(1);
  });
});
