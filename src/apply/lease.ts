import { randomUUID } from 'node:crypto';
import { type Clock, monotonic, NOT_NEEDED } from '../base/clock.ts';
import type { Database, Queries } from '../store/database.ts';
import { acquireLease, type HeldLease, type LeaseRenewal, releaseLease, renewLease } from '../store/leases.ts';

/** Somebody else may have taken the lease: whatever was begun under it has to be looked at anew. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  /** Something was sent under it: whatever comes of a new beginning, it may have had its effect. */
  readonly mayBeSent: boolean;

  constructor(mayBeSent = false) {
    super();
    this.mayBeSent = mayBeSent;
  }
}

/**
 * How long something stays taken when its holder dies. It renews three times as often, so one failed try costs nothing.
 */
const LEASE_MS = 10_000;
const RENEW_EVERY_MS = 3_000;
const POLL_MS = 200;

interface LeaseServices {
  readonly database: Database;
  readonly clock: Clock;
}

/** What is asked of the database for a lease, and when, by the monotonic clock. */
export const askForLease = (name: string, clock: Clock) => ({
  name,
  owner: randomUUID(),
  leaseMs: LEASE_MS,
  askedAt: monotonic(clock),
});

/** A lease that somebody wants. */
interface WantedLease {
  readonly name: string;
  /** ms epoch: how long to wait for the other holder. */
  readonly until: number;
  /** Made when that one did not finish in time, and thrown. */
  readonly busy: () => Error;
  /** It was had already, together with something else. */
  readonly taken?: Lease | undefined;
}

/** A lease in the hands of its holder, who may have been stalled for longer than it lasts without noticing. */
export class Lease implements HeldLease {
  readonly name: string;
  readonly fence: number;
  readonly since: number;
  readonly #services: LeaseServices;
  /** By the monotonic clock: until then nobody else can have it. */
  #heldUntil: number;
  #isLost = false;
  #isGivenBack = false;

  /** @param askedAt when it was asked for, by the monotonic clock */
  constructor(services: LeaseServices, { name, fence, since }: HeldLease, askedAt: number) {
    this.#services = services;
    this.name = name;
    this.fence = fence;
    this.since = since;
    this.#heldUntil = askedAt + LEASE_MS;
  }

  /**
   * Makes sure that the lease lasts for some time, and asks the database where that is not sure.
   *
   * @throws LeaseLost; ConnectorError STORE_UNAVAILABLE
   */
  async ensure(ms: number): Promise<void> {
    if (this.#isLost) throw new LeaseLost();
    if (monotonic(this.#services.clock) + ms > this.#heldUntil) await this.renew();
  }

  /** @throws LeaseLost; ConnectorError STORE_UNAVAILABLE */
  async renew(queries: Queries = this.#services.database): Promise<void> {
    await this.renewedBy(async ({ leaseMs }) => (await renewLease(queries, this, leaseMs)) || undefined);
  }

  /**
   * Renews the lease by a statement that does more.
   *
   * @param statement returns undefined where the lease is lost
   * @throws as `renew`
   */
  async renewedBy<T>(statement: (renewal: LeaseRenewal) => Promise<T | undefined>): Promise<T> {
    const askedAt = monotonic(this.#services.clock);
    const { name, fence } = this;
    const result = this.#isLost ? undefined : await statement({ name, fence, leaseMs: LEASE_MS });
    if (result === undefined) {
      this.#isLost = true;
      throw new LeaseLost();
    }
    this.#heldUntil = askedAt + LEASE_MS;
    return result;
  }

  /** The last transaction under it has given it back. */
  givenBack(): void {
    this.#isGivenBack = true;
    this.#isLost = true;
  }

  /** Gives it back, where that has not happened. */
  async release(): Promise<void> {
    if (!this.#isGivenBack) await releaseLease(this.#services.database, this);
  }
}

/** Renews the lease until `ended`; while the database is away, the next try may do. */
async function keep(lease: Lease, clock: Clock, ended: AbortSignal): Promise<void> {
  const pause = () => clock.sleep(RENEW_EVERY_MS, ended).catch(() => undefined);
  // What was lost is told to the work when it asks next: before it sends, and before it records.
  for (await pause(); !ended.aborted; await pause()) await lease.renew().catch(() => undefined);
}

/**
 * Runs work while nobody else, on any replica, holds the lease of this name. A holder that stalls can lose it: the work
 * asks `ensure` before it sends, and renews the lease in each transaction that records something.
 *
 * @throws what `busy` makes
 */
export async function withLease<T>(
  services: LeaseServices,
  { name, until, busy, taken }: WantedLease,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const { database, clock } = services;
  const request = askForLease(name, clock);
  const take = async (): Promise<Lease | undefined> => {
    const askedAt = monotonic(clock);
    const held = await acquireLease(database, request);
    return held && new Lease(services, held, askedAt);
  };
  let lease = taken ?? (await take());
  while (!lease) {
    if (clock.now() + POLL_MS > until) throw busy();
    await clock.sleep(POLL_MS);
    lease = await take();
  }
  const ended = new AbortController();
  const keeping = keep(lease, clock, ended.signal);
  try {
    return await work(lease);
  } finally {
    ended.abort(NOT_NEEDED);
    await keeping;
    // What the work has come to does not depend on this: a lease that is not given back runs out.
    await lease.release().catch(() => undefined);
  }
}
