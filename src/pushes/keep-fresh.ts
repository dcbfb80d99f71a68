import { randomUUID } from 'node:crypto';
import { keptAttributes } from '../apply/known-attributes.ts';
import { lookAtUser } from '../apply/look-at-user.ts';
import { drained } from '../base/drained.ts';
import { ofOneUser } from '../jobs/failure.ts';
import type { OmniSession } from '../omni/session.ts';
import { probeDelayMs } from '../push/ladder.ts';
import type { Services } from '../services.ts';
import { isJobWaiting } from '../store/jobs.ts';
import { acquireLease, releaseLease } from '../store/leases.ts';
import { type StaleUser, stalestUser } from '../store/stalest-user.ts';
import { forgetUser, seeUserValues } from '../store/user-values.ts';

const DAY_MS = 86_400_000;
/** Values that are merely old are read this seldom, by all replicas together: that half of the budget stays free. */
const PAUSE_MS = 2_000;
/** Held by the replica that reads, and left to run out after an old value. */
const LEASE = 'keep-fresh';

/**
 * `doubtful`: read, and the next may follow at once; `old`: after a pause. `nothing`: there was nothing to read, or it
 * was not the time.
 */
export type Refreshed = 'doubtful' | 'old' | 'nothing';

/**
 * Forgets what a user holds whose name nobody remembers, since two bear it for instance; only one who is gone loses the
 * places in the order as well.
 */
async function forget({ database }: Services, omni: OmniSession, { omniUserId, references }: StaleUser): Promise<void> {
  if (!(await omni.readUser(omniUserId))) return await forgetUser(database, omniUserId);
  await seeUserValues(database, omniUserId, nothingOf(references));
}

/** What is seen of a user who tells nothing. */
const nothingOf = (references: readonly string[]) => new Map(references.map((reference) => [reference, undefined]));

/**
 * Reads a user and remembers what is proven. What cannot be told stays unknown: the push that needs it reads it.
 *
 * @returns whether a write of a moment ago may still be shown, so that another look tells more
 */
async function refresh(services: Services, stale: StaleUser): Promise<boolean> {
  const { database, clock, instance } = services;
  const { omniUserId: id, userName, references } = stale;
  // The bulk lane: every waiting call of a single user goes before.
  const spare = { lane: 'bulk', deadline: Number.POSITIVE_INFINITY, expected: 1 } as const;
  return await instance.withSession(spare, async (omni) => {
    const look = async (): Promise<boolean> => {
      if (userName !== null) {
        const definitions = await keptAttributes(omni);
        return (await lookAtUser({ database, clock, omni }, { id, userName }, references, definitions)).isLate;
      }
      await forget(services, omni, stale);
      return false;
    };
    const looked = await look().catch(ofOneUser);
    if (typeof looked === 'boolean') return looked;
    // Whom Omni does not let us read is not asked for again and again.
    await seeUserValues(database, id, nothingOf(references));
    return false;
  });
}

/** Reads the user whose remembered values are in doubt or older than a day, so that the next push needs not to. */
export async function refreshOne(services: Services): Promise<Refreshed> {
  const stale = await stalestUser(services.database, services.clock.now() - DAY_MS);
  if (!stale) return 'nothing';
  const isLate = await refresh(services, stale);
  return stale.isDoubtful && !isLate ? 'doubtful' : 'old';
}

/** Refreshes one user if nobody has better use for the budget, and no other replica is at it. */
async function refreshInSpareTime(services: Services): Promise<Refreshed> {
  const { database } = services;
  if (await isJobWaiting(database)) return 'nothing';
  const lease = await acquireLease(database, { name: LEASE, owner: randomUUID(), leaseMs: PAUSE_MS });
  if (!lease) return 'nothing';
  const refreshed = await refreshOne(services);
  if (refreshed === 'doubtful') await releaseLease(database, lease);
  return refreshed;
}

/**
 * Spends budget that nobody else wants on keeping remembered values fresh.
 *
 * @returns stops it; resolves when no read is under way any more, after 10 s at the latest
 */
export function keepFresh(services: Services): () => Promise<void> {
  const { clock, log } = services;
  const stopped = new AbortController();
  let failures = 0;

  /** @returns milliseconds until the next attempt */
  async function attempt(): Promise<number> {
    try {
      const refreshed = await refreshInSpareTime(services);
      failures = 0;
      return refreshed === 'doubtful' ? 0 : PAUSE_MS;
    } catch (err) {
      failures += 1;
      log.debug({ err }, 'remembered values could not be refreshed');
      return probeDelayMs(failures - 1);
    }
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      const pauseMs = await attempt();
      if (pauseMs > 0) await clock.sleep(pauseMs, stopped.signal).catch(() => undefined);
    }
  }
  const running = run();
  return async () => {
    stopped.abort();
    await drained(clock, running);
  };
}
