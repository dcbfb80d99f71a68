import { createOmniDouble } from '../../local/omni/omni-double.ts';
import type { OmniSwitches } from '../../local/omni/switches.ts';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import { BEN, ok, seed } from '../pushes/set-up.ts';
import type { Answer, ConnectorUnderTest, StartOptions } from '../support/connector.ts';
import { virtualClock } from '../support/virtual-clock.ts';

export * from '../pushes/set-up.ts';

/** For replicas on one database: its own clock counts, and not one of the test. */
export const REPLICA = { clock: systemClock } as const;

/** A clock that goes as fast as the machine's and is ahead of it. */
export const ahead = (ms: number): Clock => ({ ...systemClock, now: () => Date.now() + ms });

/**
 * A local Omni on a clock of its own: what is planned to be late stays late until the test moves that clock. It has a
 * second key, so that a request that is late does not keep the others waiting.
 */
export function slowOmni(switches: Partial<OmniSwitches> = {}) {
  const clock = virtualClock(Date.now());
  const omni = createOmniDouble({ clock, switches, requestsPerMinute: Number.POSITIVE_INFINITY });
  omni.keys.addOrganizationKey();
  return { omni, hour: () => clock.advance(3_600_000) };
}

/** A connector, Ada who holds a region and Ben who does too. */
export async function worldOf(
  start: (options?: StartOptions) => Promise<ConnectorUnderTest>,
  options: StartOptions = {},
): Promise<ConnectorUnderTest> {
  const c = await start(options);
  seed(c, { region: 'emea' });
  c.omni.addUser({ userName: BEN, values: { region: 'apac' } });
  return c;
}

/** Sets values of one user by a single call. @returns the body of its answer */
export const set = async (
  c: ConnectorUnderTest,
  userName: string,
  values: object,
  more: object = {},
): Promise<Answer['body']> => ok(await c.call('set-user-values', { userName, values, ...more }));

/** The time so many minutes ago by the clock of a connector, as an event has it. */
export const minutesAgo = ({ connector }: ConnectorUnderTest, minutes: number): string =>
  new Date(connector.services.clock.now() - minutes * 60_000).toISOString();

/** How many writes have reached Omni. */
export const patches = (c: ConnectorUnderTest): number => c.omni.log.count({ method: 'PATCH' });

/** Ends every lease, as 10 seconds without a sign of its holder do. */
export const endLeases = ({ connector }: ConnectorUnderTest): Promise<unknown> =>
  connector.services.database.query('UPDATE connector.leases SET lease_until = 0');
