import { isOver, type Job } from '../jobs/job.ts';
import type { OktaMemberPage } from '../okta/groups.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { type GroupRule, groupRules } from '../policy/group-rule.ts';
import { unmatchedRules, unreadableRules } from '../policy/unreadable-rules.ts';
import type { Queries } from '../store/database.ts';
import { noteCollected } from '../store/job-progress.ts';
import {
  forgetMembers,
  type JobOktaGroup,
  listOktaGroups,
  nextOktaGroup,
  noteMembers,
  rememberGroups,
  saveMembers,
  saveOktaGroups,
} from '../store/okta-groups.ts';
import { wishNow } from '../store/wish-clock.ts';
import { type CollectPlace, placeOfCursor, USERS_BEGIN } from './collect-place.ts';
import { type Collected, collectedOf } from './collected.ts';
import { findGroups, RULES_AT_ONCE } from './find-groups.ts';
import { holdCollection } from './hold-collection.ts';
import { type SyncOptions, sourcesOf } from './sync-options.ts';
import { unlessRefused } from './unless-refused.ts';

type GroupsJob = Job<{ readonly sync: SyncOptions }>;

/** Where the reading of the groups stands, and what it has found. */
interface Reading {
  readonly job: GroupsJob;
  readonly okta: OktaSession;
  readonly place: CollectPlace;
  /** The same as it is kept. */
  readonly cursor: string;
  readonly collected: Collected;
  /** The group whose pages Okta has forgotten once: what happens again is not the age of an address. */
  readonly begunAnew: string;
}

/** The next place, kept together with what was found on the way there. @throws CollectionLost */
async function move(
  reading: Reading,
  cursor: string,
  found: Partial<Collected>,
  save: (queries: Queries) => Promise<void> = async () => undefined,
): Promise<Reading> {
  const { job } = reading;
  const collected = { ...reading.collected, ...found };
  await job.services.database.transaction(async (queries) => {
    await holdCollection(queries, job.record.id, reading.cursor);
    await save(queries);
    await noteCollected(queries, job.record.id, { rows: 0, cursor, collected });
  });
  return { ...reading, place: placeOfCursor(cursor), cursor, collected };
}

/** Finds the groups of some rules. The first search of all is how old the rows are. */
async function search(reading: Reading, rules: readonly GroupRule[], next: number): Promise<Reading> {
  const { job, okta, collected } = reading;
  const groupsReadAt = collected.groupsReadAt ?? (await wishNow(job.services.database));
  const { searches, requests } = await findGroups(okta, rules);
  const refused = searches.flatMap(({ text, groups }) => (groups === 'refused' ? [text] : []));
  const found = {
    groupsReadAt,
    oktaRequests: collected.oktaRequests + requests,
    refused: [...collected.refused, ...refused],
  };
  const groups = new Map(
    searches.flatMap((one) => (one.groups === 'refused' ? [] : one.groups.map((group) => [group.id, group] as const))),
  );
  return await move(reading, `groups ${next}`, found, (queries) =>
    saveOktaGroups(queries, job.record.id, [...groups.values()]),
  );
}

/** Reads one page of a group's members. An address that Okta no longer knows begins the group anew. */
async function readMembers(reading: Reading, { id }: JobOktaGroup, address: string | undefined): Promise<Reading> {
  const { job, okta, collected } = reading;
  const jobId = job.record.id;
  const more = { oktaRequests: collected.oktaRequests + 1 };
  const page: OktaMemberPage | 'refused' | undefined = await unlessRefused(okta.memberPage(id, address));
  if (page === 'refused' && address !== undefined && reading.begunAnew !== id) {
    const anew = await move(reading, 'members', more, (queries) => forgetMembers(queries, jobId, id));
    return { ...anew, begunAnew: id };
  }
  if (page === 'refused' || !page) {
    const state = page ?? 'gone';
    return await move(reading, 'members', more, (queries) => noteMembers(queries, jobId, id, state));
  }
  const { userIds, next } = page;
  return await move(reading, next === undefined ? 'members' : `members ${next}`, more, async (queries) => {
    await saveMembers(queries, jobId, id, userIds);
    if (next === undefined) await noteMembers(queries, jobId, id, 'read');
  });
}

/** Nothing is left to read: from here on it is known which rules can be followed. */
async function end(reading: Reading, rules: readonly GroupRule[]): Promise<Reading> {
  const { job, collected } = reading;
  const { groupsReadAt, refused } = collected;
  const groups = await listOktaGroups(job.services.database, job.record.id);
  const found = [rules, groups, new Set(refused)] as const;
  const unreadable = Object.fromEntries(unreadableRules(...found));
  return await move(reading, USERS_BEGIN, { unreadable, unmatched: unmatchedRules(...found) }, async (queries) => {
    if (groupsReadAt !== null) await rememberGroups(queries, job.record.id, groupsReadAt);
  });
}

async function readOn(reading: Reading, rules: readonly GroupRule[]): Promise<Reading> {
  const { place, job } = reading;
  if (place.stage === 'search') {
    const next = place.rule + RULES_AT_ONCE;
    const some = rules.slice(place.rule, next);
    return some.length > 0 ? await search(reading, some, next) : await move(reading, 'members', {});
  }
  const group = await nextOktaGroup(job.services.database, job.record.id);
  const address = place.stage === 'members' ? place.address : undefined;
  return group ? await readMembers(reading, group, address) : await end(reading, rules);
}

/**
 * Reads the groups that decide about values: the searches for the names and patterns, then the members of each, page
 * by page. Each page is kept with the place of the next one, so that a kill repeats one at most.
 *
 * @returns what was found, and the cursor of then; undefined when there was no time for all
 * @throws CollectionLost
 */
export async function collectGroups(
  job: GroupsJob,
  until: number,
): Promise<Pick<Reading, 'collected' | 'cursor'> | undefined> {
  const rules = groupRules(sourcesOf(job.options.sync));
  const okta = job.services.okta.session(job.deadline);
  const { cursor } = job.record;
  let reading: Reading = {
    job,
    okta,
    place: placeOfCursor(cursor),
    cursor,
    collected: collectedOf(job.record),
    begunAnew: '',
  };
  while (rules.length > 0 && reading.place.stage !== 'users') {
    if (isOver(job, until)) return undefined;
    reading = await readOn(reading, rules);
  }
  return reading;
}
