import { randomUUID } from 'node:crypto';
import { afterEach, expect } from '@jest/globals';
import nock from 'nock';
import { Secret } from '../../src/base/secret.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { localLedger } from '../../src/omni/local-ledger.ts';
import { createOmni } from '../../src/omni/omni.ts';
import type { OmniExchange } from '../../src/omni/requester.ts';
import type { OmniSession } from '../../src/omni/session.ts';
import { createTransport } from '../../src/omni/transport.ts';
import { useNock } from '../support/nock.ts';
import { LeapingClock } from './leaping-clock.ts';

export const ORIGIN = 'https://acme.omniapp.co';
export const USERS = '/api/scim/v2/Users';
export const ATTRIBUTES = '/api/v1/user-attributes';
export const URN = 'urn:omni:params:1.0:UserAttribute';

/** The client of one Omni instance at the edge of the network, with no limit to its budget. */
export class OmniUnderTest {
  readonly clock = new LeapingClock();
  readonly keys: readonly Secret[];
  readonly exchanges: OmniExchange[] = [];
  readonly ids = new Map<string, string>();
  /** How many slots of the budget were taken. */
  slots = 0;
  readonly #omni: ReturnType<typeof createOmni>;

  /** @param random for the jitter; 1 is the longest wait */
  constructor({ keys = 1, random = 1 } = {}) {
    const { ids, clock } = this;
    // Ages are told by differences alone.
    clock.pass(1_000_000_000);
    this.keys = Array.from({ length: keys }, () => new Secret(randomUUID()));
    const ledger = localLedger(clock);
    this.#omni = createOmni({
      send: createTransport(ORIGIN),
      keys: () => this.keys,
      requestsPerMinute: Number.POSITIVE_INFINITY,
      ledger: { ...ledger, reserve: (asked) => this.#counted(ledger.reserve(asked)) },
      names: { remember: async () => [] },
      ids: {
        recall: async (userName) => ids.get(userName),
        remember: async (userName, id) => void ids.set(userName, id),
        forget: async (userName) => void ids.delete(userName),
      },
      clock,
      random: () => random,
      onExchange: (exchange) => this.exchanges.push(exchange),
    });
  }

  /** Runs work in a session without a deadline. */
  run<T>(work: (session: OmniSession) => Promise<T>): Promise<T> {
    return this.#omni.withSession({ lane: 'bulk', deadline: Number.POSITIVE_INFINITY, expected: 1 }, work);
  }

  /** The failure of work that must fail. */
  async refusal(work: (session: OmniSession) => Promise<unknown>): Promise<ConnectorError> {
    const thrown = await this.run(work).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (thrown instanceof ConnectorError) return thrown;
    throw thrown ?? new Error('nothing was refused');
  }

  #counted<T>(slot: T): T {
    this.slots += 1;
    return slot;
  }

  get statuses(): unknown[] {
    return this.exchanges.map(({ status }) => status);
  }
}

/** No test reaches the network, and each request that a test announces must have been made. */
export function useWholeNock(): void {
  afterEach(() => expect(nock.pendingMocks()).toEqual([]));
  useNock();
}
