import type { AttributeDefinition } from './attributes.ts';
import type { SentValues } from './bodies.ts';
import type { OmniInstance } from './instance.ts';
import { badRequest } from './omni-error.ts';
import type { StoredValue, StoredValues } from './stored-values.ts';
import type { OmniSwitches } from './switches.ts';

type Mismatch = OmniSwitches['typeMismatch'];

const NUMBER = /^-?\d+(\.\d+)?$/;

function acceptText(name: string, value: unknown, mismatch: Mismatch): string {
  if (typeof value === 'string') return value;
  if (mismatch === 'coerce' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  throw badRequest(name, 'Expected string');
}

/** A number beyond 2^53-1 must come as text, because a JSON number of that size is rounded on its way. */
function acceptNumber(name: string, value: unknown, mismatch: Mismatch): string | number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !NUMBER.test(value)) throw badRequest(name, 'Expected number');
  if (Math.abs(Number(value)) > Number.MAX_SAFE_INTEGER) return value;
  if (mismatch === 'coerce') return Number(value);
  throw badRequest(name, 'Expected number');
}

/**
 * The value as it will be stored for the definition.
 * @throws OmniError 400 when it does not fit
 */
export function acceptValue(definition: AttributeDefinition, value: unknown, mismatch: Mismatch): StoredValue {
  const { name, type, multiple_values } = definition;
  const accept = type === 'String' ? acceptText : acceptNumber;
  if (value === null) return null;
  if (multiple_values) {
    // https://community.omni.co/t/bulk-user-and-user-attribute-management/253 - a bare scalar fails
    if (!Array.isArray(value)) throw badRequest(name, 'Expected array');
    return value.map((entry) => accept(name, entry, mismatch));
  }
  if (!Array.isArray(value)) return accept(name, value, mismatch);
  if (mismatch === '400') throw badRequest(name, 'Expected a single value');
  return value.length === 0 ? null : accept(name, value[0], mismatch);
}

/**
 * The values of a SCIM write that will be stored, by reference; what the switches ignore is left out.
 * @throws OmniError 400 for the first one that does not fit, so that nothing is written
 */
export function acceptValues(instance: OmniInstance, sent: SentValues): StoredValues {
  const { switches } = instance;
  const known = new Map(instance.visibleAttributes().map((definition) => [definition.name, definition]));
  const accepted: [string, StoredValue][] = [];
  for (const [name, value] of Object.entries(sent)) {
    const definition = known.get(name);
    if (!definition) {
      if (switches.unknownReference === '400') throw badRequest(name, 'Unknown user attribute');
    } else if (definition.system) {
      if (switches.systemWrite === '400') throw badRequest(name, 'System attributes are read-only');
    } else {
      accepted.push([name, acceptValue(definition, value, switches.typeMismatch)]);
    }
  }
  return Object.fromEntries(accepted);
}
