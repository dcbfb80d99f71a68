import { isObject, type JsonObject } from '../../src/base/is-object.ts';
import { invalid } from './okta-error.ts';
import type { ProfileSchema } from './profile-schema.ts';
import type { SchemaProperty } from './property.ts';

/** Values by variable name; an empty one is absent. */
export type Profile = JsonObject;

const CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
};

function isChoice(value: unknown, { enum: list, oneOf }: JsonObject): boolean {
  if (Array.isArray(list)) return list.includes(value);
  if (Array.isArray(oneOf)) return oneOf.some((choice) => isObject(choice) && choice.const === value);
  return true;
}

const fitsOne = (value: unknown, definition: JsonObject): boolean =>
  (CHECKS[String(definition.type)]?.(value) ?? false) && isChoice(value, definition);

const fits = (value: unknown, { items, ...property }: SchemaProperty): boolean =>
  property.type === 'array'
    ? Array.isArray(value) && value.every((one) => fitsOne(one, items ?? {}))
    : fitsOne(value, property);

/**
 * A profile after a partial write: what is absent stays, null empties. Only types and closed lists are checked.
 *
 * @throws OktaError E0000001
 */
export function writtenProfile(schema: ProfileSchema, before: Profile, changes: JsonObject): Profile {
  for (const [name, value] of Object.entries(changes)) {
    const property = schema.property(name);
    if (!property) throw invalid(name, `${name}: There is no such attribute.`);
    if (value !== null && !fits(value, property)) throw invalid(name, `${name}: The value does not fit the attribute.`);
  }
  return Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null));
}

/** The profile without some attributes; the same object when it has none of them. */
export function withoutAttributes(profile: Profile, names: readonly string[]): Profile {
  if (!names.some((name) => Object.hasOwn(profile, name))) return profile;
  return Object.fromEntries(Object.entries(profile).filter(([name]) => !names.includes(name)));
}
