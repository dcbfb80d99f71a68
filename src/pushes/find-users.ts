import { lookAtUser } from '../apply/look-at-user.ts';
import { shownValues } from '../apply/read-back.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { ofOneUser } from '../jobs/failure.ts';
import type { Job } from '../jobs/job.ts';
import { oneUser } from '../omni/one-user.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import type { KnownUser } from '../push/push-row.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from '../store/database.ts';
import { type ListedUser, listUsersNamed } from '../store/job-omni-users.ts';
import type { PushRowRecord } from '../store/push-rows.ts';
import { databaseNow, heldOf, readUserValues, type UserValues } from '../store/user-values.ts';
import { wishNow } from '../store/wish-clock.ts';

type Attributes = ReadonlyMap<string, Attribute>;
type Remembered = Pick<KnownUser, 'remembered' | 'rememberedAt' | 'oldestReadAt'>;

const NOTHING: UserValues = new Map();

/**
 * What is remembered of a user, as a plan goes by it. It is as old as the last change in it and not as the question:
 * who records a change right now may have taken its time already, and not be seen yet.
 */
function rememberedBy(values: UserValues, now: number): Remembered {
  const known = [...values.values()];
  const reads = known.flatMap(({ held, readAt }) => (held && readAt ? [readAt] : []));
  const rememberedAt = Math.min(now, Math.max(0, ...known.map(({ changedAt }) => changedAt)) + 1);
  return { remembered: heldOf(values), rememberedAt, oldestReadAt: Math.min(now, ...reads) };
}

const shownBy = ({ held }: ListedUser): ReadonlyMap<string, AttributeValue> | undefined =>
  held ? new Map(Object.entries(held).map(([reference, { shown }]) => [reference, shown])) : undefined;

/** @returns an error where the name alone cannot be written */
function bearerOf(users: readonly ListedUser[]): ListedUser | ConnectorError | undefined {
  try {
    return oneUser(
      users[0]?.userName ?? '',
      users.map((user) => ({ ...user, id: user.omniUserId })),
    );
  } catch (thrown) {
    return ofOneUser(thrown);
  }
}

/**
 * The users that the list has shown for some rows, by `userNameKey`; an error where the name alone cannot be written.
 *
 * @param remembers false: what was read back earlier does not count
 */
export async function listedUsers(
  queries: Queries,
  jobId: string,
  rows: readonly Pick<PushRowRecord, 'userName'>[],
  remembers: boolean,
): Promise<ReadonlyMap<string, KnownUser | ConnectorError>> {
  const keys = rows.map(({ userName }) => userNameKey(userName));
  const listed = await listUsersNamed(queries, jobId, keys);
  const now = await databaseNow(queries);
  const ids = remembers ? listed.map(({ omniUserId }) => omniUserId) : [];
  const values = await readUserValues(queries, ids);
  const known = (bearers: readonly ListedUser[]): KnownUser | ConnectorError | undefined => {
    const user = bearerOf(bearers);
    if (!user || user instanceof ConnectorError) return user;
    const { omniUserId: id, userName, active, seenAt } = user;
    const shown = shownBy(user);
    const look = shown && ({ by: 'list', at: seenAt, shown } as const);
    return { id, userName, active, look, ...rememberedBy(values.get(id) ?? NOTHING, now) };
  };
  const found = [...Map.groupBy(listed, (user) => user.userNameKey)].flatMap(([key, bearers]) => {
    const user = known(bearers);
    return user ? [[key, user] as const] : [];
  });
  return new Map(found);
}

async function rememberedOf(queries: Queries, id: string, remembers: boolean): Promise<Remembered> {
  const now = await databaseNow(queries);
  return rememberedBy((remembers && (await readUserValues(queries, [id])).get(id)) || NOTHING, now);
}

/**
 * Looks for one user by name.
 *
 * @param remembers as of `listedUsers`
 * @returns undefined: there is none; an error: this user cannot be read or written
 */
export async function search(
  job: Pick<Job<unknown>, 'ask' | 'services'>,
  userName: string,
  attributes: Attributes,
  remembers: boolean,
): Promise<KnownUser | ConnectorError | undefined> {
  const { database } = job.services;
  const at = await wishNow(database);
  const user = await job.ask(({ omni }) => omni.findUser(userName)).catch(ofOneUser);
  if (!user || user instanceof ConnectorError) return user;
  const look = { by: 'read', at, shown: shownValues(user, attributes) } as const;
  const remembered = await rememberedOf(database, user.id, remembers);
  return { id: user.id, userName: user.userName, active: user.active, look, ...remembered };
}

/**
 * Reads the user of a row by id, and remembers what is proven. Who no longer is the active bearer of the name is looked
 * for by it.
 *
 * @param remembers as of `listedUsers`
 * @returns as `search`
 */
export async function readById(
  job: Pick<Job<unknown>, 'ask' | 'services'>,
  { omniUserId: id, userName, input }: Pick<PushRowRecord, 'omniUserId' | 'userName' | 'input'>,
  attributes: Attributes,
  remembers: boolean,
): Promise<KnownUser | ConnectorError | undefined> {
  const read = await job
    .ask((context) => lookAtUser(context, { id, userName }, Object.keys(input), attributes))
    .catch(ofOneUser);
  if (read instanceof ConnectorError) return read;
  const { user, at } = read;
  if (!user?.active || userNameKey(user.userName) !== userNameKey(userName)) {
    return await search(job, userName, attributes, remembers);
  }
  const look = { by: 'read', at, shown: shownValues(user, attributes) } as const;
  const remembered = await rememberedOf(job.services.database, id, remembers);
  return { id, userName: user.userName, active: user.active, look, ...remembered };
}
