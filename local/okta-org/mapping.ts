import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../../src/base/is-object.ts';
import { type ExpressionInput, readExpression } from './expression.ts';
import { own } from './json-object.ts';
import { invalid } from './okta-error.ts';
import type { Profile } from './profile.ts';
import type { Properties } from './profile-schema.ts';

/** How one attribute of the app gets its value. */
export interface PropertyMapping {
  readonly expression: string;
  /** PUSH: on create and update. DONT_PUSH: on create only. */
  readonly pushStatus: 'PUSH' | 'DONT_PUSH';
}

/** By variable name of the app's attribute. */
export type Mapping = Readonly<Record<string, PropertyMapping>>;

const SUBJECT = 'updateProfileMapping';

function readMapping(name: string, sent: unknown): PropertyMapping | undefined {
  if (!isObject(sent)) throw invalid(SUBJECT, `Mapping not an object for property: ${name}`);
  const { expression, pushStatus } = sent;
  if (expression === null && pushStatus === null) return undefined;
  if (typeof expression !== 'string' || expression === '') {
    throw invalid(SUBJECT, `Expression not present for property: ${name}`);
  }
  if (pushStatus !== 'PUSH' && pushStatus !== 'DONT_PUSH') {
    throw invalid(SUBJECT, `Push status not valid for property: ${name}`);
  }
  return { expression, pushStatus };
}

/**
 * The mapping after a partial write: what is absent stays, null in both fields removes.
 *
 * @param known the app's attributes
 * @throws OktaError E0000001
 */
export function writtenMapping(before: Mapping, sent: JsonObject, known: Properties): Mapping {
  const after = new Map(Object.entries(before));
  for (const [name, one] of Object.entries(sent)) {
    const mapping = readMapping(name, one);
    if (mapping && !own(known, name)) throw invalid(SUBJECT, `The app has no property: ${name}`);
    if (mapping) after.set(name, mapping);
    else after.delete(name);
  }
  return Object.fromEntries(after);
}

/** The app's attribute that takes its value from this one of the user profile, if any does. */
export const populatedBy = (mapping: Mapping, userVariable: string): string | undefined =>
  Object.keys(mapping).find((name) => {
    const expression = own(mapping, name)?.expression ?? '';
    return new RegExp(`\\buser\\.${userVariable}\\b`).test(expression);
  });

/**
 * The app profile of a user, filled as the mapping says. An expression that is not understood leaves the value as it
 * is. The same object when nothing changes.
 *
 * @param on DONT_PUSH mappings fill on `assign` only
 */
export function mappedProfile(
  before: Profile,
  input: ExpressionInput,
  mapping: Mapping,
  on: 'assign' | 'update',
): Profile {
  const after = new Map(Object.entries(before));
  for (const [name, { expression, pushStatus }] of Object.entries(mapping)) {
    const evaluate = readExpression(expression);
    if (!evaluate || (on === 'update' && pushStatus === 'DONT_PUSH')) continue;
    const value = evaluate(input);
    if (value === undefined) after.delete(name);
    else after.set(name, value);
  }
  const filled = Object.fromEntries(after);
  return isDeepStrictEqual(filled, before) ? before : filled;
}
