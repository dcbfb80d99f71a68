import { lookAtUser } from '../apply/look-at-user.ts';
import { shownValues } from '../apply/read-back.ts';
import { heldValues } from '../push/coverage.ts';
import {
  type CollectedOmniUser,
  countJobOmniUsers,
  dropJobOmniUsers,
  listUnreadUsers,
  saveJobOmniUsers,
} from '../store/job-omni-users.ts';
import { rememberedValues } from '../store/user-values.ts';
import type { ReportWork, StepEnd } from './report-state.ts';

/**
 * Reads one user by id. On an instance whose lists leave the values out a push goes by what is remembered, so what is
 * read here is remembered too: otherwise the push that is to repair a value changed by hand would not see the change.
 *
 * @returns undefined when Omni no longer has the user
 */
async function readOne(
  { job, attributes, facts }: ReportWork,
  { omniUserId: id, userName }: Pick<CollectedOmniUser, 'omniUserId' | 'userName'>,
): Promise<CollectedOmniUser | undefined> {
  const { database } = job.services;
  const before = await rememberedValues(database, id);
  const { user, at } = await job.ask((context) => lookAtUser(context, { id, userName }, facts.references, attributes));
  if (!user) return undefined;
  const held = heldValues(shownValues(user, attributes), before, facts.references, attributes);
  return { omniUserId: id, userName: user.userName, active: user.active, held, seenAt: at };
}

/** Reads users whose values no page has shown: one per key at once, so that the budget of each is used. */
export async function readHidden(work: ReportWork): Promise<StepEnd> {
  const { job, place, facts } = work;
  const { record, services } = job;
  const unread = await listUnreadUsers(services.database, record.id, place, services.settings.omniKeys.length);
  const last = unread.at(-1);
  if (!last) {
    const { active, inactive } = await countJobOmniUsers(services.database, record.id);
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
      await dropJobOmniUsers(queries, record.id, gone);
      await saveJobOmniUsers(
        queries,
        record.id,
        users.flatMap(({ read }) => read ?? []),
      );
    },
  };
}
