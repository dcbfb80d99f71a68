import { isObject, type JsonObject } from '../../src/base/is-object.ts';
import { malformed } from './okta-error.ts';

/** @throws OktaError E0000003 for anything but a JSON object */
export function asObject(value: unknown): JsonObject {
  if (!isObject(value)) throw malformed();
  return value;
}

/** The own member of that name: never one that every object inherits. */
export const own = <Value>(object: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;
