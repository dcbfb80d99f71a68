import type { AttributeDefinition } from './attributes.ts';
import type { OmniInstance } from './instance.ts';
import type { StoredValue, StoredValues } from './stored-values.ts';
import { userIdOf } from './user-id.ts';
import type { OmniUser } from './users.ts';

type ShownValue = StoredValue | boolean;

/** A Number as number or as text; beyond 2^53-1 always as text, which is how it is stored. */
function showNumbers(value: StoredValue, as: 'number' | 'string'): StoredValue {
  const show = (one: string | number): string | number => {
    if (as === 'string') return String(one);
    return Math.abs(Number(one)) > Number.MAX_SAFE_INTEGER ? one : Number(one);
  };
  if (value === null) return null;
  return typeof value === 'object' ? value.map(show) : show(value);
}

/** The stored value or what stands for it; undefined = the key is absent. */
function choose({ switches }: OmniInstance, { name, default_value }: AttributeDefinition, stored: StoredValues) {
  const value = Object.hasOwn(stored, name) ? stored[name] : undefined;
  if (value !== undefined && value !== null) return value;
  if (value === null && switches.cleared === 'null') return null;
  const blank = switches.cleared === 'null' ? null : undefined; // null is also seen where nothing was ever set
  const showDefault = switches.readDefaults === 'yes' || (value === null && switches.cleared === 'default');
  return showDefault ? (default_value ?? blank) : blank;
}

function systemValues({ groups }: OmniInstance, { id, userName, displayName }: OmniUser): Record<string, ShownValue> {
  return {
    omni_user_id: userIdOf(id),
    omni_user_email: userName,
    omni_user_name: displayName,
    omni_is_org_admin: false,
    omni_user_groups: groups.ofMember(id).map((group) => group.displayName),
  };
}

/** The attribute object of a user as a reader sees it now, in the variant that the switches play. */
export function showValues(instance: OmniInstance, user: OmniUser): Record<string, ShownValue> {
  const { clock, switches, delayMs } = instance;
  const stored = user.values.visible(clock.now(), delayMs);
  const shown: [string, ShownValue][] = [];
  for (const definition of instance.visibleAttributes()) {
    const value = definition.system ? undefined : choose(instance, definition, stored);
    if (value === undefined) continue;
    shown.push([definition.name, definition.type === 'Number' ? showNumbers(value, switches.numbersAs) : value]);
  }
  return { ...(switches.readSystem === 'yes' ? systemValues(instance, user) : {}), ...Object.fromEntries(shown) };
}
