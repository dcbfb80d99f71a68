import { ConnectorError } from '../errors/connector-error.ts';
import type { OmniUser } from '../omni/scim.ts';
import { toWire } from '../omni/wire-value.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { ownValue } from '../push/changes.ts';
import { coerce } from '../push/coerce.ts';
import { readShown, sameValue } from '../push/compare.ts';
import { rememberedValues } from '../store/user-values.ts';
import { accessJudge } from './access-judge.ts';
import type { ApplyContext } from './context.ts';

/**
 * Why nothing was tried, in a sentence: the value that is there could not be put back, or the test itself would harm.
 */
export class NotTestable extends Error {
  override readonly name = 'NotTestable';
}

/** On what a write is tested. */
export interface Tested {
  readonly context: ApplyContext;
  readonly user: OmniUser;
  readonly attribute: Attribute;
}

/** Whether a value that is shown comes back exactly when it is sent. */
function comesBack(attribute: Attribute, raw: unknown, held: AttributeValue): boolean {
  if (held.length === 0) return raw === undefined || raw === null || (Array.isArray(raw) && raw.length === 0);
  if (Array.isArray(raw) !== attribute.multiValued) return false;
  const sent = toWire(attribute, held);
  return sameValue(readShown(attribute.type, sent), held) && [sent].flat().length === [raw].flat().length;
}

/** The value to put back. @throws NotTestable */
export async function heldNow({ context, user, attribute }: Tested): Promise<AttributeValue> {
  const { reference, type, defaultValue } = attribute;
  if (!user.shown) throw new NotTestable('Omni does not show what the user holds, so nothing could be put back');
  const raw = user.shown.get(reference);
  const remembered = (await rememberedValues(context.database, user.id)).get(reference);
  const held = ownValue(readShown(type, raw), defaultValue, remembered);
  if (!held) {
    throw new NotTestable(
      `what is shown of ${reference} is the default of the attribute, and nobody can tell whether the user holds the same of their own`,
    );
  }
  try {
    // What a caller could not send cannot be put back by what callers use.
    const same =
      held.length === 0 || sameValue(coerce(attribute, attribute.multiValued ? held : held[0], 'refuse').value, held);
    if (same && comesBack(attribute, raw, held)) return held;
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError)) throw thrown;
  }
  throw new NotTestable(`the value that the user holds of ${reference} could not be sent again as it is`);
}

/** @throws NotTestable */
export async function checkTrials(
  { context, attribute }: Pick<Tested, 'context' | 'attribute'>,
  held: AttributeValue,
  trials: readonly AttributeValue[],
): Promise<void> {
  const { reference } = attribute;
  try {
    for (const trial of trials) {
      const read = coerce(attribute, attribute.multiValued ? trial : trial[0], 'refuse').value;
      if (!sameValue(read, trial)) throw new ConnectorError('VALUE_NOT_ALLOWED', { reference });
    }
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError)) throw thrown;
    throw new NotTestable(
      `the policy allows ${reference} only values that mean something: take an attribute without such a rule`,
    );
  }
  const access = await accessJudge(context.database, [reference]);
  const changes = trials.map((after) => ({ reference, before: held, after }));
  if (access.widens(changes, new Map([[reference, attribute]]), true).length > 0) {
    throw new NotTestable(`a test value of ${reference} would give the user more than the rows that bear it`);
  }
}
