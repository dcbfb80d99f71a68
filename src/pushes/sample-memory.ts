import { keptAttributes } from '../apply/known-attributes.ts';
import { lookAtUser, type UserLook } from '../apply/look-at-user.ts';
import { shownValues } from '../apply/read-back.ts';
import { drained } from '../base/drained.ts';
import type { Attribute } from '../push/attribute.ts';
import { showsWanted } from '../push/compare.ts';
import { probeDelayMs } from '../push/ladder.ts';
import type { Services } from '../services.ts';
import type { Queries } from '../store/database.ts';
import { doubtEverything } from '../store/doubt.ts';
import { logFailure } from '../store/log-failure.ts';
import { type RecentUser, recentUsers } from '../store/recent-users.ts';
import { databaseNow } from '../store/user-values.ts';

/** Users compared at a start: a third of a minute's budget of one key. */
export const SAMPLE_USERS = 20;

/**
 * What a look says of what is remembered. `untold`: Omni shows no values, the user is gone, or we have written since.
 */
export type SampleOutcome = 'same' | 'different' | 'untold';

/**
 * Compares what was remembered of a user with what Omni shows.
 *
 * @param since ms epoch: what has moved later was moved by this connector, and tells nothing
 */
export function judgeSample(
  { user, known }: Pick<UserLook, 'user' | 'known'>,
  attributes: ReadonlyMap<string, Attribute>,
  since: number,
): SampleOutcome {
  const shown = user && shownValues(user, attributes);
  if (!shown) return 'untold';
  const told = [...known].flatMap(([reference, { held, changedAt }]) => {
    const attribute = attributes.get(reference);
    if (!attribute || !held || changedAt >= since) return [];
    return [showsWanted(attribute, held, shown.get(reference) ?? [])];
  });
  if (told.length === 0) return 'untold';
  return told.every(Boolean) ? 'same' : 'different';
}

/** Reads a user of the sample, in the bulk lane: every waiting call of a single user goes before. */
async function lookAtOne({ database, clock, instance }: Services, sampled: RecentUser, since: number) {
  const { omniUserId: id, userName, references } = sampled;
  const bulk = { lane: 'bulk', deadline: Number.POSITIVE_INFINITY, expected: 1 } as const;
  return await instance.withSession(bulk, async (omni) => {
    const attributes = await keptAttributes(omni);
    return judgeSample(
      await lookAtUser({ database, clock, omni }, { id, userName }, references, attributes),
      attributes,
      since,
    );
  });
}

/** Looks again and again until Omni answers. @returns undefined: stopped before */
async function judgeOne(
  services: Services,
  sampled: RecentUser,
  since: number,
  stopped: AbortSignal,
): Promise<SampleOutcome | undefined> {
  for (let failures = 0; !stopped.aborted; failures += 1) {
    try {
      return await lookAtOne(services, sampled, since);
    } catch (err) {
      services.log.debug({ err }, 'a remembered value could not be compared with Omni yet');
      await services.clock.sleep(probeDelayMs(failures), stopped).catch(() => undefined);
    }
  }
  return undefined;
}

/** Users, and when they were chosen by the database's clock. */
interface Sample {
  readonly since: number;
  readonly sample: readonly RecentUser[];
}

async function takeSample(queries: Queries): Promise<Sample> {
  return { since: await databaseNow(queries), sample: await recentUsers(queries, SAMPLE_USERS) };
}

/** Compares the sample; the first difference that is not ours decides. */
async function compareSample(services: Services, { since, sample }: Sample, stopped: AbortSignal): Promise<void> {
  const { database, log, metrics } = services;
  for (const sampled of sample) {
    const outcome = await judgeOne(services, sampled, since, stopped);
    if (!outcome) return;
    metrics.rememberedSample.inc({ outcome });
    if (outcome === 'different') {
      await doubtEverything(database);
      log.warn('Omni holds other values than remembered: nothing that is remembered counts until it is read again');
      return;
    }
  }
  if (sample.length > 0) log.info({ users: sample.length }, 'a sample of what is remembered is as Omni shows it');
}

/**
 * Compares a few users with what is remembered of them, once after the start: a database that was put back from a copy
 * remembers what Omni no longer holds. One difference that is not ours is enough to doubt everything. The users are
 * read between the pieces of jobs and after every waiting call of a single user: a job that was open in the copy relies
 * on the same memory.
 *
 * Call it before jobs begin: what they will have seen is no part of the copy.
 *
 * @returns once the users are chosen: stops it, and resolves when no read is under way any more, after 10 s at the
 *   latest
 */
export async function sampleMemory(services: Services): Promise<() => Promise<void>> {
  const stopped = new AbortController();
  const failed = (err: unknown): void => {
    if (!stopped.signal.aborted)
      logFailure(services.log, { err }, 'what is remembered could not be compared with Omni');
  };
  const chosen = await takeSample(services.database).catch(failed);
  const comparing = chosen && compareSample(services, chosen, stopped.signal).catch(failed);
  return async () => {
    stopped.abort();
    if (comparing) await drained(services.clock, comparing);
  };
}
