import { randomUUID } from 'node:crypto';
import { ConnectorError } from '../errors.ts';
import { acquireLease, releaseLease, userLease } from '../store/leases.ts';
import type { ApplyContext } from './context.ts';

/** Longer than any call may take, and any row of a push in its slow lane, so that only a dead holder loses it. */
const LEASE_MS = 120_000;
const POLL_MS = 200;
/** What the holder of the lease still needs for its own requests. */
const WORK_MS = 6_000;

/**
 * Runs work while nobody else writes to the user, over all replicas: reading, comparing and writing must not interleave.
 *
 * @throws ConnectorError USER_BUSY when the other writer does not finish in time
 */
export async function withUserLease<T>(context: ApplyContext, userName: string, work: () => Promise<T>): Promise<T> {
  const { database, clock, omni } = context;
  const name = userLease(userName);
  const owner = randomUUID();
  while (!(await acquireLease(database, { name, owner, leaseMs: LEASE_MS }))) {
    if (clock.now() + POLL_MS + WORK_MS > omni.deadline)
      throw new ConnectorError('USER_BUSY', { userName, seconds: 5 });
    await clock.sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await releaseLease(database, name, owner);
  }
}
