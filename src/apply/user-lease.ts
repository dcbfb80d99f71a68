import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { ConnectorError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { acquireLease, type LeaseRequest, releaseLease, renewLease, userLease } from '../store/leases.ts';
import type { ApplyContext } from './context.ts';

/** How long a user stays taken when the holder dies. It renews three times as often, so one failed try costs nothing. */
const LEASE_MS = 10_000;
const RENEW_EVERY_MS = 3_000;
const POLL_MS = 200;
/** What the holder of the lease still needs for its own requests. */
const WORK_MS = 6_000;

/** Renews the lease until `ended`; while the database is away, the next try may do. */
async function keep(database: Database, clock: Clock, lease: LeaseRequest, ended: AbortSignal): Promise<void> {
  const pause = () => clock.sleep(RENEW_EVERY_MS, ended).catch(() => undefined);
  for (await pause(); !ended.aborted; await pause()) await renewLease(database, lease).catch(() => false);
}

/**
 * Runs work while nobody else writes to the user, over all replicas: reading, comparing and writing must not interleave.
 *
 * @throws ConnectorError USER_BUSY when the other writer does not finish in time
 */
export async function withUserLease<T>(
  { database, clock, omni }: Pick<ApplyContext, 'database' | 'clock' | 'omni'>,
  userName: string,
  work: () => Promise<T>,
): Promise<T> {
  const lease = { name: userLease(userName), owner: randomUUID(), leaseMs: LEASE_MS };
  while (!(await acquireLease(database, lease))) {
    if (clock.now() + POLL_MS + WORK_MS > omni.deadline)
      throw new ConnectorError('USER_BUSY', { userName, seconds: 5 });
    await clock.sleep(POLL_MS);
  }
  const ended = new AbortController();
  const keeping = keep(database, clock, lease, ended.signal);
  try {
    return await work();
  } finally {
    ended.abort();
    await keeping;
    await releaseLease(database, lease.name, lease.owner);
  }
}
