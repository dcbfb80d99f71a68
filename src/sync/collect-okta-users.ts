import { ConnectorError } from '../errors/connector-error.ts';
import { isOver, type Job } from '../jobs/job.ts';
import type { Step } from '../jobs/job-kind.ts';
import type { OktaAppUserPage } from '../okta/app-users.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import type { Queries } from '../store/database.ts';
import { enterPhase, noteCollected } from '../store/job-progress.ts';
import { readJob } from '../store/jobs.ts';
import { type CollectedOktaUser, forgetOktaUsers, saveOktaUsers } from '../store/okta-users.ts';
import { insertPushRows } from '../store/push-rows.ts';
import { databaseNow } from '../store/user-values.ts';
import { addLeftovers } from './leftovers.ts';
import { askedValues, collectedUser } from './okta-values.ts';
import type { SyncOptions } from './sync-options.ts';

/** What becomes of the users who were read. */
export type Collects = 'rows' | 'report';

type CollectJob = Job<{ readonly sync: SyncOptions }>;

/** The rows that a page gives, for those of its users who are new to the job. */
async function addRows(
  queries: Queries,
  jobId: string,
  users: readonly CollectedOktaUser[],
  options: SyncOptions,
  wishedAt: number,
): Promise<number> {
  const { total = 0 } = (await readJob(queries, jobId)) ?? {};
  const asked = users.flatMap((user) => {
    const values = askedValues(user, options);
    return values ? [{ userName: user.userName, values, wishedAt }] : [];
  });
  const rows = asked.map((row, at) => ({ ...row, index: total + at }));
  await insertPushRows(queries, jobId, rows);
  return rows.length;
}

/**
 * Keeps a page, the rows that it gives and the place of the next one, all or nothing: a kill repeats a page at most.
 * The last page ends the phase.
 */
async function savePage(
  { services, record, options }: CollectJob,
  page: OktaAppUserPage,
  collects: Collects,
  readAt: number,
): Promise<void> {
  const { sync } = options;
  const users = page.users.map((user) => collectedUser(user, sync));
  await services.database.transaction(async (queries) => {
    const isNew = await saveOktaUsers(queries, record.id, users);
    const added = users.filter(({ oktaUserId }) => isNew.has(oktaUserId));
    const rows = collects === 'rows' ? await addRows(queries, record.id, added, sync, readAt) : 0;
    await noteCollected(queries, record.id, { rows, cursor: page.next ?? '' });
    if (page.next !== undefined) return;
    if (collects === 'rows') await addLeftovers(queries, record.id, sync, readAt);
    await enterPhase(queries, record.id, { from: 'collecting', to: collects === 'rows' ? 'planning' : 'reporting' });
  });
}

/** How Okta answers to the address of a page that it no longer knows, and how an address of another org fails. */
const FORGOTTEN: ReadonlySet<string> = new Set(['OKTA_REFUSED', 'OKTA_UNEXPECTED_ANSWER']);

/** The page, or undefined when its address, which was kept for a while, is no longer good. */
export async function readPage(okta: OktaSession, cursor: string): Promise<OktaAppUserPage | undefined> {
  try {
    return await okta.appUserPage(cursor || undefined);
  } catch (thrown) {
    if (cursor !== '' && thrown instanceof ConnectorError && FORGOTTEN.has(thrown.code)) return undefined;
    throw thrown;
  }
}

/**
 * Reads the users whom Okta assigns to the Omni app, page by page, and makes the rows of a sync of them. Goes on where
 * the turn before was cut off, and ends the phase with the last page.
 */
export const collectOktaUsers =
  (collects: Collects): Step<{ readonly sync: SyncOptions }> =>
  async (job, until) => {
    const { services, record } = job;
    const okta = services.okta.session(job.deadline);
    let cursor = record.cursor;
    let beganAnew = false;
    while (!isOver(job, until)) {
      // What is read now is as old as this moment: a later change of the profile may be under way.
      const readAt = await databaseNow(services.database);
      // Once in a turn: what happens again is not the age of an address.
      const page = beganAnew ? await okta.appUserPage(cursor || undefined) : await readPage(okta, cursor);
      if (!page) {
        beganAnew = true;
        await forgetOktaUsers(services.database, record.id);
        cursor = '';
        continue;
      }
      await savePage(job, page, collects, readAt);
      if (page.next === undefined) return 'again';
      cursor = page.next;
    }
    return 'again';
  };
