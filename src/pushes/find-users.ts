import { shownValues } from '../apply/read-back.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { PushJob } from '../jobs/job.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { Attribute } from '../push/attribute.ts';
import { resolveStrategy } from '../push/estimate.ts';
import type { KnownUser, Look } from '../push/push-row.ts';
import { userNameKey } from '../push/user-name-key.ts';
import { rememberOmniUsers } from '../store/omni-users.ts';
import { readVerifiedValuesOfUsers } from '../store/verified-values.ts';

/** What every known client asks for. https://docs.omni.co/api/users/list-users */
export const PAGE_SIZE = 100;
/** Below this many users nobody needs to know how long the list is. */
const SEARCH_UP_TO = 3;

/** Users by `userNameKey`; an error where the name alone cannot be written, none where Omni has no such user. */
export interface FoundUsers {
  readonly users: ReadonlyMap<string, KnownUser | ConnectorError>;
  /** All users of the instance, as far as pages told. */
  readonly usersInOmni: number | undefined;
}

/** The users of the list whose names are wanted, and whether the list may have shifted while it was read. */
interface Listed {
  readonly users: Map<string, OmniUser>;
  readonly total: number;
  readonly complete: boolean;
}

/** Of two users with one name the active one counts: the other is the same person before they came back. */
function keep(users: Map<string, OmniUser>, user: OmniUser): void {
  const key = userNameKey(user.userName);
  const other = users.get(key);
  if (!other || (user.active && !other.active)) users.set(key, user);
}

async function readList(
  job: PushJob,
  wanted: ReadonlySet<string>,
  maxPages: (total: number) => number,
): Promise<Listed> {
  const users = new Map<string, OmniUser>();
  const seen = new Set<string>();
  let startIndex = 1;
  for (let pages = 1; ; pages += 1) {
    const { users: page, totalResults } = await job.ask(({ omni }) => omni.userPage(startIndex));
    for (const user of page) {
      seen.add(user.id);
      if (wanted.has(userNameKey(user.userName))) keep(users, user);
    }
    const active = page.filter((user) => user.active);
    const { database } = job.services;
    await rememberOmniUsers(
      database,
      active.map(({ userName, id }) => ({ userName, omniUserId: id })),
    );
    startIndex += page.length;
    const isEnd = page.length === 0 || startIndex > totalResults;
    if (isEnd || pages >= maxPages(totalResults) || job.signal.aborted) {
      return { users, total: totalResults, complete: isEnd && seen.size >= totalResults };
    }
  }
}

async function search(job: PushJob, userName: string): Promise<OmniUser | ConnectorError | undefined> {
  try {
    return await job.ask(({ omni }) => omni.findUser(userName));
  } catch (thrown) {
    if (thrown instanceof ConnectorError && thrown.code === 'USER_AMBIGUOUS') return thrown;
    throw thrown;
  }
}

const lookOf = (user: OmniUser, by: Look['by'], attributes: ReadonlyMap<string, Attribute>): Look | undefined => {
  const shown = shownValues(user, attributes);
  return shown || by === 'read' ? { by, shown } : undefined;
};

/**
 * Finds the users of a push: by reading the list, which also tells the values where lists carry them, or one by one,
 * whichever takes fewer requests.
 *
 * @param userNames as the caller wrote them, each user once
 */
export async function findUsers(
  job: PushJob,
  userNames: readonly string[],
  attributes: ReadonlyMap<string, Attribute>,
): Promise<FoundUsers> {
  const names = new Map(userNames.map((userName) => [userNameKey(userName), userName]));
  const strategyFor = (total: number) =>
    resolveStrategy({ users: names.size, usersInOmni: total, pageSize: PAGE_SIZE });
  const maxPages = (total: number) => (strategyFor(total).by === 'pages' ? Number.POSITIVE_INFINITY : 1);
  const listed = names.size > SEARCH_UP_TO ? await readList(job, new Set(names.keys()), maxPages) : undefined;

  const users = new Map<string, KnownUser | ConnectorError>();
  const add = (key: string, user: OmniUser, look: Look | undefined) =>
    users.set(key, { id: user.id, userName: user.userName, active: user.active, look, remembered: new Map() });
  for (const [key, user] of listed?.users ?? []) add(key, user, lookOf(user, 'list', attributes));

  // Whom a whole list does not hold is not there; after a shift, or without a list, each is looked for.
  const missing = listed?.complete ? [] : [...names].filter(([key]) => !users.has(key));
  for (const [key, userName] of missing) {
    if (job.signal.aborted) break;
    const user = await search(job, userName);
    if (user instanceof ConnectorError) users.set(key, user);
    else if (user) add(key, user, lookOf(user, 'read', attributes));
  }
  return { users: await withRemembered(job, users), usersInOmni: listed?.total };
}

async function withRemembered(
  job: PushJob,
  users: ReadonlyMap<string, KnownUser | ConnectorError>,
): Promise<Map<string, KnownUser | ConnectorError>> {
  const ids = [...users.values()].flatMap((user) => (user instanceof ConnectorError ? [] : [user.id]));
  const verified = await readVerifiedValuesOfUsers(job.services.database, ids);
  return new Map(
    [...users].map(([key, user]): [string, KnownUser | ConnectorError] => {
      if (user instanceof ConnectorError) return [key, user];
      const held = [...(verified.get(user.id) ?? [])].map(([reference, { value }]) => [reference, value] as const);
      return [key, { ...user, remembered: new Map(held) }];
    }),
  );
}
