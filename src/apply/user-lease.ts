import { ConnectorError } from '../errors/connector-error.ts';
import { userLease } from '../store/leases.ts';
import type { ApplyContext } from './context.ts';
import { withLease } from './with-lease.ts';

/** What the holder of the lease still needs for its own requests. */
const WORK_MS = 6_000;

/**
 * Runs work while nobody else writes to the user, over all replicas: reading, comparing and writing must not interleave.
 *
 * @throws ConnectorError USER_BUSY when the other writer does not finish in time
 */
export function withUserLease<T>(
  context: Pick<ApplyContext, 'database' | 'clock' | 'omni'>,
  userName: string,
  work: () => Promise<T>,
): Promise<T> {
  const busy = () => new ConnectorError('USER_BUSY', { userName, seconds: 5 });
  return withLease(context, { name: userLease(userName), until: context.omni.deadline - WORK_MS, busy }, work);
}
