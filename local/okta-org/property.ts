import { isObject, type JsonObject } from '../../src/base/is-object.ts';
import { invalid } from './okta-error.ts';
import type { OktaOrgSwitches } from './switches.ts';

/**
 * An attribute's definition, in the words of
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/
 */
export interface SchemaProperty {
  readonly title: string;
  readonly type: string;
  readonly items?: JsonObject;
  readonly [more: string]: unknown;
}

const TYPES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean', 'array']);

/** What a write of an existing attribute never changes: Okta answers 200 and keeps the scope that it has. */
const kept = ({ scope }: SchemaProperty) => ({ scope });

/** What Okta adds to a definition that leaves it out. */
const DEFAULTS = { mutability: 'READ_WRITE', scope: 'NONE', master: { type: 'PROFILE_MASTER' } };

/**
 * https://github.com/okta/terraform-provider-okta/issues/1034 - a number in quotes is refused in a closed list of
 * numbers.
 */
const isOfType = (value: unknown, type: unknown): boolean => typeof value === (type === 'integer' ? 'number' : type);

const isUnique = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

/** The first thing that is wrong with a definition; undefined when it is fine. */
function problemOf(name: string, { title, type, items, scope, union, ...rest }: JsonObject): string | undefined {
  if (!/^\w+$/.test(name)) return `Variable name not valid: ${name}`;
  if (name === 'groups') return `The variable name ${name} is reserved.`;
  if (typeof title !== 'string' || title === '') return `Title not present for property: ${name}`;
  if (!TYPES.has(type)) return `Type not valid for property: ${name}`;
  if (type === 'array' && !isObject(items)) return `Items not present for array property: ${name}`;
  const entry = isObject(items) ? items : { ...rest, type };
  const choices = Array.isArray(entry.enum) ? entry.enum : [];
  if (!isUnique(choices)) return `Enum values not unique for property: ${name}`;
  if (!choices.every((value) => isOfType(value, entry.type))) return `Enum values not valid for property: ${name}`;
  if (union === 'ENABLE' && scope === 'SELF') return `Union not possible with scope SELF for property: ${name}`;
  return undefined;
}

/**
 * One attribute after a write.
 *
 * @param operation Okta's name of the write, for refusals
 * @throws OktaError E0000001
 */
export function writtenProperty(
  operation: string,
  name: string,
  before: SchemaProperty | undefined,
  sent: unknown,
  mode: OktaOrgSwitches['propertyWrite'],
): SchemaProperty {
  if (!isObject(sent)) throw invalid(operation, `Definition not an object for property: ${name}`);
  const after = {
    ...DEFAULTS,
    ...(mode === 'merge' ? before : {}),
    ...sent,
    ...(before && kept(before)),
  } as SchemaProperty;
  const problem = problemOf(name, after);
  if (problem !== undefined) throw invalid(operation, problem);
  if (before && (before.type !== after.type || before.items?.type !== after.items?.type)) {
    throw invalid(operation, `Type cannot be changed for property: ${name}`);
  }
  return after;
}
