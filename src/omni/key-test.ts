import type { Clock } from '../base/clock.ts';
import { shareWork } from './shared-work.ts';
import type { Ticket } from './ticket.ts';
import type { OmniRequest } from './transport.ts';

/** The cheapest request that every good organization key may make, and no other key. */
export const KEY_TEST: OmniRequest = {
  method: 'GET',
  path: '/api/scim/v2/Users',
  query: { count: '1', startIndex: '1' },
};

/** How long a refusal in the same words needs no further test. */
const TRUST_MS = 10_000;

/** Tests a key after a refusal. Resolves when the key is good, rejects with what its test met. */
export type KeyTest = (ticket: Ticket, keyId: string, words: string) => Promise<void>;

/**
 * A refused key and a user who may not be touched look alike, so the key is tested before it is judged: by a request
 * that does not touch the user. A key that has passed is trusted for ten seconds, but only against refusals in the
 * words of the one it was tested for: a key that dies meanwhile says something else.
 *
 * @param send sends `KEY_TEST` with this key and no other
 */
export function createKeyTest(clock: Clock, send: (ticket: Ticket, keyId: string) => Promise<unknown>): KeyTest {
  const passed = new Map<string, number>();
  const running = new Map<string, Promise<void>>();

  const isTrusted = (at: number): boolean => Math.abs(clock.now() - at) < TRUST_MS;

  function run(ticket: Ticket, keyId: string): Promise<void> {
    const test = send(ticket, keyId)
      .then(() => undefined)
      .finally(() => running.delete(keyId));
    running.set(keyId, test);
    return test;
  }

  return async (ticket, keyId, words) => {
    const name = `${keyId} ${words}`;
    for (const [one, at] of passed) if (!isTrusted(at)) passed.delete(one);
    if (passed.has(name)) return;
    await shareWork(
      () => running.get(keyId),
      () => run(ticket, keyId),
    );
    passed.set(name, clock.now());
  };
}
