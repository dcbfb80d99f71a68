import { shownValues } from '../apply/read-back.ts';
import { cursorOf, readCursor } from '../jobs/page.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { byReference, ownValue } from '../push/changes.ts';
import type { ListUsersInput, ListUsersOutput } from '../schema/types.ts';
import { heldOf, readUserValues } from '../store/user-values.ts';
import { type ActionContext, defineAction } from './action.ts';

type ListedValue = ListUsersOutput['values'][number];

/** With the page that they are on, what a call has time for. */
const READS = 8;

/** Whether a value is the user's own: a default that is shown may be either, and the last verified write tells. */
function sourceOf(value: AttributeValue, attribute: Attribute, remembered: AttributeValue | undefined) {
  const own = ownValue(value, attribute.defaultValue, remembered);
  if (own === undefined) return 'unclear';
  return own.length > 0 ? 'own' : 'default';
}

/** The values that Omni shows of a user, by reference. */
function listedValues(
  user: OmniUser,
  attributes: ReadonlyMap<string, Attribute>,
  remembered: ReadonlyMap<string, AttributeValue>,
): ListedValue[] {
  const { id: omniUserId, userName } = user;
  const values = [...(shownValues(user, attributes) ?? [])].flatMap(([reference, value]): ListedValue[] => {
    const attribute = attributes.get(reference);
    if (!attribute || attribute.system || value.length === 0) return [];
    const source = sourceOf(value, attribute, remembered.get(reference));
    return [{ omniUserId, userName, reference, values: [...value], source }];
  });
  return values.sort((one, other) => (one.reference < other.reference ? -1 : 1));
}

/** Users whose values the list leaves out are read by id, as many as there is time for. */
async function readSome({ omni }: ActionContext, users: readonly OmniUser[]): Promise<OmniUser[]> {
  if (users.every(({ shown }) => shown !== undefined)) return [...users];
  const read: OmniUser[] = [];
  for (const user of users.slice(0, READS)) read.push((await omni.readUser(user.id)) ?? user);
  return read;
}

/** Lists Omni's users with their values, a page at a time. */
export default defineAction<ListUsersInput, ListUsersOutput>({
  name: 'list-users',
  title: 'List Users',
  description: 'Lists the users of the Omni instance with the attribute values that Omni holds for them.',
  group: 'Users',
  scope: 'omni.values.read',
  effect: 'read',
  omniRequests: 10,
  throws: [],
  async run(context, { cursor, readEach = false }) {
    const { omni, database, action } = context;
    const before = readCursor(action, cursor) ?? 0;
    const attributes = byReference(await omni.listAttributes());
    const { users: found, totalResults } = await omni.userPage(before + 1);
    const users = readEach ? await readSome(context, found) : found;
    const known = await readUserValues(
      database,
      users.map(({ id }) => id),
    );
    const last = before + users.length;
    return {
      users: users.map(({ id, userName, displayName, active, shown }) => ({
        omniUserId: id,
        userName,
        displayName,
        active,
        valuesKnown: shown !== undefined,
      })),
      values: users.flatMap((user) => listedValues(user, attributes, heldOf(known.get(user.id) ?? new Map()))),
      total: totalResults,
      nextCursor: users.length > 0 && last < totalResults ? cursorOf(action, last) : '',
    };
  },
});
