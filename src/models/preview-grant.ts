import type { Attribute } from '../push/attribute.ts';
import { type Held, holdsGrants } from './holds-grants.ts';
import type { AccessGrant, GrantParameter, GrantUse } from './model-reading.ts';
import { openGrant } from './opens.ts';
import { type Force, onBoth, type Sides } from './preview-row.ts';
import { someValues } from './some-values.ts';

/** One grant of a model, for one person. */
export interface GrantPreview extends Sides<Held> {
  readonly model: string;
  readonly name: string;
  readonly reference: string;
  /** The values that have it, in one line. */
  readonly allowed: string;
  readonly inForce: Sides<Force>;
  readonly changed: boolean;
}

/** How a person meets a thing that asks for grants. */
export type Met = 'shown' | 'refused' | 'hidden' | 'masked' | 'unknown';

/** A topic, view or field that asks for grants, for one person. */
export interface GuardedPreview extends Sides<Met> {
  readonly model: string;
  readonly topic: string;
  readonly thing: string;
  readonly parameter: GrantParameter;
  /** As the model writes it. */
  readonly wanted: string;
  readonly changed: boolean;
}

const WITHOUT: Record<GrantParameter, Met> = {
  required_access_grants: 'refused',
  hidden_unless_access_grants: 'hidden',
  mask_unless_access_grants: 'masked',
};

/** Whether a value in force has a grant. What one does on an attribute that Omni does not have is not established. */
function holds(grant: AccessGrant, attribute: Attribute | undefined, { values, source }: Force): Held {
  if (!attribute || source === 'unknown') return 'unknown';
  return openGrant(grant, attribute, values) === 'nothing' ? 'no' : 'yes';
}

/** Whether a person has a grant, before and after. */
export function previewGrant(
  model: string,
  grant: AccessGrant,
  attribute: Attribute | undefined,
  inForce: Sides<Force>,
): GrantPreview {
  const { name, reference, allowed } = grant;
  const sides = onBoth(inForce, (force) => holds(grant, attribute, force));
  const changed = sides.before !== sides.after;
  return { model, name, reference, allowed: someValues(allowed), ...sides, inForce, changed };
}

/**
 * Whether a person holds what a thing asks for. What a grant does that the model does not have is published for hiding
 * alone, which it then does for everybody.
 * https://docs.omni.co/modeling/topics/parameters/hidden-unless-access-grants
 */
export function heldFor(
  { parameter, wanted }: Pick<GrantUse, 'parameter' | 'wanted'>,
  grants: ReadonlyMap<string, GrantPreview>,
): Sides<Held> {
  const unnamed: Held = parameter === 'hidden_unless_access_grants' ? 'no' : 'unknown';
  const side = (of: keyof Sides<Held>) => holdsGrants(wanted, (name) => grants.get(name)?.[of] ?? unnamed);
  return { before: side('before'), after: side('after') };
}

/** How a person meets a thing that asks for grants, before and after. */
export function previewGuarded(
  place: Pick<GuardedPreview, 'model' | 'topic' | 'thing'>,
  { parameter, wanted }: Pick<GrantUse, 'parameter' | 'wanted'>,
  held: Sides<Held>,
): GuardedPreview {
  const met = (one: Held): Met => (one === 'no' ? WITHOUT[parameter] : one === 'yes' ? 'shown' : 'unknown');
  const sides = onBoth(held, met);
  return { ...place, parameter, wanted: wanted.join(', '), ...sides, changed: sides.before !== sides.after };
}
