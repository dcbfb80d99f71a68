import type { OmniUser } from '../omni/scim.ts';
import type { Attribute } from '../push/attribute.ts';
import { readShown } from '../push/compare.ts';
import type { ApplyContext } from './context.ts';

/** How many users hold a value, as far as there was time to look. */
export interface HolderCount {
  readonly holders: number;
  readonly read: number;
  readonly total: number;
  readonly complete: boolean;
}

/** Left for the deletion and the look afterwards. */
const RESERVE_MS = 6_000;

async function* allUsers(context: ApplyContext): AsyncGenerator<{ user: OmniUser; total: number }> {
  const seen = new Set<string>();
  for (let startIndex = 1; ; ) {
    const { users, totalResults } = await context.omni.userPage(startIndex);
    for (const user of users) {
      // A list may shift while it is read, so a user can come twice.
      if (!seen.has(user.id)) yield { user, total: totalResults };
      seen.add(user.id);
    }
    startIndex += users.length;
    if (users.length === 0 || startIndex > totalResults) return;
  }
}

/** Counts the users who hold a value of their own. Where lists omit the values each user has to be read. */
export async function countHolders(context: ApplyContext, attribute: Attribute): Promise<HolderCount> {
  let holders = 0;
  let read = 0;
  let total = 0;
  for await (const entry of allUsers(context)) {
    total = Math.max(total, entry.total);
    if (context.clock.now() + RESERVE_MS > context.omni.deadline) return { holders, read, total, complete: false };
    const user = entry.user.shown ? entry.user : await context.omni.readUser(entry.user.id);
    read += 1;
    if (user && !user.shown) return { holders, read, total, complete: false };
    if (readShown(attribute.type, user?.shown?.get(attribute.reference)).length > 0) holders += 1;
  }
  return { holders, read, total, complete: read >= total };
}
