import type { PolicySource, PolicyValue } from '../schema/types.ts';
import { groupGift, type KnownGroups } from './group-values.ts';
import type { SourcedAttribute } from './sourced-attributes.ts';

/** A person as Okta shows them, as far as a policy asks. */
export interface OktaPerson {
  /** The user's own profile, and that of the Omni app. */
  readonly user: Readonly<Record<string, unknown>>;
  readonly app: Readonly<Record<string, unknown>>;
  readonly groups: KnownGroups;
}

/**
 * What a policy wants for one attribute of one person. `set`: null clears. `empty`: Okta holds nothing, and whoever
 * asks decides what that means. `unreadable`: nobody knows what the groups give, so the value is left alone.
 */
export type Want =
  | { readonly kind: 'set'; readonly value: unknown }
  | { readonly kind: 'empty' | 'leave' | 'unreadable' };

/** A want with its reason. */
export interface WantedValue {
  readonly reference: string;
  readonly want: Want;
  /** `mapping`: the profile of the Omni app, which Okta's mapping has made; `profile`: the user's own. */
  readonly from: 'policy' | 'mapping' | 'profile' | 'none';
  /** In a few words: the groups or the variable that the value comes from, or why there is none. */
  readonly detail: string;
}

type Reason = Omit<WantedValue, 'reference'>;

const OKTA_PROFILES = { user: 'profile', app: 'mapping' } as const;

/** Okta has no word for "no value": null, an empty text and an empty list all mean it. */
const isEmptyInOkta = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** The profile that a variable such as `user.region` belongs to, and its name there. */
export function oktaVariable(variable: string): { readonly profile: 'user' | 'app'; readonly name: string } {
  const profile = variable.startsWith('app.') ? 'app' : 'user';
  return { profile, name: variable.slice(profile.length + 1) };
}

function fromOkta(variable: string, person: OktaPerson): Reason {
  const { profile, name } = oktaVariable(variable);
  const given = person[profile];
  const value = Object.hasOwn(given, name) ? given[name] : undefined;
  const from = OKTA_PROFILES[profile];
  // A name that is not there may be one without a value, or none of the profile's.
  const why = Object.hasOwn(given, name) ? 'is empty' : 'is empty, or no such variable';
  if (isEmptyInOkta(value)) return { want: { kind: 'empty' }, from, detail: `${variable} ${why}` };
  return { want: { kind: 'set', value }, from, detail: variable };
}

function fromOtherwise(otherwise: PolicyValue | undefined): Reason {
  if (otherwise === undefined) return { want: { kind: 'leave' }, from: 'none', detail: 'no group gives a value' };
  return { want: { kind: 'set', value: otherwise }, from: 'policy', detail: 'otherwise' };
}

function fromGroups(source: PolicySource, groups: KnownGroups): Reason {
  const gift = groupGift(source, groups);
  if (!gift) return fromOtherwise(source.otherwise);
  if ('unreadable' in gift) {
    return { want: { kind: 'unreadable' }, from: 'none', detail: `${gift.unreadable} could not be read` };
  }
  const detail = `${gift.groups.length === 1 ? 'group' : 'groups'} ${gift.groups.join(', ')}`;
  return { want: { kind: 'set', value: gift.value }, from: 'policy', detail };
}

/** What is wanted of some attributes for one person, and why; in the order of the attributes. */
export const wantedValues = (attributes: readonly SourcedAttribute[], person: OktaPerson): WantedValue[] =>
  attributes.map(({ reference, value: source }) => ({
    reference,
    ...(source.okta === undefined ? fromGroups(source, person.groups) : fromOkta(source.okta, person)),
  }));
