import { ConnectorError } from '../errors/connector-error.ts';
import { isAssigned, type OktaAppUser } from '../okta/app-users.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { userNameKey } from '../push/user-name-key.ts';
import { assignedById, assignedByName } from '../store/assigned-users.ts';
import type { Queries } from '../store/database.ts';
import { nameKey, onceNamed } from '../store/shared-names.ts';
import { namesakesOf } from './shared-names.ts';
import { unlessRefused } from './unless-refused.ts';

/** Whom a call names: by the name in Omni or the login in Okta, or by the id in Okta. */
export type AskedPerson = { readonly userName: string } | { readonly oktaUserId: string };

/** Somebody as Okta has them now. */
export interface FoundPerson {
  readonly oktaUserId: string;
  /** The name in Omni; empty when Okta does not assign them and never was seen to. */
  readonly userName: string;
  /** Their assignment to the Omni app, ended ones too; undefined when there is none. */
  readonly assignment: OktaAppUser | undefined;
  /** Okta was once seen to assign them. */
  readonly once: boolean;
  /** The name by which Okta assigns whoever bore this one; left out where nobody did. */
  readonly nowCalled?: string;
  /** Whom else Okta assigns by the name in Omni; left out: nobody, as far as anybody has seen. */
  readonly namesakeId?: string;
}

/** How the answer about somebody begins whom Okta does not assign by this name. */
export const notAssigned = ({ nowCalled }: Pick<FoundPerson, 'nowCalled'>): string =>
  nowCalled === undefined
    ? 'Okta does not assign this user to the Omni app'
    : `Okta calls the bearer of this name ${nowCalled} by now`;

const sameName = (one: string, other: string): boolean => userNameKey(one) === userNameKey(other);

/** Okta also takes logins and "me" where an id belongs: whoever is not the one named is nobody. */
const named = <T extends { readonly id: string }>(found: T | undefined, id: string): T | undefined =>
  found?.id === id ? found : undefined;

async function findById(okta: OktaSession, queries: Queries, oktaUserId: string): Promise<FoundPerson> {
  const assignment = named(await okta.appUser(oktaUserId), oktaUserId);
  const once = await assignedById(queries, oktaUserId);
  if (!assignment && !once && !named(await okta.user(oktaUserId), oktaUserId)) {
    throw new ConnectorError('OKTA_USER_NOT_FOUND', { userName: oktaUserId });
  }
  const userName = assignment?.userName ?? once?.userName ?? '';
  return { oktaUserId, userName, assignment, once: once !== undefined };
}

/** Who bears the name in the Omni app counts before whose login in Okta it is: the name is the one in Omni. */
async function findByName(okta: OktaSession, queries: Queries, userName: string): Promise<FoundPerson> {
  const once = await assignedByName(queries, userName);
  const bearer = once && (await okta.appUser(once.oktaUserId));
  if (once && bearer && sameName(bearer.userName, userName)) {
    return { oktaUserId: once.oktaUserId, userName: bearer.userName, assignment: bearer, once: true };
  }
  const user = await okta.user(userName);
  const byLogin = user && sameName(user.login, userName) ? user : undefined;
  const assignment = byLogin && (await okta.appUser(byLogin.id));
  if (byLogin && assignment) {
    return { oktaUserId: byLogin.id, userName: assignment.userName, assignment, once: false };
  }
  const oktaUserId = byLogin?.id ?? once?.oktaUserId;
  if (oktaUserId === undefined) throw new ConnectorError('OKTA_USER_NOT_FOUND', { userName });
  // Whoever bears another name by now is still assigned: the old name is nobody's.
  const isOnce = once !== undefined && !bearer && (!byLogin || byLogin.id === once.oktaUserId);
  const nowCalled = !byLogin && bearer && isAssigned(bearer) ? { nowCalled: bearer.userName } : {};
  return { oktaUserId, userName, assignment: undefined, once: isOnce, ...nowCalled };
}

/** Whoever was never seen by the name is looked for: others are remembered only once somebody has seen them. */
async function withNamesake(okta: OktaSession, queries: Queries, person: FoundPerson): Promise<FoundPerson> {
  const { oktaUserId: id, userName, assignment, once } = person;
  const isKnown = once || (await onceNamed(queries, [nameKey(userName)])).length > 0;
  const found = isKnown || !assignment ? [] : await unlessRefused(okta.appUsersBeginning(userName));
  const seen = found === 'refused' ? [] : found;
  const { users } = await namesakesOf(okta, queries, [{ id, userName }], seen);
  const [namesake] = users;
  return namesake ? { ...person, namesakeId: namesake.id } : person;
}

/**
 * Finds a person in Okta as of now.
 *
 * @throws ConnectorError OKTA_USER_NOT_FOUND, or what Okta's client throws
 */
export async function findPerson(okta: OktaSession, queries: Queries, asked: AskedPerson): Promise<FoundPerson> {
  const person = await ('userName' in asked
    ? findByName(okta, queries, asked.userName)
    : findById(okta, queries, asked.oktaUserId));
  return await withNamesake(okta, queries, person);
}
