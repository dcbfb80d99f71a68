import { ConnectorError } from '../errors/connector-error.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import type { Change } from '../push/changes.ts';
import { readShown, sameValue, showsWanted } from '../push/compare.ts';
import type { ApplyContext } from './context.ts';
import { attributesNow } from './judge-look.ts';

/** What reading back told of one change. */
export type ChangeOutcome = 'verified' | 'unverified' | 'not-applied';

/** Omni may show late what was written or deleted: waits before the second and third look. */
export const LOOK_AGAIN_MS = [0, 250, 750];

/** The values of a user in the connector's form; undefined when Omni does not show them. */
export function shownValues(
  user: Pick<OmniUser, 'shown'>,
  attributes: ReadonlyMap<string, Attribute>,
): Map<string, AttributeValue> | undefined {
  if (!user.shown) return undefined;
  return new Map([...user.shown].map(([key, raw]) => [key, readShown(attributes.get(key)?.type ?? 'string', raw)]));
}

/**
 * What a look at the user tells of changes that were sent.
 *
 * @param isAccepted Omni has said so; otherwise what may have been shown before as well is no sign of the write
 */
export function judgeChanges(
  changes: readonly Change[],
  attributes: ReadonlyMap<string, Attribute>,
  shown: ReadonlyMap<string, AttributeValue>,
  isAccepted: boolean,
): Map<string, ChangeOutcome> {
  const outcomeOf = ({ reference, before, after }: Change): ChangeOutcome => {
    const attribute = attributes.get(reference);
    const now = shown.get(reference) ?? [];
    if (!attribute || !showsWanted(attribute, after, now)) return 'not-applied';
    const isDefault = sameValue(now, attribute.defaultValue);
    // A default that was shown before the clear as well is no sign that the user's own value is gone, nor is one that
    // may have been shown before a sign that the user holds it.
    const isSign = isAccepted
      ? sameValue(after, now) || !sameValue(before, now)
      : !isDefault || !(before.length === 0 || sameValue(before, now));
    return isSign ? 'verified' : 'unverified';
  };
  return new Map(changes.map((change) => [change.reference, outcomeOf(change)]));
}

/** Whether a value that was cleared seems to be there: it may be a default that was changed since. */
const mayBeDefault = ({ after }: Change, outcome: ChangeOutcome | undefined): boolean =>
  after.length === 0 && outcome === 'not-applied';

/** As `judgeChanges`, and by the defaults of now where those that are known explain nothing. */
async function judgeByDefaults(
  context: ApplyContext,
  changes: readonly Change[],
  attributes: ReadonlyMap<string, Attribute>,
  shown: ReadonlyMap<string, AttributeValue>,
  isAccepted: boolean,
): Promise<Map<string, ChangeOutcome>> {
  const outcomes = judgeChanges(changes, attributes, shown, isAccepted);
  if (!changes.some((change) => mayBeDefault(change, outcomes.get(change.reference)))) return outcomes;
  return judgeChanges(changes, await attributesNow(context, attributes), shown, isAccepted);
}

const all = (changes: readonly Change[], outcome: ChangeOutcome): Map<string, ChangeOutcome> =>
  new Map(changes.map(({ reference }) => [reference, outcome]));

/**
 * Reads the user until Omni shows every change, three times at most. An answer of 200 to a write proves nothing.
 *
 * @param isAccepted see `judgeChanges`
 * @returns one outcome per reference; all "unverified" when Omni could not be read or does not show values
 */
export async function readBack(
  context: ApplyContext,
  userId: string,
  changes: readonly Change[],
  attributes: ReadonlyMap<string, Attribute>,
  isAccepted: boolean,
): Promise<Map<string, ChangeOutcome>> {
  let outcomes = all(changes, 'unverified');
  try {
    for (const waitMs of LOOK_AGAIN_MS) {
      if (waitMs > 0) await context.clock.sleep(waitMs);
      const user = await context.omni.readUser(userId);
      const shown = user && shownValues(user, attributes);
      if (!shown) return all(changes, 'unverified');
      outcomes = await judgeByDefaults(context, changes, attributes, shown, isAccepted);
      if ([...outcomes.values()].every((outcome) => outcome !== 'not-applied')) break;
    }
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError)) throw thrown;
    context.log.warn({ requestId: context.requestId, code: thrown.code }, 'a write could not be read back');
    return all(changes, 'unverified');
  }
  return outcomes;
}
