import { ConnectorError } from '../errors/connector-error.ts';
import type { PushJob } from '../jobs/job.ts';
import type { OktaAppUserPage } from '../okta/app-users.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { enterPhase, noteCollected } from '../store/job-progress.ts';
import { readJob } from '../store/jobs.ts';
import { forgetOktaUsers, saveOktaUsers } from '../store/okta-users.ts';
import { insertPushRows } from '../store/push-rows.ts';
import { askedValues, collectedUser } from './okta-values.ts';
import type { SyncOptions } from './sync-options.ts';

/**
 * Keeps a page, the rows that it gives and the place of the next one, all or nothing: a kill repeats a page at most. The
 * last page ends the phase.
 */
async function savePage({ services, push }: PushJob, page: OktaAppUserPage, options: SyncOptions): Promise<void> {
  const users = page.users.map((user) => collectedUser(user, options));
  await services.database.transaction(async (queries) => {
    const isNew = await saveOktaUsers(queries, push.id, users);
    const { total = 0 } = (await readJob(queries, push.id)) ?? {};
    const asked = users.flatMap((user) => {
      const values = push.kind === 'sync' && isNew.has(user.oktaUserId) ? askedValues(user, options) : undefined;
      return values ? [{ userName: user.userName, values }] : [];
    });
    const rows = asked.map((row, at) => ({ ...row, index: total + at }));
    await insertPushRows(queries, push.id, rows);
    await noteCollected(queries, push.id, { rows: rows.length, cursor: page.next ?? '' });
    if (page.next === undefined) await enterPhase(queries, push.id, push.kind === 'sync' ? 'planning' : 'reporting');
  });
}

/** How Okta answers to the address of a page that it no longer knows, and how an address of another org fails. */
const FORGOTTEN: ReadonlySet<string> = new Set(['OKTA_REFUSED', 'OKTA_UNEXPECTED_ANSWER']);

/** The page, or undefined when its address, which was kept for a while, is no longer good. */
async function readPage(okta: OktaSession, cursor: string): Promise<OktaAppUserPage | undefined> {
  try {
    return await okta.appUserPage(cursor || undefined);
  } catch (thrown) {
    if (cursor !== '' && thrown instanceof ConnectorError && FORGOTTEN.has(thrown.code)) return undefined;
    throw thrown;
  }
}

/**
 * Reads the users whom Okta assigns to the Omni app, page by page, and makes the rows of a sync of them. Goes on where
 * the slice before was cut off, and ends the phase with the last page.
 *
 * @returns false when the work was stopped before
 */
export async function collectOktaUsers(job: PushJob): Promise<boolean> {
  const { services, push, options } = job;
  if (!options.sync) throw new Error(`the push ${push.id} has nothing to collect`);
  const okta = services.okta.session(job.deadline);
  let cursor = push.cursor;
  let beganAnew = false;
  while (!job.signal.aborted) {
    // Once in a slice: what happens again is not the age of an address.
    const page = beganAnew ? await okta.appUserPage(cursor || undefined) : await readPage(okta, cursor);
    if (!page) {
      beganAnew = true;
      await forgetOktaUsers(services.database, push.id);
      cursor = '';
      continue;
    }
    await savePage(job, page, options.sync);
    cursor = page.next ?? '';
    if (page.next === undefined) return true;
  }
  return false;
}
