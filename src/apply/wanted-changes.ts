import type { OmniUser } from '../omni/scim.ts';
import type { Attribute } from '../push/attribute.ts';
import type { Change } from '../push/changes.ts';
import { wantedChanges as compare } from '../push/changes.ts';
import type { Intent } from '../push/coerce.ts';
import { readVerifiedValues } from '../store/verified-values.ts';
import type { ApplyContext } from './context.ts';
import { shownValues } from './read-back.ts';

/** What Omni would have to change for this user, by what it shows and by what was read back from it before. */
export async function wantedChanges(
  { database }: Pick<ApplyContext, 'database'>,
  user: OmniUser,
  intents: readonly Intent[],
  attributes: ReadonlyMap<string, Attribute>,
): Promise<Change[]> {
  const verified = await readVerifiedValues(database, user.id);
  const remembered = new Map([...verified].map(([reference, { value }]) => [reference, value]));
  return compare(intents, attributes, shownValues(user, attributes), remembered);
}
