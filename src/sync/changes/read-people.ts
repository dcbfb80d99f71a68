import { isOver, type Job } from '../../jobs/job.ts';
import type { OktaAppUser } from '../../okta/app-users.ts';
import type { OktaSession } from '../../okta/okta-org.ts';
import { groupRules } from '../../policy/group-rule.ts';
import type { DueHint } from '../../store/okta-hints.ts';
import { databaseNow } from '../../store/user-values.ts';
import { NO_GROUPS, personGroups, searchGroups } from '../person-groups.ts';
import { type SyncJobOptions, sourcesOf } from '../sync-options.ts';
import type { ReadPerson } from './save-people.ts';

/** People who were read, and what that has cost. */
export interface PeopleRead {
  readonly people: readonly ReadPerson[];
  readonly oktaRequests: number;
}

/**
 * Reads people anew: their assignment, and their groups where a rule asks for them. The groups of the rules are looked
 * up once for all.
 *
 * @param assignmentOf finds the assignment, and says whether that was a request
 * @param until ms epoch; who is not read by then is left out
 */
export async function readPeople(
  job: Job<SyncJobOptions>,
  okta: OktaSession,
  hints: readonly DueHint[],
  assignmentOf: (hint: DueHint) => Promise<{ readonly user: OktaAppUser | undefined; readonly requests: number }>,
  until: number,
): Promise<PeopleRead> {
  const { database } = job.services;
  const rules = groupRules(sourcesOf(job.options.sync));
  const begunAt = await databaseNow(database);
  const searches = hints.length > 0 && rules.length > 0 ? await searchGroups(okta, rules) : [];
  const people: ReadPerson[] = [];
  let oktaRequests = searches.length;
  for (const hint of hints) {
    if (isOver(job, until)) break;
    const readAt = rules.length > 0 ? begunAt : await databaseNow(database);
    const { user, requests } = await assignmentOf(hint);
    // Okta also takes logins and "me" where an id belongs: whoever is not the one named is nobody.
    const found = user?.id === hint.id ? user : undefined;
    const asksGroups = found !== undefined && rules.length > 0;
    const groups = asksGroups ? await personGroups(okta, rules, hint.id, searches) : NO_GROUPS;
    people.push({ hint, readAt, user: found, groups });
    oktaRequests += requests + (asksGroups ? 1 : 0);
  }
  return { people, oktaRequests };
}
