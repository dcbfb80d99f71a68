import { knownAttributes } from '../../apply/known-attributes.ts';
import { isOver, type Job } from '../../jobs/job.ts';
import type { Step, StepEnd } from '../../jobs/job-kind.ts';
import type { OktaSession } from '../../okta/okta-org.ts';
import { enterPhase } from '../../store/job-progress.ts';
import { readJob } from '../../store/jobs.ts';
import { countDueHints, type DueHint, dueHints, type HintsOfJob, hintsSoFar } from '../../store/okta-hints.ts';
import { assignedNames, countAssignedNames } from '../../store/okta-users.ts';
import { wishNow } from '../../store/wish-clock.ts';
import { readPage } from '../collect-okta-users.ts';
import { collectedText } from '../collected.ts';
import { refuseSharedNames } from '../shared-names.ts';
import type { SyncJobOptions } from '../sync-options.ts';
import { type ChangesPlace, placeOf } from './changes-place.ts';
import { type PeopleRead, readPeople } from './read-people.ts';
import { savePeople } from './save-people.ts';
import { spreadGroup } from './spread-group.ts';

/** People read one by one are saved so many at a time: a kill repeats as many requests at most. */
const SAVE_PEOPLE = 20;
/** Users on a page of the app's users. */
const PAGE_USERS = 500;

/** A collection at one of its places. */
interface Collecting {
  readonly job: Job<SyncJobOptions>;
  readonly okta: OktaSession;
  /** ms epoch by which the turn ends. */
  readonly until: number;
}

/** Where a step has led, and whom it has read; `end`: nobody is left to collect. */
type Taken = (PeopleRead & { readonly to: ChangesPlace; readonly groupsLeftOut?: number }) | 'end';

const NOBODY: PeopleRead = { people: [], namesakes: [], oktaRequests: 0 };

type StageOf<Name extends ChangesPlace['stage']> = (
  collecting: Collecting,
  place: Extract<ChangesPlace, { readonly stage: Name }>,
) => Promise<Taken>;

const hintsOf = ({ job }: Collecting, kind: HintsOfJob['kind'], { upTo, dueBy }: ChangesPlace): HintsOfJob => ({
  kind,
  jobId: job.record.id,
  upTo,
  dueBy,
});

/** Whichever takes fewer requests: everybody's own, or the list of the app's users, as far as its length is known. */
async function begin(collecting: Collecting, step: number): Promise<Taken> {
  const { database } = collecting.job.services;
  const place = { step: step + 1, ...(await hintsSoFar(database)), stage: 'people' } as const;
  const people = await countDueHints(database, hintsOf(collecting, 'user', place));
  const pages = Math.max(1, Math.ceil((await countAssignedNames(database)) / PAGE_USERS));
  const to: ChangesPlace = pages < people ? { ...place, stage: 'pages', pagesRead: 0 } : place;
  return { to, ...NOBODY };
}

/** The next page of a group's members; after the last one, everybody who is told of by then is collected. */
const takeGroups: StageOf<'groups'> = async (collecting, place) => {
  const { job, okta } = collecting;
  const [group] = await dueHints(job.services.database, hintsOf(collecting, 'group', place), { limit: 1 });
  if (!group) return await begin(collecting, place.step);
  const { oktaRequests, leftOut } = await spreadGroup(okta, job, group);
  return {
    to: { ...place, step: place.step + 1 },
    people: [],
    namesakes: [],
    oktaRequests,
    groupsLeftOut: leftOut ? 1 : 0,
  };
};

/** The next people, each by a request of their own. */
const takePeople: StageOf<'people' | 'rest'> = async (collecting, place) => {
  const { job, okta, until } = collecting;
  const { database } = job.services;
  const hints = await dueHints(database, hintsOf(collecting, 'user', place), { limit: SAVE_PEOPLE });
  if (hints.length === 0) return 'end';
  const known = await assignedNames(
    database,
    hints.map(({ id }) => id),
  );
  const isElsewhere = (hint: DueHint) => place.stage === 'rest' && !hint.named && !known.has(hint.id);
  const assignmentOf = async (hint: DueHint) =>
    isElsewhere(hint) ? { user: undefined, requests: 0 } : { user: await okta.appUser(hint.id), requests: 1 };
  const read = await readPeople(job, okta, hints, assignmentOf, until);
  // An app that Okta does not show looks like one that nobody is assigned to.
  if (job.options.sync.clearLeftovers && read.people.some(({ user }) => !user)) await okta.app();
  return { to: { ...place, step: place.step + 1 }, ...read };
};

/** The next page of the app's users. More pages than there are people left are not read. */
const takePages: StageOf<'pages'> = async (collecting, place) => {
  const { job, okta, until } = collecting;
  const { database } = job.services;
  const { stage: _, step, pagesRead, next, ...soFar } = place;
  const on = { ...soFar, step: step + 1 };
  const hints = hintsOf(collecting, 'user', place);
  if (pagesRead >= (await countDueHints(database, hints))) return { to: { ...on, stage: 'people' }, ...NOBODY };
  const askedAt = await wishNow(database);
  const page = await readPage(okta, next);
  const same = { ...on, stage: 'pages', pagesRead: pagesRead + 1 } as const;
  if (!page) return { to: same, ...NOBODY, oktaRequests: 1 };
  const users = new Map(page.users.map((user) => [user.id, user]));
  const told = await dueHints(database, hints, { ids: [...users.keys()] });
  const shown = async ({ id }: DueHint) => ({ user: users.get(id), requests: 0 });
  const { people, namesakes, oktaRequests } = await readPeople(job, okta, told, shown, until, page.users);
  const asOfPage = people.map((person) => ({ ...person, readAt: askedAt }));
  const read = { people: asOfPage, namesakes, oktaRequests: oktaRequests + 1 };
  // Whoever there was no time for is found on the same page again.
  if (people.length < told.length) return { to: { ...same, ...(next !== undefined && { next }) }, ...read };
  return { to: page.next === undefined ? { ...on, stage: 'rest' } : { ...same, next: page.next }, ...read };
};

function take(collecting: Collecting, place: ChangesPlace): Promise<Taken> {
  switch (place.stage) {
    case 'groups':
      return takeGroups(collecting, place);
    case 'pages':
      return takePages(collecting, place);
    default:
      return takePeople(collecting, place);
  }
}

async function end({ services, record }: Job<SyncJobOptions>): Promise<StepEnd> {
  const { total, collected } = (await readJob(services.database, record.id)) ?? record;
  if (total === 0) {
    return { finished: `Okta holds nothing to write for the people who have changed. ${collectedText({ collected })}` };
  }
  await services.database.transaction(async (queries) => {
    await refuseSharedNames(queries, record.id);
    await enterPhase(queries, record.id, { from: 'collecting', to: 'planning' });
  });
  return 'again';
}

/**
 * Reads the people anew of whom Okta has said that something may have changed, and makes a row of each. A group stands
 * for its members. What is told meanwhile is left to the next job.
 */
export const collectChanges: Step<SyncJobOptions> = async (job, until) => {
  const { services, record } = job;
  const collecting = { job, okta: services.okta.session(job.deadline), until };
  const references = job.options.sync.attributes.map(({ reference }) => reference);
  const attributes = await job.ask((context) => knownAttributes(context, references));
  let place = placeOf(record.cursor);
  while (!isOver(job, until)) {
    const taken: Taken = place
      ? await take(collecting, place)
      : { to: { step: 0, ...(await hintsSoFar(services.database)), stage: 'groups' }, ...NOBODY };
    if (taken === 'end') return await end(job);
    if (!(await savePeople(job, { ...taken, from: place }, attributes))) return 'again';
    place = taken.to;
  }
  return 'again';
};
