import type { ApplyContext } from '../apply/context.ts';
import { knownAttributes } from '../apply/known-attributes.ts';
import { renamedUser } from '../apply/renamed-user.ts';
import { nothingWritten, type WriteResult } from '../apply/write-result.ts';
import type { UserWrite } from '../apply/write-user-values.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { isAssigned, type OktaAppUser } from '../okta/app-users.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { groupRules } from '../policy/group-rule.ts';
import type { WantedValue } from '../policy/wanted-values.ts';
import { fittingValues, isWritable } from '../push/fitting-values.ts';
import { nameShared } from '../push/name-shared.ts';
import type { Place } from '../push/place.ts';
import { isPassing, queueApart, type WhenBusy, writeOrQueue } from '../pushes/write-or-queue.ts';
import type { SyncUserOutput } from '../schema/types.ts';
import { noteAssigned } from '../store/assigned-users.ts';
import { noteSharedName } from '../store/shared-names.ts';
import { takePlace } from '../store/take-place.ts';
import { type AskedPerson, type FoundPerson, findPerson, notAssigned } from './find-person.ts';
import { askedValues, wantsOf } from './okta-values.ts';
import { personGroups } from './person-groups.ts';
import { namesakesOf } from './shared-names.ts';
import { sourcesOf } from './sync-options.ts';
import { type SyncScope, syncScope } from './sync-request.ts';
import { unlessRefused } from './unless-refused.ts';

/** A sync of one person, as a card asks for it. */
export interface AskedUserSync {
  readonly person: AskedPerson;
  readonly references?: readonly string[] | undefined;
  readonly emptyValues?: 'leave' | 'clear' | undefined;
  readonly dryRun: boolean;
  readonly whenBusy?: WhenBusy | undefined;
}

/** What it takes to bring one person to what Okta says. */
interface UserSync {
  readonly context: ApplyContext;
  readonly okta: OktaSession;
  readonly scope: SyncScope;
  /** Of before the person was read; undefined for a dry run. */
  readonly place: Place | undefined;
  readonly whenBusy: WhenBusy | undefined;
}

type Problem = SyncUserOutput['problems'][number];

const shownSource = ({ reference, from, detail }: WantedValue) => ({ reference, from, detail });

const problemOf = (reference: string, { code, message }: ConnectorError): Problem => ({ reference, code, message });

function unreadableProblem({ reference, want, detail }: WantedValue): Problem[] {
  if (want.kind !== 'unreadable') return [];
  return [problemOf(reference, new ConnectorError('GROUPS_UNREADABLE', { reference, why: detail }))];
}

type Values = Readonly<Record<string, unknown>>;

const userWrite = ({ place }: UserSync, userName: string, values: Values): UserWrite => {
  const event = { id: undefined, time: undefined };
  return { userName, values, emptyText: 'ignore', dryRun: place === undefined, event, place };
};

const write = (sync: UserSync, userName: string, values: Values): Promise<WriteResult> =>
  writeOrQueue(sync.context, userWrite(sync, userName, values), sync.whenBusy);

/**
 * Writes what fits. Where Omni has no time to tell what does, each value is queued by itself if the caller wants that.
 */
async function writeFitting(sync: UserSync, userName: string, asked: Values) {
  const { context, place, whenBusy } = sync;
  try {
    const attributes = await knownAttributes(context, Object.keys(asked));
    const { fitting, unfit } = fittingValues(attributes, asked);
    return { written: await write(sync, userName, fitting), unfit };
  } catch (thrown) {
    if (!(place && whenBusy === 'queue' && isPassing(thrown))) throw thrown;
    return { written: await queueApart(context, userWrite(sync, userName, asked)), unfit: [] };
  }
}

/** An event has a number of its own only in calls that name one. */
function answer(
  { skippedReason, ...written }: WriteResult,
  { oktaUserId }: FoundPerson,
  more: Pick<SyncUserOutput, 'assigned' | 'sources' | 'problems'>,
): SyncUserOutput {
  const reason = skippedReason === 'superseded' || skippedReason === 'no-values' ? skippedReason : '';
  return { ...written, skippedReason: reason, oktaUserId, ...more };
}

/** A person whom Omni has under another name is not one who is missing. */
async function toldAsRenamed(context: ApplyContext, assignment: OktaAppUser, thrown: unknown): Promise<never> {
  const isMissing = thrown instanceof ConnectorError && thrown.code === 'USER_NOT_FOUND';
  throw (isMissing && (await renamedUser(context, assignment))) || thrown;
}

/** @throws ConnectorError OKTA_NAME_SHARED */
async function refuseNamesake({ context, place }: UserSync, { userName, oktaUserId, namesakeId }: FoundPerson) {
  if (namesakeId === undefined) return;
  if (place) await noteSharedName(context.database, userName, [oktaUserId, namesakeId]);
  throw nameShared(userName, [oktaUserId, namesakeId]);
}

async function syncAssigned(sync: UserSync, person: FoundPerson, assignment: OktaAppUser): Promise<SyncUserOutput> {
  const { context, okta, scope, place } = sync;
  await refuseNamesake(sync, person);
  const groups = await personGroups(okta, groupRules(sourcesOf(scope)), person.oktaUserId);
  const wants = wantsOf(assignment, scope, groups);
  const asked = askedValues(wants, scope.emptyValues);
  if (place) await noteAssigned(context.database, person);
  const { written, unfit } = await writeFitting(sync, person.userName, asked).catch((thrown) =>
    toldAsRenamed(context, assignment, thrown),
  );
  const problems = [
    ...unfit.map(({ reference, error }) => problemOf(reference, error)),
    ...wants.flatMap(unreadableProblem),
  ];
  return answer(written, person, { assigned: true, sources: wants.map(shownSource), problems });
}

/** Somebody without an account that is open holds nothing that would have to be cleared. */
const GONE: ReadonlySet<string> = new Set(['USER_NOT_FOUND', 'USER_INACTIVE']);

const left = ({ userName, oktaUserId }: FoundPerson, message: string): SyncUserOutput => ({
  ...nothingWritten(userName),
  oktaUserId,
  skippedReason: 'not-assigned',
  message,
  assigned: false,
  sources: [],
  problems: [],
});

/**
 * Whom Okta assigns by the name of somebody who left: what Omni holds by it is theirs by now. Asked before anything is
 * cleared, since whoever was never seen by the name is in nobody's memory.
 */
async function bearerOf({ context, okta }: UserSync, { oktaUserId: id, userName, namesakeId }: FoundPerson) {
  if (namesakeId !== undefined) return namesakeId;
  const found = await unlessRefused(okta.appUsersBeginning(userName));
  if (found === 'refused') return 'unknown';
  const { users } = await namesakesOf(okta, context.database, [{ id, userName }], found);
  return users[0]?.id;
}

/** Whether the values of those who left are cleared is the policy's to say. */
async function syncUnassigned(sync: UserSync, person: FoundPerson): Promise<SyncUserOutput> {
  const { context, okta, scope } = sync;
  const isTheirs = person.assignment !== undefined || person.once;
  if (!scope.policy || context.policy?.policy.unassigned !== 'clear' || !isTheirs) {
    return left(person, `${notAssigned(person)}, so what they hold in Omni is left as it is.`);
  }
  // An app that Okta does not show looks like one that nobody is assigned to.
  await okta.app();
  const bearer = await bearerOf(sync, person);
  if (bearer === 'unknown') {
    return left(person, `${notAssigned(person)}, and it does not tell who bears the name now, so nothing is cleared.`);
  }
  if (bearer !== undefined) {
    return left(person, `${notAssigned(person)}, and it assigns the user ${bearer} by this name: sync that one.`);
  }
  const references = sourcesOf(scope).map(({ reference }) => reference);
  const attributes = await knownAttributes(context, references);
  const held = references.filter((reference) => isWritable(attributes, reference));
  try {
    const written = await write(sync, person.userName, Object.fromEntries(held.map((reference) => [reference, null])));
    const detail = 'Okta does not assign the user to the Omni app; unassigned: clear';
    const sources = held.map((reference) => ({ reference, from: 'policy', detail }) as const);
    return answer(written, person, { assigned: false, sources, problems: [] });
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError && GONE.has(thrown.code))) throw thrown;
    return left(person, `${notAssigned(person)}, and Omni has no active user of that name.`);
  }
}

/**
 * Brings one person to what the policy and Okta say now. What is written is as old as the moment before Okta was asked
 * for the person.
 *
 * @throws ConnectorError OKTA_USER_NOT_FOUND, OKTA_NAME_SHARED, what `syncScope` throws, and as `writeUserValues`; a
 *   value that does not fit is a problem of its attribute alone
 */
export async function syncUser(
  context: ApplyContext,
  { person: asked, references, emptyValues, dryRun, whenBusy }: AskedUserSync,
): Promise<SyncUserOutput> {
  const okta = context.okta.session(context.omni.deadline);
  const scope = await syncScope(
    { okta, policy: context.policy },
    { ...(references && { references }), ...(emptyValues && { emptyValues }) },
  );
  // Until the person is found, the name that was given is all that is known of whom it is about.
  const call = {
    userName: Object.values(asked).join(),
    references: scope.attributes.map(({ reference }) => reference),
  };
  // Also of a call that is repeated under its Idempotency-Key: what it reads of Okta is of now.
  const place = dryRun ? undefined : await takePlace(context.database, call);
  const person = await findPerson(okta, context.database, asked);
  // The same wish, noted once more: who asks for the user by name finds by it that somebody has asked since.
  if (place) {
    await takePlace(context.database, { ...call, userName: person.userName, happenedAt: place.at, first: place });
  }
  const { assignment } = person;
  const sync = { context, okta, scope, place, whenBusy };
  return assignment && isAssigned(assignment)
    ? await syncAssigned(sync, person, assignment)
    : await syncUnassigned(sync, person);
}
