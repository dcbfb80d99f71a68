import { ConnectorError } from '../errors/connector-error.ts';
import { userLease } from '../store/leases.ts';
import type { ApplyContext } from './context.ts';
import { type Lease, LeaseLost, withLease } from './lease.ts';

/** What the holder of the lease still needs for its own requests. */
const HOLDER_NEEDS_MS = 6_000;

/**
 * Runs work while nobody else writes to the user, over all replicas: reading, comparing and writing must not
 * interleave. Who finds the lease lost on the way begins anew, with a look at what others have done meanwhile.
 *
 * @param work may run several times; each time it begins with what is so by then
 * @param taken the lease, where the call was accepted with it
 * @throws ConnectorError USER_BUSY when the other writer does not finish in time
 */
export async function withUserLease<T>(
  context: Pick<ApplyContext, 'database' | 'clock' | 'omni'>,
  userName: string,
  work: (lease: Lease) => Promise<T>,
  taken?: Lease,
): Promise<T> {
  const busy = () => new ConnectorError('USER_BUSY', { userName, seconds: 5 });
  const request = { name: userLease(userName), until: context.omni.deadline - HOLDER_NEEDS_MS, busy };
  for (let first = taken; ; first = undefined) {
    try {
      return await withLease(context, { ...request, taken: first }, work);
    } catch (thrown) {
      if (!(thrown instanceof LeaseLost)) throw thrown;
      if (context.clock.now() > request.until) throw busy();
    }
  }
}
