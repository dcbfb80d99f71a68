import { isAssigned, type OktaAppUser } from '../okta/app-users.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { nameShared } from '../push/name-shared.ts';
import type { Queries } from '../store/database.ts';
import { savePlanPage } from '../store/push-plans.ts';
import { type NameBearer, nameKey, onceNamed, sharedRows, takenLeftovers } from '../store/shared-names.ts';

/*
 * A name in Omni is one person's: where Okta assigns two people by it, nothing of either is written, on any path. Who
 * reads people one by one finds others by `namesakesOf`; what comes of it is decided by `nameShared` for one person,
 * and by `refuseSharedNames` for the rows of a job.
 */

/** Others who bear the names of people who were read. */
export interface Namesakes {
  /** As Okta has them now: assigned, and by one of the names. */
  readonly users: readonly OktaAppUser[];
  /** Requests to Okta that it took. */
  readonly requests: number;
}

/**
 * Who else Okta assigns to the Omni app by the names of some people: those who were seen under one of them before, by
 * any path, as Okta has them now; and those who have been read anyway.
 *
 * @param people with their names in Omni
 * @param seen assignments that were read just now, of anybody
 */
export async function namesakesOf(
  okta: OktaSession,
  queries: Queries,
  people: readonly NameBearer[],
  seen: readonly OktaAppUser[] = [],
): Promise<Namesakes> {
  const keys = new Set(people.map(({ userName }) => nameKey(userName)).filter((key) => key !== ''));
  const own = new Set(people.map(({ id }) => id));
  const found = new Map(seen.map((user) => [user.id, user]));
  const known = await onceNamed(queries, [...keys]);
  const unseen = [...new Set(known.map(({ id }) => id))].filter((id) => !own.has(id) && !found.has(id));
  for (const id of unseen) {
    const user = await okta.appUser(id);
    if (user) found.set(user.id, user);
  }
  const users = [...found.values()].filter(
    (user) => !own.has(user.id) && isAssigned(user) && keys.has(nameKey(user.userName)),
  );
  return { users, requests: unseen.length };
}

const TAKEN = 'Okta assigns somebody else by this name by now, to whom its values belong.';

/**
 * Refuses the rows of a job for names by which it has read two people as assigned, and clears no name that another has
 * taken over. For the transaction that ends the collecting.
 */
export async function refuseSharedNames(queries: Queries, jobId: string): Promise<void> {
  const taken = await takenLeftovers(queries, jobId);
  if (taken.length > 0) {
    const kept = taken.map(({ index }) => ({ index, state: 'unchanged', message: TAKEN }) as const);
    await savePlanPage(queries, jobId, kept);
  }
  const rows = await sharedRows(queries, jobId);
  const refused = rows.map(({ index, userName, one, other }) => {
    const { code, message } = nameShared(userName, [one, other]);
    return { index, state: 'failed', code, message } as const;
  });
  if (refused.length > 0) await savePlanPage(queries, jobId, refused);
}
