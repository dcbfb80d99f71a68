import { randomUUID } from 'node:crypto';
import { mock } from 'node:test';
import { type AuthorizationServer, createAuthorizationServer } from '../../local/okta/authorization-server.ts';
import type { Caller } from '../../src/auth/caller.ts';
import { createTokenGuard, type TokenGuard } from '../../src/auth/token-guard.ts';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { keyPairOfTheRun } from '../support/signing-keys.ts';
import { type VirtualClock, virtualClock } from '../support/virtual-clock.ts';

export const AUDIENCE = 'api://omni-connector';
export const CLIENT_ID = '0oaworkflows';
const SCOPES = ['omni.values.read', 'omni.values.write'];

export interface Scene {
  readonly server: AuthorizationServer;
  readonly guard: TokenGuard;
  check(token: string): Promise<Caller>;
  /** What was written to the console. */
  printed(): unknown[][];
  end(): Promise<void>;
}

/** A local authorization server and a guard in front of it; the guard is not started. */
export async function setTheScene({
  clock = systemClock,
  clientIds = [] as readonly string[],
}: {
  clock?: Clock;
  clientIds?: readonly string[];
} = {}): Promise<Scene> {
  const warn = mock.method(console, 'warn', () => undefined);
  const server = await createAuthorizationServer({
    makeKeyPair: keyPairOfTheRun,
    audience: AUDIENCE,
    scopes: SCOPES,
    clients: [{ id: CLIENT_ID, secret: randomUUID(), scopes: SCOPES }],
    clock,
  });
  const issuer = await server.listen();
  const guard = createTokenGuard({ issuer, audience: AUDIENCE, clientIds, clock });
  return {
    server,
    guard,
    check: (token) => guard.check(`Bearer ${token}`, 1),
    printed: () => warn.mock.calls.map((call) => call.arguments),
    end: async () => {
      warn.mock.restore();
      guard.stop();
      await server.close();
    },
  };
}

/** A virtual clock that begins at the machine's time, by which the verifier judges `exp`. */
export function presentClock(): VirtualClock & { skip(ms: number): void } {
  const clock = virtualClock();
  let start = Date.now();
  return {
    ...clock,
    now: () => start + clock.now(),
    /** Time passes without waking anybody, as on a machine that was asleep. */
    skip: (ms) => {
      start += ms;
    },
  };
}

/** The refusal that a promise ends in; anything else fails the test. */
export async function refusal(promise: Promise<unknown>): Promise<ConnectorError> {
  const outcome = await promise.then(
    () => 'no refusal',
    (thrown: unknown) => thrown,
  );
  if (outcome instanceof ConnectorError) return outcome;
  throw new Error('expected a ConnectorError', { cause: outcome });
}

/** Lets real sockets go on, while the virtual clock stands still. */
export { until } from '../support/until.ts';
