import { ConnectorError } from '../errors/connector-error.ts';
import type { Services } from '../services.ts';
import { withLease } from './lease.ts';

/** What the holder of the lease still needs for its own requests. */
const HOLDER_NEEDS_MS = 3_000;

/**
 * Runs a write of Okta's profiles while no other one runs, over all replicas: Okta loses attributes that are added at
 * the same time (github.com/okta/terraform-provider-okta, issues 604 and 1974).
 *
 * @param deadline ms epoch of the whole work
 * @throws ConnectorError OKTA_BUSY
 */
export function withOktaLease<T>(
  services: Pick<Services, 'database' | 'clock'>,
  deadline: number,
  work: () => Promise<T>,
): Promise<T> {
  const busy = () => new ConnectorError('OKTA_BUSY', { seconds: 5 });
  return withLease(services, { name: 'okta:profiles', until: deadline - HOLDER_NEEDS_MS, busy }, work);
}
