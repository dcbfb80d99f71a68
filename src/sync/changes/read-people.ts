import { isOver, type Job } from '../../jobs/job.ts';
import { isAssigned, type OktaAppUser } from '../../okta/app-users.ts';
import type { OktaSession } from '../../okta/okta-org.ts';
import { groupRules } from '../../policy/group-rule.ts';
import type { DueHint } from '../../store/okta-hints.ts';
import { assignedNames } from '../../store/okta-users.ts';
import { wishNow } from '../../store/wish-clock.ts';
import { findGroups } from '../find-groups.ts';
import { NO_GROUPS, personGroups } from '../person-groups.ts';
import { namesakesOf } from '../shared-names.ts';
import { type SyncJobOptions, sourcesOf } from '../sync-options.ts';
import type { ReadPerson } from './save-people.ts';

/** People who were read, and what that has cost. */
export interface PeopleRead {
  readonly people: readonly ReadPerson[];
  /** Others whom Okta assigns by one of their names. */
  readonly namesakes: readonly OktaAppUser[];
  readonly oktaRequests: number;
}

/** By the names of now; of who is not assigned any more, by the name that is remembered. */
async function namesakes(
  job: Job<unknown>,
  okta: OktaSession,
  people: readonly ReadPerson[],
  seen: readonly OktaAppUser[],
) {
  const { database } = job.services;
  const ids = people.filter(({ user }) => !user || !isAssigned(user)).map(({ hint }) => hint.id);
  const gone = await assignedNames(database, ids);
  const named = people.map(({ hint: { id }, user }) => ({
    id,
    userName: user && isAssigned(user) ? user.userName : (gone.get(id) ?? ''),
  }));
  return await namesakesOf(okta, database, named, seen);
}

/**
 * Reads people anew: their assignment, and their groups where a rule asks for them. The groups of the rules are looked
 * up once for all.
 *
 * @param assignmentOf finds the assignment, and says whether that was a request
 * @param until ms epoch; who is not read by then is left out
 * @param seen assignments that were read just now, of anybody
 */
export async function readPeople(
  job: Job<SyncJobOptions>,
  okta: OktaSession,
  hints: readonly DueHint[],
  assignmentOf: (hint: DueHint) => Promise<{ readonly user: OktaAppUser | undefined; readonly requests: number }>,
  until: number,
  seen: readonly OktaAppUser[] = [],
): Promise<PeopleRead> {
  const { database } = job.services;
  const rules = groupRules(sourcesOf(job.options.sync));
  const begunAt = await wishNow(database);
  const { searches, requests: asked } = await findGroups(okta, hints.length > 0 ? rules : []);
  const people: ReadPerson[] = [];
  let oktaRequests = asked;
  for (const hint of hints) {
    if (isOver(job, until)) break;
    const readAt = rules.length > 0 ? begunAt : await wishNow(database);
    const { user, requests } = await assignmentOf(hint);
    // Okta also takes logins and "me" where an id belongs: whoever is not the one named is nobody.
    const found = user?.id === hint.id ? user : undefined;
    const asksGroups = found !== undefined && rules.length > 0;
    const groups = asksGroups ? await personGroups(okta, rules, hint.id, searches) : NO_GROUPS;
    people.push({ hint, readAt, user: found, groups });
    oktaRequests += requests + (asksGroups ? 1 : 0);
  }
  const others = await namesakes(job, okta, people, seen);
  return { people, namesakes: others.users, oktaRequests: oktaRequests + others.requests };
}
