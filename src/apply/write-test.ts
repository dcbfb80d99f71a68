import { randomUUID } from 'node:crypto';
import { ConnectorError } from '../errors/connector-error.ts';
import type { FormOutcome } from '../omni/patch-facts.ts';
import type { OmniUser, PatchForm } from '../omni/scim.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { byReference, type Change } from '../push/changes.ts';
import { sameValue } from '../push/compare.ts';
import type { Place } from '../push/place.ts';
import { UNKNOWN_VALUE, valuesOfUser } from '../store/user-values.ts';
import { endWriteTest, findWriteTest, noteWriteTest, type WriteTest } from '../store/write-tests.ts';
import { activeUser } from './active-user.ts';
import type { ApplyContext } from './context.ts';
import { type Lease, LeaseLost } from './lease.ts';
import { withUserLease } from './user-lease.ts';
import type { WishOutcome } from './wish.ts';
import { checkTrials, heldNow, NotTestable, type Tested } from './write-testable.ts';
import { writeWish } from './write-wish.ts';

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
interface Target extends Tested {
  readonly lease: Lease;
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

/** How a value is written. */
interface Way {
  readonly form?: PatchForm;
  /** Left out: where the value stood before. */
  readonly place?: Place;
  readonly always?: boolean;
}

/**
 * Writes one value as every action does, at the place in the order that the value has: for everything that writes it is
 * as if nothing had been asked, so a later wish still counts and an earlier one still does not. What is neither the
 * value of before nor one of the test is left alone: somebody has set it in Omni.
 */
async function write(
  { context, lease, user, attribute, note }: Target,
  value: AttributeValue,
  { form, place = note.place, always = false }: Way,
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
    always,
    review: (changes) => changes.filter(isOfTest),
  });
  return result.outcomes.get(reference);
}

/** What each form has come to; of one that is not there nobody knows what it has sent. */
type Tried = Partial<Record<PatchForm, FormOutcome>>;

const isRefused = (thrown: unknown): boolean => thrown instanceof ConnectorError && thrown.code === 'OMNI_REFUSED';

/** What a form of PATCH does here. @throws LeaseLost where the value belongs to somebody else by now */
async function tryForm(target: Target, form: PatchForm, value: AttributeValue): Promise<FormOutcome> {
  try {
    const outcome = await write(target, value, { form });
    if (outcome === 'superseded' || outcome === 'kept') throw new LeaseLost();
    return outcome === 'verified' ? 'works' : 'ignored';
  } catch (thrown) {
    if (isRefused(thrown)) return 'refused';
    throw thrown;
  }
}

/**
 * The form that surely replaces what the trials have sent; as long as none is known to work, each that may have sent.
 */
function formsOfReturn(tried: Tried): readonly PatchForm[] {
  const works = FORMS.filter((form) => tried[form] === 'works');
  return works.length > 0 ? works.slice(-1) : FORMS.filter((form) => tried[form] !== 'refused');
}

/** Sends the value of before in the forms of the trials. @returns undefined: Omni has refused it in each of them */
async function sendBack(target: Target, way: Way, tried: Tried): Promise<WishOutcome | undefined> {
  let outcome: WishOutcome | undefined;
  for (const form of formsOfReturn(tried)) {
    const sent = await write(target, target.note.held, { ...way, form, always: true }).catch((thrown: unknown) => {
      if (isRefused(thrown)) return undefined;
      throw thrown;
    });
    outcome = sent ?? outcome;
  }
  return outcome;
}

/**
 * Puts the value back, right behind the trials in the order: one that comes late is put right then, and whoever asks
 * meanwhile still asks later. It goes by what was sent and not by what is seen, since Omni may show the trials late.
 *
 * @returns false where it belongs to somebody else by now
 */
async function putValueBack(target: Target, tried: Tried): Promise<boolean> {
  const { database } = target.context;
  const { held, place } = target.note;
  const behind = { place: { at: place.at, seq: place.seq + 1 } };
  const outcome = (await sendBack(target, behind, tried)) ?? (await write(target, held, behind));
  if (outcome !== 'superseded' && outcome !== 'kept' && outcome !== 'verified' && outcome !== 'in-place') {
    throw new ConnectorError('OMNI_WRITE_UNCERTAIN');
  }
  await endWriteTest(database, target.note);
  return outcome === 'verified' || outcome === 'in-place';
}

/**
 * Tries the forms, the preferred one last: it is the one to go on with.
 *
 * @param tried gets what each has come to
 */
async function tryForms(target: Target, tried: Tried): Promise<WriteTestResult['forms']> {
  const forms = { 'no-path': 'ignored', 'colon-path': 'ignored' } as Record<PatchForm, FormOutcome>;
  for (const [index, form] of FORMS.entries()) {
    forms[form] = await tryForm(target, form, target.note.trials[index] ?? []);
    tried[form] = forms[form];
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
    if (cutOff) await putValueBack({ context, lease, user: found, attribute, note: cutOff }, {});
    const user = await activeUser(context, userName);
    const target = await begin({ context, lease, user, attribute });
    const tried: Tried = {};
    let forms: WriteTestResult['forms'];
    let listed: OmniUser | undefined;
    let isRestored = false;
    try {
      forms = await tryForms(target, tried);
      listed = await context.omni.listedUser(userName);
    } finally {
      // Also where a try has failed; where this fails, the note stays.
      isRestored = await putValueBack(target, tried);
    }
    return { forms, filterValues: listed?.shown ? 'carried' : 'left out', isRestored };
  });
}
