import { ConnectorError } from '../errors/connector-error.ts';
import type { Attribute, AttributeValue } from './attribute.ts';
import { sameValue } from './compare.ts';
import { type HeldValue, heldValue } from './coverage.ts';
import { readIntents } from './intents.ts';
import { nameShared } from './name-shared.ts';

/** How Okta and Omni can differ. */
export const DRIFT_KINDS = [
  'different',
  'only-in-okta',
  'only-in-omni',
  'not-in-omni',
  'not-assigned',
  'renamed',
  'omni-id-changed',
  'okta-sync-state',
  'not-comparable',
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** One difference of one user. */
export interface DriftFinding {
  readonly kind: DriftKind;
  /** Empty when it is about the user as such. */
  readonly reference: string;
  /** What each side says; null where it does not apply. */
  readonly okta: AttributeValue | null;
  readonly omni: AttributeValue | null;
  readonly detail: string;
}

/** What the policy wants of an attribute: `leave` and `unreadable` leave alone what the user holds. */
export interface PolicyWant {
  readonly kind: 'set' | 'empty' | 'leave' | 'unreadable';
  /** In a few words: where the value comes from, or why there is none. */
  readonly detail: string;
}

/** A user whom Okta assigns to the Omni app, beside the Omni user of that name. */
export interface AssignedUser {
  /** Of Okta. */
  readonly id: string;
  readonly userName: string;
  /** Omni's id as Okta knows it; empty when Okta has not provisioned them. */
  readonly externalId: string;
  readonly syncState: string;
  /** By reference, as Okta shows them. */
  readonly oktaValues: Readonly<Record<string, unknown>>;
  /** By reference: what the policy wants and why; nothing without one. */
  readonly wants: Readonly<Record<string, PolicyWant>>;
  /** Of the active Omni user; null when there is none. */
  readonly omniUserId: string | null;
  /** The name of the active Omni user whose id Okta knows; empty when there is none. */
  readonly idBearer: string;
  /** How many active Omni users bear the name. */
  readonly bearers: number;
  /** Somebody else in Okta who is assigned by the same name; empty when nobody is. */
  readonly namesake: string;
  /** By reference; without those that Omni does not show. */
  readonly held: Readonly<Record<string, HeldValue>>;
}

const told = ({ code, message }: ConnectorError): string => `${code}: ${message}`;

/** A value as Okta shows it, for a reader: it need not fit the definition. */
const rawTexts = (value: unknown): AttributeValue =>
  (Array.isArray(value) ? value : [value])
    .filter((one) => one !== null && one !== undefined && one !== '')
    .map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one)));

/** What Okta asks for, as the definition reads it; nothing in Okta means no value. */
function wantedValue(
  attributes: ReadonlyMap<string, Attribute>,
  reference: string,
  value: unknown,
): AttributeValue | ConnectorError {
  try {
    return readIntents(attributes, { [reference]: value ?? null }, 'clear')[0]?.value ?? [];
  } catch (thrown) {
    if (thrown instanceof ConnectorError) return thrown;
    throw thrown;
  }
}

const SHOWS_DEFAULT = "Omni shows the attribute's default; whether the user holds it as their own cannot be told.";

function differenceOf(
  okta: AttributeValue,
  { shown, own }: HeldValue,
): Pick<DriftFinding, 'kind' | 'detail'> | undefined {
  if (okta.length === 0) {
    const isOwn = own !== null && own.length > 0;
    return isOwn
      ? { kind: 'only-in-omni', detail: 'Okta holds nothing; the user holds a value of their own in Omni.' }
      : undefined;
  }
  if (sameValue(okta, shown)) return undefined;
  if (own === null) return { kind: 'different', detail: SHOWS_DEFAULT };
  if (own.length > 0) return { kind: 'different', detail: 'Okta and Omni hold different values.' };
  const instead = shown.length > 0 ? "; the attribute's default applies" : '';
  return { kind: 'only-in-okta', detail: `The user holds no value of their own in Omni${instead}.` };
}

/**
 * Compares one value by its definition.
 *
 * @param held undefined when Omni does not show the user's values
 * @returns undefined when both sides mean the same
 */
export function compareValue(
  attributes: ReadonlyMap<string, Attribute>,
  reference: string,
  oktaValue: unknown,
  held: HeldValue | undefined,
): DriftFinding | undefined {
  const wanted = wantedValue(attributes, reference, oktaValue);
  const omni = held?.shown ?? null;
  if (wanted instanceof ConnectorError) {
    return { kind: 'not-comparable', reference, okta: rawTexts(oktaValue), omni, detail: told(wanted) };
  }
  if (!held) {
    const detail = 'Omni does not show the values of this user.';
    return { kind: 'not-comparable', reference, okta: wanted, omni, detail };
  }
  const difference = differenceOf(wanted, held);
  return difference && { ...difference, reference, okta: wanted, omni };
}

const about = (kind: DriftKind, detail: string): DriftFinding => ({
  kind,
  reference: '',
  okta: null,
  omni: null,
  detail,
});

/** Okta's words for a push that failed or is due. A hint: an app that only receives pushes may show neither. */
const TROUBLED: ReadonlySet<string> = new Set(['ERROR', 'OUT_OF_SYNC']);

/** Omni has them, by the id that Okta knows, under another name; nobody of the name that Okta says. */
const isRenamed = ({ omniUserId, idBearer }: AssignedUser): boolean => omniUserId === null && idBearer !== '';

function aboutUser(user: AssignedUser): DriftFinding[] {
  const { id, userName, externalId, syncState, omniUserId, idBearer, bearers, namesake } = user;
  const findings: DriftFinding[] = [];
  if (isRenamed(user)) {
    findings.push(about('renamed', told(new ConnectorError('USER_RENAMED', { userName, omniName: idBearer }))));
  } else if (omniUserId === null) {
    const known = externalId === '' ? 'Okta has not provisioned them' : 'Okta has provisioned them before';
    findings.push(about('not-in-omni', `Omni lists no active user of this name; ${known}.`));
  } else if (externalId !== '' && externalId.toLowerCase() !== omniUserId.toLowerCase()) {
    const before =
      idBearer === ''
        ? 'the user was created anew in Omni, and what they held before is gone'
        : `Omni has that user too, as ${idBearer}`;
    findings.push(about('omni-id-changed', `Okta knows another Omni id: ${before}.`));
  }
  if (bearers > 1) {
    findings.push(about('not-comparable', told(new ConnectorError('USER_AMBIGUOUS', { userName }))));
  }
  if (namesake !== '') findings.push(about('not-comparable', told(nameShared(userName, [id, namesake]))));
  if (TROUBLED.has(syncState)) {
    findings.push(about('okta-sync-state', `Okta shows ${syncState} for this assignment: a hint, no proof.`));
  }
  return findings;
}

/** What one user's comparison came to. */
export interface UserDrift {
  readonly findings: readonly DriftFinding[];
  /** Values on which both sides agree. */
  readonly same: number;
}

/** One value by the policy, which also says why it wants it. @returns 'left' where it wants nothing */
function compareWanted(
  user: AssignedUser,
  reference: string,
  attributes: ReadonlyMap<string, Attribute>,
): DriftFinding | 'left' | undefined {
  const want = Object.hasOwn(user.wants, reference) ? user.wants[reference] : undefined;
  if (want?.kind === 'leave') return 'left';
  const held = heldValue(user.held, reference);
  if (want?.kind === 'unreadable') {
    const detail = told(new ConnectorError('GROUPS_UNREADABLE', { reference, why: want.detail }));
    return { kind: 'not-comparable', reference, okta: null, omni: held?.shown ?? null, detail };
  }
  const value = Object.hasOwn(user.oktaValues, reference) ? user.oktaValues[reference] : undefined;
  const finding = compareValue(attributes, reference, value, held);
  return finding && want ? { ...finding, detail: `${finding.detail} By the policy: ${want.detail}.` } : finding;
}

/**
 * Compares one assigned user. The values of somebody whom Omni does not have, or has twice, are not looked at, nor
 * those of a name that two people of Okta bear.
 */
export function compareUser(
  user: AssignedUser,
  references: readonly string[],
  attributes: ReadonlyMap<string, Attribute>,
): UserDrift {
  const findings = aboutUser(user);
  if (user.omniUserId === null || user.bearers > 1 || user.namesake !== '') return { findings, same: 0 };
  const compared = references.map((reference) => compareWanted(user, reference, attributes));
  const values = compared.flatMap((one) => (one === 'left' || !one ? [] : [one]));
  return { findings: [...findings, ...values], same: compared.filter((one) => one === undefined).length };
}

/** Somebody whom Omni has and Okta does not assign to the Omni app. */
export interface UnassignedUser {
  readonly held: Readonly<Record<string, HeldValue>>;
  /** Okta still lists the assignment, as ended. */
  readonly ended: boolean;
  /** Okta was once seen to assign them. */
  readonly once: boolean;
}

function unassignedDetail({ ended, once }: UnassignedUser): string {
  if (ended) return 'Okta has ended their assignment to the Omni app.';
  if (once) return 'Okta assigned them to the Omni app once, and no longer does.';
  return 'Okta was never seen to assign them to the Omni app.';
}

/** The values of their own that somebody still holds whom Okta does not assign. */
export function unassignedFindings(user: UnassignedUser, references: readonly string[]): DriftFinding[] {
  const detail = unassignedDetail(user);
  return references.flatMap((reference): DriftFinding[] => {
    const own = heldValue(user.held, reference)?.own ?? [];
    return own.length > 0 ? [{ kind: 'not-assigned', reference, okta: null, omni: own, detail }] : [];
  });
}
