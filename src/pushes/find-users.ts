import { shownValues } from '../apply/read-back.ts';
import { withUserLease } from '../apply/user-lease.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { Job } from '../jobs/job.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import type { KnownUser } from '../push/push-row.ts';
import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from '../store/database.ts';
import { type ListedUser, listUsersNamed } from '../store/job-omni-users.ts';
import type { PushRowRecord } from '../store/push-rows.ts';
import { readVerifiedValuesOfUsers, saveVerifiedValuesOfUsers } from '../store/verified-values.ts';
import { provenValues } from './proven-values.ts';

type Attributes = ReadonlyMap<string, Attribute>;

const shownBy = ({ held }: ListedUser): ReadonlyMap<string, AttributeValue> | undefined =>
  held ? new Map(Object.entries(held).map(([reference, { shown }]) => [reference, shown])) : undefined;

/** Exactly one active user bears a name; of those switched off any will do. @returns USER_AMBIGUOUS for several */
function bearerOf(users: readonly ListedUser[]): ListedUser | ConnectorError | undefined {
  const active = users.filter((user) => user.active);
  if (active.length > 1) return new ConnectorError('USER_AMBIGUOUS', { userName: active[0]?.userName ?? '' });
  return active[0] ?? users[0];
}

/** The users that the list has shown for some rows, by `userNameKey`; an error where the name alone cannot be written. */
export async function listedUsers(
  queries: Queries,
  jobId: string,
  rows: readonly Pick<PushRowRecord, 'userName'>[],
): Promise<ReadonlyMap<string, KnownUser | ConnectorError>> {
  const keys = rows.map(({ userName }) => userNameKey(userName));
  const listed = await listUsersNamed(queries, jobId, keys);
  const verified = await readVerifiedValuesOfUsers(
    queries,
    listed.map(({ omniUserId }) => omniUserId),
  );
  const users = new Map<string, KnownUser | ConnectorError>();
  for (const [key, bearers] of Map.groupBy(listed, (user) => user.userNameKey)) {
    const user = bearerOf(bearers);
    if (!user) continue;
    if (user instanceof ConnectorError) {
      users.set(key, user);
      continue;
    }
    const { omniUserId: id, userName, active } = user;
    const shown = shownBy(user);
    const remembered = new Map([...(verified.get(id) ?? [])].map(([reference, { value }]) => [reference, value]));
    users.set(key, { id, userName, active, look: shown && { by: 'list', shown }, remembered });
  }
  return users;
}

/** What the user held when last read back. */
async function rememberedOf(queries: Queries, id: string): Promise<KnownUser['remembered']> {
  const held = (await readVerifiedValuesOfUsers(queries, [id])).get(id) ?? [];
  return new Map([...held].map(([reference, { value }]) => [reference, value]));
}

/** Looks for one user by name. @returns undefined: there is none; an error: the name alone cannot be written */
export async function search(
  job: Pick<Job<unknown>, 'ask' | 'services'>,
  userName: string,
  attributes: Attributes,
): Promise<KnownUser | ConnectorError | undefined> {
  try {
    const user = await job.ask(({ omni }) => omni.findUser(userName));
    if (!user) return undefined;
    const look = { by: 'read', shown: shownValues(user, attributes) } as const;
    const remembered = await rememberedOf(job.services.database, user.id);
    return { id: user.id, userName: user.userName, active: user.active, look, remembered };
  } catch (thrown) {
    if (thrown instanceof ConnectorError && thrown.code === 'USER_AMBIGUOUS') return thrown;
    throw thrown;
  }
}

/** Reads the user of a row by id, and remembers what is proven. @returns undefined when Omni no longer has them */
export async function readById(
  job: Pick<Job<unknown>, 'ask' | 'services'>,
  { omniUserId, userName, input }: Pick<PushRowRecord, 'omniUserId' | 'userName' | 'input'>,
  attributes: Attributes,
): Promise<KnownUser | undefined> {
  const { database, clock } = job.services;
  const user = await job.ask((context) =>
    // Nobody may write between the look and its record, or the older value would be remembered as the newer one.
    withUserLease(context, userName, async () => {
      const seen = await context.omni.readUser(omniUserId);
      const values = provenValues(seen && shownValues(seen, attributes), Object.keys(input), attributes);
      if (values.size > 0) await saveVerifiedValuesOfUsers(database, [{ omniUserId, values }], clock.now());
      return seen;
    }),
  );
  if (!user) return undefined;
  const look = { by: 'read', shown: shownValues(user, attributes) } as const;
  const remembered = await rememberedOf(database, omniUserId);
  return { id: omniUserId, userName: user.userName, active: user.active, look, remembered };
}
