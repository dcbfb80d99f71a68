import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Database } from '../store/database.ts';
import { acquireLease, type LeaseRequest, releaseLease, renewLease } from '../store/leases.ts';

/** How long something stays taken when its holder dies. It renews three times as often, so one failed try costs nothing. */
const LEASE_MS = 10_000;
const RENEW_EVERY_MS = 3_000;
const POLL_MS = 200;

/** Renews the lease until `ended`; while the database is away, the next try may do. */
async function keep(database: Database, clock: Clock, lease: LeaseRequest, ended: AbortSignal): Promise<void> {
  const pause = () => clock.sleep(RENEW_EVERY_MS, ended).catch(() => undefined);
  for (await pause(); !ended.aborted; await pause()) await renewLease(database, lease).catch(() => false);
}

/**
 * Runs work while nobody else, on any replica, holds the lease of this name.
 *
 * @param until ms epoch: how long to wait for the other holder
 * @param busy made when it did not finish in time, and thrown
 */
export async function withLease<T>(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  { name, until, busy }: { readonly name: string; readonly until: number; readonly busy: () => Error },
  work: () => Promise<T>,
): Promise<T> {
  const lease = { name, owner: randomUUID(), leaseMs: LEASE_MS };
  while (!(await acquireLease(database, lease))) {
    if (clock.now() + POLL_MS > until) throw busy();
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
