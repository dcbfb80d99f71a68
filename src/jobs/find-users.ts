import { shownValues } from '../apply/read-back.ts';
import { ConnectorError } from '../errors.ts';
import { oneUser } from '../omni/one-user.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { Attribute } from '../push/attribute.ts';
import type { KnownUser, Look } from '../push/push-row.ts';
import { resolveStrategy } from '../push/resolve-strategy.ts';
import { userNameKey } from '../push/user-name-key.ts';
import { learnFact } from '../store/instance-facts.ts';
import { rememberOmniUsers, type SeenUser } from '../store/omni-users-page.ts';
import { readVerifiedValuesOfUsers } from '../store/verified-values-page.ts';
import { ofOneUser } from './failure.ts';
import type { PushJob } from './push-job.ts';

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

/** All users of the list who bear a wanted name, by `userNameKey`. */
interface Listed {
  readonly bearers: ReadonlyMap<string, readonly OmniUser[]>;
  readonly total: number;
  /** Read to its end: what it shows of a name is all there is, but for somebody whom a shift has hidden. */
  readonly isWhole: boolean;
  /** Nobody was hidden. */
  readonly complete: boolean;
}

const addTo = <T>(lists: Map<string, readonly T[]>, key: string, entry: T): readonly T[] => {
  const list = [...(lists.get(key) ?? []), entry];
  lists.set(key, list);
  return list;
};

async function readList(
  job: PushJob,
  wanted: ReadonlySet<string>,
  maxPages: (total: number) => number,
): Promise<Listed> {
  const bearers = new Map<string, readonly OmniUser[]>();
  const seen = new Set<string>();
  const active = new Map<string, readonly SeenUser[]>();
  let startIndex = 1;
  for (let pages = 1; ; pages += 1) {
    const { users: page, totalResults } = await job.ask(({ omni }) => omni.userPage(startIndex));
    for (const user of page) {
      seen.add(user.id);
      const key = userNameKey(user.userName);
      if (wanted.has(key)) addTo(bearers, key, user);
    }
    const { database } = job.services;
    // Together with those of earlier pages who bear the same name: which of them is meant is not to be remembered.
    const known = page
      .filter((user) => user.active)
      .flatMap(({ userName, id }) => addTo(active, userNameKey(userName), { userName, omniUserId: id }));
    await rememberOmniUsers(database, known);
    if (pages === 1 && page.length > 0) {
      await learnFact(
        database,
        'listCarriesValues',
        page.some(({ shown }) => shown !== undefined),
      );
    }
    startIndex += page.length;
    const isEnd = page.length === 0 || startIndex > totalResults;
    if (isEnd || pages >= maxPages(totalResults) || job.signal.aborted) {
      return { bearers, total: totalResults, isWhole: isEnd, complete: isEnd && seen.size >= totalResults };
    }
  }
}

async function search(job: PushJob, userName: string): Promise<OmniUser | ConnectorError | undefined> {
  return await job.ask(({ omni }) => omni.findUser(userName)).catch(ofOneUser);
}

function choose(userName: string, bearers: readonly OmniUser[]): OmniUser | ConnectorError | undefined {
  try {
    return oneUser(userName, bearers);
  } catch (thrown) {
    return ofOneUser(thrown);
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
  const add = (key: string, user: OmniUser | ConnectorError | undefined, by: Look['by']) => {
    if (user instanceof ConnectorError) users.set(key, user);
    else if (user) {
      const { id, userName, active } = user;
      users.set(key, { id, userName, active, look: lookOf(user, by, attributes), remembered: new Map() });
    }
  };
  // A part of the list does not tell who else bears a name.
  const told = listed?.isWhole ? listed.bearers : [];
  for (const [key, bearers] of told) add(key, choose(names.get(key) ?? key, bearers), 'list');

  // Whom a whole list does not hold is not there; after a shift, or without a list, each is looked for.
  const missing = listed?.complete ? [] : [...names].filter(([key]) => !users.has(key));
  for (const [key, userName] of missing) {
    if (job.signal.aborted) break;
    add(key, await search(job, userName), 'read');
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
