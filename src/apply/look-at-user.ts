import type { OmniUser } from '../omni/scim.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { ownValue } from '../push/changes.ts';
import type { Database } from '../store/database.ts';
import { forgetUser, heldOf, seeUserValues, type UserValues, valuesOfUser } from '../store/user-values.ts';
import { wishNow } from '../store/wish-clock.ts';
import type { ApplyContext } from './context.ts';
import type { Lease } from './lease.ts';
import { shownValues } from './read-back.ts';
import { withUserLease } from './user-lease.ts';

/** A user as Omni shows them, and the time of the database's clock right before it was asked. */
export interface UserLook {
  /** Undefined: Omni no longer has the user. */
  readonly user: OmniUser | undefined;
  readonly at: number;
  /** What was known of the user before this look. */
  readonly known: UserValues;
  /** Some of it may be of before a write of a moment ago, and is not remembered. */
  readonly isLate: boolean;
}

/**
 * What a user was seen to hold of their own; undefined where that cannot be told: a value that may be an attribute's
 * default proves nothing about the user, unless it is remembered whose it is.
 */
export function ownValues(
  shown: ReadonlyMap<string, AttributeValue> | undefined,
  remembered: ReadonlyMap<string, AttributeValue>,
  references: readonly string[],
  attributes: ReadonlyMap<string, Attribute>,
): Map<string, AttributeValue | undefined> {
  const own = (reference: string) =>
    shown &&
    ownValue(shown.get(reference) ?? [], attributes.get(reference)?.defaultValue ?? [], remembered.get(reference));
  return new Map(references.map((reference) => [reference, own(reference)]));
}

/**
 * Remembers what was just seen of a user under their lease.
 *
 * @returns what was known before
 * @throws LeaseLost: somebody may have written since
 */
async function remember(
  database: Database,
  lease: Lease,
  omniUserId: string,
  { user, at }: Pick<UserLook, 'user' | 'at'>,
  references: readonly string[],
  attributes: ReadonlyMap<string, Attribute>,
): Promise<Pick<UserLook, 'known' | 'isLate'>> {
  return await database.transaction(async (queries) => {
    await lease.renew(queries);
    const known = await valuesOfUser(queries, omniUserId);
    if (user) {
      const seen = ownValues(shownValues(user, attributes), heldOf(known), references, attributes);
      return { known, isLate: !(await seeUserValues(queries, omniUserId, seen, at)) };
    }
    await forgetUser(queries, omniUserId);
    return { known, isLate: false };
  });
}

/** Reads a user by id while nobody writes to them, and remembers what is proven by that. */
export function lookAtUser(
  context: Pick<ApplyContext, 'database' | 'clock' | 'omni'>,
  { id, userName }: Pick<OmniUser, 'id' | 'userName'>,
  references: readonly string[],
  attributes: ReadonlyMap<string, Attribute>,
): Promise<UserLook> {
  return withUserLease(context, userName, async (lease) => {
    const at = await wishNow(context.database);
    const user = await context.omni.readUser(id);
    return { user, at, ...(await remember(context.database, lease, id, { user, at }, references, attributes)) };
  });
}
