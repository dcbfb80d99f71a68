import { randomUUID } from 'node:crypto';
import { ConnectorError } from '../errors/connector-error.ts';
import type { FormOutcome } from '../omni/patch-facts.ts';
import type { OmniUser, PatchForm } from '../omni/scim.ts';
import { toWire } from '../omni/wire-value.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { byReference, type Change, ownValue } from '../push/changes.ts';
import { coerce } from '../push/coerce.ts';
import { readShown, sameValue } from '../push/compare.ts';
import type { Place } from '../push/place.ts';
import { rememberedValues, UNKNOWN_VALUE, valuesOfUser } from '../store/user-values.ts';
import { endWriteTest, findWriteTest, noteWriteTest, type WriteTest } from '../store/write-tests.ts';
import { accessJudge } from './access-judge.ts';
import { activeUser } from './active-user.ts';
import type { ApplyContext } from './context.ts';
import { type Lease, LeaseLost } from './lease.ts';
import { withUserLease } from './user-lease.ts';
import type { WishOutcome } from './wish.ts';
import { writeWish } from './write-wish.ts';

/**
 * Why nothing was tried, in a sentence: the value that is there could not be put back, or the test itself would harm.
 */
export class NotTestable extends Error {
  override readonly name = 'NotTestable';
}

/** What a test of a write has shown. */
export interface WriteTestResult {
  /** By form of PATCH. */
  readonly forms: Readonly<Record<PatchForm, FormOutcome>>;
  /** Whether a search for the user shows values. */
  readonly filterValues: 'carried' | 'left out';
  /** The value is what it was; false: somebody has asked for another one meanwhile, which counts. */
  readonly isRestored: boolean;
}

/** The value under test. */
interface Target {
  readonly context: ApplyContext;
  readonly lease: Lease;
  readonly user: OmniUser;
  readonly attribute: Attribute;
  readonly note: WriteTest;
}

/** The preferred one last. */
const FORMS: readonly PatchForm[] = ['colon-path', 'no-path'];

/** A value that nothing in a model is likely to mean, and that opens no row that bears another value. */
function trialValue({ type }: Attribute): AttributeValue {
  const random = randomUUID().slice(0, 8);
  return [
    type === 'number' ? String(-900_000_000 - (Number.parseInt(random, 16) % 90_000_000)) : `write-test-${random}`,
  ];
}

/** Whether a value that is shown comes back exactly when it is sent. */
function comesBack(attribute: Attribute, raw: unknown, held: AttributeValue): boolean {
  if (held.length === 0) return raw === undefined || raw === null || (Array.isArray(raw) && raw.length === 0);
  if (Array.isArray(raw) !== attribute.multiValued) return false;
  const sent = toWire(attribute, held);
  return sameValue(readShown(attribute.type, sent), held) && [sent].flat().length === [raw].flat().length;
}

/** The value to put back. @throws NotTestable */
async function heldNow({
  context,
  user,
  attribute,
}: Pick<Target, 'context' | 'user' | 'attribute'>): Promise<AttributeValue> {
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
      held.length === 0 ||
      sameValue(coerce(attribute, attribute.multiValued ? held : held[0], 'refuse')?.value ?? [], held);
    if (same && comesBack(attribute, raw, held)) return held;
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError)) throw thrown;
  }
  throw new NotTestable(`the value that the user holds of ${reference} could not be sent again as it is`);
}

/** @throws NotTestable */
async function checkTrials(
  { context, attribute }: Pick<Target, 'context' | 'attribute'>,
  held: AttributeValue,
  trials: readonly AttributeValue[],
): Promise<void> {
  const { reference } = attribute;
  try {
    for (const trial of trials) {
      const read = coerce(attribute, attribute.multiValued ? trial : trial[0], 'refuse')?.value ?? [];
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

/**
 * Writes one value as every action does, at the place in the order that the value has: for everything that writes it is
 * as if nothing had been asked, so a later wish still counts and an earlier one still does not. What is neither the
 * value of before nor one of the test is left alone: somebody has set it in Omni.
 */
async function write(
  { context, lease, user, attribute, note }: Target,
  value: AttributeValue,
  { form, place = note.place }: { readonly form?: PatchForm; readonly place?: Place } = {},
): Promise<WishOutcome | undefined> {
  const { reference } = attribute;
  const { held, trials } = note;
  const isOfTest = ({ before }: Change): boolean => [held, ...trials].some((one) => sameValue(one, before));
  const omni = form ? context.omni.tryingOnly(form) : context.omni;
  const result = await writeWish({ ...context, omni }, lease, {
    id: randomUUID(),
    user,
    place,
    intents: [{ reference, value, coercedFrom: undefined }],
    attributes: new Map([[reference, attribute]]),
    verify: true,
    review: (changes) => changes.filter(isOfTest),
    settle: async () => undefined,
  });
  return result.outcomes.get(reference);
}

/** What a form of PATCH does here. @throws LeaseLost where the value belongs to somebody else by now */
async function tryForm(target: Target, form: PatchForm, value: AttributeValue): Promise<FormOutcome> {
  try {
    const outcome = await write(target, value, { form });
    if (outcome === 'superseded' || outcome === 'kept') throw new LeaseLost();
    return outcome === 'verified' ? 'works' : 'ignored';
  } catch (thrown) {
    if (thrown instanceof ConnectorError && thrown.code === 'OMNI_REFUSED') return 'refused';
    throw thrown;
  }
}

/**
 * Puts the value back, by a form that works, right behind the trials in the order: one that comes late is put right
 * then, and whoever asks meanwhile still asks later.
 *
 * @returns false where it belongs to somebody else by now
 */
async function putValueBack(target: Target): Promise<boolean> {
  const { database } = target.context;
  const { held, place } = target.note;
  const outcome = await write(target, held, { place: { at: place.at, seq: place.seq + 1 } });
  if (outcome !== 'superseded' && outcome !== 'kept' && outcome !== 'verified' && outcome !== 'in-place') {
    throw new ConnectorError('OMNI_WRITE_UNCERTAIN');
  }
  await endWriteTest(database, target.note);
  return outcome === 'verified' || outcome === 'in-place';
}

/** Tries the forms, the preferred one last: it is the one to go on with. */
async function tryForms(target: Target): Promise<Record<PatchForm, FormOutcome>> {
  const forms = { 'no-path': 'ignored', 'colon-path': 'ignored' } as Record<PatchForm, FormOutcome>;
  for (const [index, form] of FORMS.entries()) {
    forms[form] = await tryForm(target, form, target.note.trials[index] ?? []);
    if (forms[form] === 'works') await target.context.omni.keepPatchForm(form);
  }
  return forms;
}

/** @throws NotTestable before anything is written */
async function begin(target: Omit<Target, 'note'>): Promise<Target> {
  const { context, lease, user, attribute } = target;
  const { database } = context;
  const { reference } = attribute;
  const held = await heldNow(target);
  const trials = FORMS.map(() => trialValue(attribute));
  await checkTrials(target, held, trials);
  const { place } = (await valuesOfUser(database, user.id)).get(reference) ?? UNKNOWN_VALUE;
  const note = { omniUserId: user.id, userName: user.userName, reference, held, trials, place };
  await database.transaction(async (queries) => {
    await lease.renew(queries);
    await noteWriteTest(queries, note);
  });
  return { ...target, note };
}

/**
 * Tries each form of PATCH on one value of one user, and puts the value back: under the user's lease, through the
 * order, noted in the database before anything is sent. One that is cut off leaves its note, and the next test of the
 * same value puts it back first.
 *
 * @throws NotTestable before anything is written; ConnectorError when the value could not be put back: its note stays
 */
export async function testWrite(
  context: ApplyContext,
  { userName, reference }: { readonly userName: string; readonly reference: string },
): Promise<WriteTestResult> {
  const attribute = byReference(await context.omni.listAttributes(0)).get(reference);
  if (!attribute) throw new NotTestable(`Omni has no attribute ${reference}`);
  if (attribute.system) throw new ConnectorError('ATTRIBUTE_SYSTEM', { reference });
  return await withUserLease(context, userName, async (lease) => {
    const found = await activeUser(context, userName);
    const cutOff = await findWriteTest(context.database, found.id, reference);
    if (cutOff) await putValueBack({ context, lease, user: found, attribute, note: cutOff });
    const user = await activeUser(context, userName);
    const target = await begin({ context, lease, user, attribute });
    let forms: Record<PatchForm, FormOutcome>;
    let listed: OmniUser | undefined;
    let isRestored = false;
    try {
      forms = await tryForms(target);
      listed = await context.omni.listedUser(userName);
    } finally {
      // Also where a try has failed; where this fails, the note stays.
      isRestored = await putValueBack(target);
    }
    return { forms, filterValues: listed?.shown ? 'carried' : 'left out', isRestored };
  });
}
