import { knownAttributes } from '../apply/known-attributes.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { isOver, type Job } from '../jobs/job.ts';
import type { Step } from '../jobs/job-kind.ts';
import type { OktaAppUserPage } from '../okta/app-users.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { asProposed } from '../policy/policy-definitions.ts';
import type { Attribute } from '../push/attribute.ts';
import { isWritable } from '../push/fitting-values.ts';
import type { Policy } from '../schema/types.ts';
import type { Queries } from '../store/database.ts';
import { enterPhase, noteCollected } from '../store/job-progress.ts';
import { readJob } from '../store/jobs.ts';
import { groupNamesOf } from '../store/okta-groups.ts';
import { forgetOktaUsers, saveOktaUsers } from '../store/okta-users.ts';
import { insertPushRows } from '../store/push-rows.ts';
import { wishNow } from '../store/wish-clock.ts';
import { collectGroups } from './collect-groups.ts';
import { placeOfCursor } from './collect-place.ts';
import { type Collected, collectedOf, countLeftAlone } from './collected.ts';
import { CollectionLost } from './collection-lost.ts';
import { holdCollection } from './hold-collection.ts';
import { addLeftovers } from './leftovers.ts';
import { collectedUser, isAsked, wantsOf } from './okta-values.ts';
import { refuseSharedNames } from './shared-names.ts';
import type { SyncOptions } from './sync-options.ts';
import { type SyncedUser, syncRows } from './sync-rows.ts';

/** What becomes of the users who were read. */
export type Collects = 'rows' | 'report';

type CollectJob = Job<{ readonly sync: SyncOptions; readonly proposal?: Policy }>;
type Attributes = ReadonlyMap<string, Attribute>;

/** One page of users, and what else it takes to make rows of them. */
interface Reading {
  readonly page: OktaAppUserPage;
  /** Of the first of the reads that the rows go by: the groups, or else the page. */
  readonly readAt: number;
  readonly groups: Collected;
  /** The definitions; undefined for a report, which makes no rows. */
  readonly attributes: Attributes | undefined;
}

/** The users of a page with what is wanted for each. */
async function wantedOf({ services, record, options }: CollectJob, { page, groups }: Reading): Promise<SyncedUser[]> {
  const ids = page.users.map(({ id }) => id);
  const names = groups.groupsReadAt === null ? new Map() : await groupNamesOf(services.database, record.id, ids);
  const unreadable = new Set(Object.keys(groups.unreadable));
  return page.users.map((user) => {
    const wants = wantsOf(user, options.sync, { names: names.get(user.id) ?? [], unreadable });
    return { user: collectedUser(user, options.sync, wants), wants };
  });
}

/** The rows that a page gives, for those of its users who are new to the job. */
async function addRows(
  queries: Queries,
  { record, options }: CollectJob,
  users: readonly SyncedUser[],
  attributes: Attributes,
  wishedAt: number,
) {
  const { total = 0 } = (await readJob(queries, record.id)) ?? {};
  const { rows, unfitCount } = syncRows(users, options.sync, attributes);
  const numbered = rows.map((row, at) => ({ ...row, index: total + at, wishedAt }));
  await insertPushRows(queries, record.id, numbered);
  return { rows: rows.length, unfitCount };
}

/**
 * Keeps a page, the rows that it gives and the place of the next one, all or nothing: a kill repeats a page at most.
 * The last page ends the phase.
 *
 * @param cursor where the collection stands before
 * @throws CollectionLost
 */
async function savePage(job: CollectJob, reading: Reading, cursor: string): Promise<void> {
  const { services, record, options } = job;
  const { page, attributes, readAt } = reading;
  const users = await wantedOf(job, reading);
  await services.database.transaction(async (queries) => {
    await holdCollection(queries, record.id, cursor);
    const isNew = await saveOktaUsers(
      queries,
      record.id,
      users.map(({ user }) => user),
    );
    const before = collectedOf((await readJob(queries, record.id)) ?? record);
    const added = users.filter(({ user }) => isNew.has(user.oktaUserId) && isAsked(user, options.sync));
    const made = attributes ? await addRows(queries, job, added, attributes, readAt) : { rows: 0, unfitCount: 0 };
    const usersReadAt = before.usersReadAt ?? readAt;
    const collected: Collected = {
      ...before,
      usersReadAt,
      leftAlone: countLeftAlone(
        before.leftAlone,
        added.flatMap(({ wants }) => wants),
      ),
      unfitCount: before.unfitCount + made.unfitCount,
      oktaRequests: before.oktaRequests + 1,
    };
    await noteCollected(queries, record.id, { rows: made.rows, cursor: page.next ?? '', collected });
    if (page.next !== undefined) return;
    if (attributes) {
      const { clearLeftovers, attributes: synced } = options.sync;
      const references = synced.map(({ reference }) => reference).filter((one) => isWritable(attributes, one));
      await addLeftovers(queries, record.id, { clearLeftovers, references }, usersReadAt);
      await refuseSharedNames(queries, record.id);
    }
    await enterPhase(queries, record.id, { from: 'collecting', to: attributes ? 'planning' : 'reporting' });
  });
}

/** How Okta answers to the address of a page that it no longer knows, and how an address of another org fails. */
const FORGOTTEN: ReadonlySet<string> = new Set(['OKTA_REFUSED', 'OKTA_UNEXPECTED_ANSWER']);

/** The page, or undefined when its address, which was kept for a while, is no longer good. */
export async function readPage(okta: OktaSession, address: string | undefined): Promise<OktaAppUserPage | undefined> {
  try {
    return await okta.appUserPage(address);
  } catch (thrown) {
    if (address !== undefined && thrown instanceof ConnectorError && FORGOTTEN.has(thrown.code)) return undefined;
    throw thrown;
  }
}

/** The definitions as they are now, for the references of a sync. */
async function definitions({ ask, options }: CollectJob): Promise<Attributes> {
  const references = options.sync.attributes.map(({ reference }) => reference);
  const found = await ask((context) => knownAttributes(context, references));
  return options.proposal ? asProposed(found, options.proposal) : found;
}

/** @param beganAnew Okta has forgotten the address of a page once: what happens again is not its age */
async function collect(job: CollectJob, collects: Collects, until: number, beganAnew: boolean): Promise<'again'> {
  const { services, record } = job;
  const begun = await collectGroups(job, until);
  if (!begun) return 'again';
  const { collected: groups } = begun;
  let { cursor } = begun;
  const okta = services.okta.session(job.deadline);
  const attributes = collects === 'rows' ? await definitions(job) : undefined;
  const place = placeOfCursor(record.cursor);
  let address = place.stage === 'users' ? place.address : undefined;
  while (!isOver(job, until)) {
    // What is read now is as old as this moment: a later change of the profile may be under way.
    const readAt = groups.groupsReadAt ?? (await wishNow(services.database));
    const page = beganAnew ? await okta.appUserPage(address) : await readPage(okta, address);
    if (!page) {
      // The groups go too: they are as old as the address.
      await services.database.transaction(async (queries) => {
        await holdCollection(queries, record.id, cursor);
        await forgetOktaUsers(queries, record.id);
      });
      return await collect({ ...job, record: { ...record, cursor: '', collected: {} } }, collects, until, true);
    }
    await savePage(job, { page, readAt, groups, attributes }, cursor);
    if (page.next === undefined) return 'again';
    address = page.next;
    cursor = page.next;
  }
  return 'again';
}

/**
 * Reads the users whom Okta assigns to the Omni app, page by page, and makes the rows of a sync of them; before that
 * the groups that decide about their values. Goes on where the turn before was cut off, and ends the phase with the
 * last page.
 */
export const collectOktaUsers =
  (collects: Collects): Step<{ readonly sync: SyncOptions; readonly proposal?: Policy }> =>
  (job, until) =>
    collect(job, collects, until, false).catch((thrown: unknown) => {
      if (thrown instanceof CollectionLost) return 'again' as const;
      throw thrown;
    });
