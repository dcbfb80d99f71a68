import { shownValues } from '../../apply/read-back.ts';
import { withUserLease } from '../../apply/user-lease.ts';
import { ConnectorError } from '../../errors.ts';
import type { AttributeValue } from '../../push/attribute.ts';
import { type HeldValue, heldValues } from '../../push/coverage.ts';
import type { Database } from '../../store/database.ts';
import {
  type CollectedOmniUser,
  countJobOmniUsers,
  dropJobOmniUsers,
  listUnreadUsers,
  saveJobOmniUsers,
} from '../../store/job-omni-users.ts';
import { forgetUserReferences, readVerifiedValues } from '../../store/verified-values.ts';
import { saveVerifiedValuesOfUsers } from '../../store/verified-values-page.ts';
import { ofOneUser } from '../failure.ts';
import type { ReportWork, StepEnd } from './report-state.ts';

/** Remembers what was just read, and forgets what it has put in doubt. */
async function remember(
  database: Database,
  omniUserId: string,
  held: Readonly<Record<string, HeldValue>>,
  now: number,
): Promise<void> {
  const entries = Object.entries(held);
  const values = entries.flatMap(([reference, { own }]): [string, AttributeValue][] => (own ? [[reference, own]] : []));
  const doubtful = entries.flatMap(([reference, { own }]) => (own ? [] : [reference]));
  await database.transaction(async (queries) => {
    await forgetUserReferences(queries, omniUserId, doubtful);
    await saveVerifiedValuesOfUsers(queries, [{ omniUserId, values: new Map(values) }], now);
  });
}

/**
 * Reads one user by id. On an instance whose lists leave the values out a push goes by what is remembered, so what is
 * read here is remembered too: otherwise the push that is to repair a value changed by hand would not see the change.
 *
 * @returns undefined when Omni no longer has the user
 */
function readOne(
  { job, attributes, facts }: ReportWork,
  { omniUserId, userName }: Pick<CollectedOmniUser, 'omniUserId' | 'userName'>,
): Promise<CollectedOmniUser | undefined> {
  const { database, clock } = job.services;
  return job.ask((context) =>
    // Nobody may write between the look and its record, or the older value would be remembered as the newer one.
    withUserLease(context, userName, async () => {
      const user = await context.omni.readUser(omniUserId).catch(ofOneUser);
      if (!user) return undefined;
      // Whom Omni does not let us read is there, with values that nobody knows.
      const seen = user instanceof ConnectorError ? { userName, active: true, shown: undefined } : user;
      const verified = [...(await readVerifiedValues(database, omniUserId))];
      const remembered = new Map(verified.map(([reference, { value }]) => [reference, value]));
      const held = heldValues(shownValues(seen, attributes), remembered, facts.references, attributes);
      await remember(database, omniUserId, held, clock.now());
      return { omniUserId, userName: seen.userName, active: seen.active, held };
    }),
  );
}

/** Reads users whose values no page has shown: one per key at once, so that the budget of each is used. */
export async function readHidden(work: ReportWork): Promise<StepEnd> {
  const { job, place, facts } = work;
  const { push, services } = job;
  const unread = await listUnreadUsers(services.database, push.id, place, services.settings.omniKeys.length);
  const last = unread.at(-1);
  if (!last) {
    const { active, inactive } = await countJobOmniUsers(services.database, push.id);
    return {
      stage: 'users',
      place: '',
      facts: { ...facts, unreadCount: 0, omniUserCount: active, inactiveCount: inactive },
    };
  }
  const reads = unread.map(async (user) => ({ user, read: await readOne(work, user) }));
  // When one fails, the others still end before the step does.
  await Promise.allSettled(reads);
  const users = await Promise.all(reads);
  return {
    stage: 'read',
    place: last.omniUserId,
    facts: { ...facts, unreadCount: Math.max(0, facts.unreadCount - unread.length) },
    async save(queries) {
      const gone = users.filter(({ read }) => !read).map(({ user }) => user.omniUserId);
      await dropJobOmniUsers(queries, push.id, gone);
      await saveJobOmniUsers(
        queries,
        push.id,
        users.flatMap(({ read }) => read ?? []),
      );
    },
  };
}
