import { isObject } from '../base/is-object.ts';
import type { Attribute } from '../push/attribute.ts';
import { readShown } from '../push/compare.ts';
import type { AttributeUpdate } from '../push/definition.ts';
import { unexpected } from './answers.ts';
import { toWire } from './wire-value.ts';

const TYPES = new Map<unknown, Attribute['type']>([
  ['String', 'string'],
  ['Number', 'number'],
]);
const OMNI_TYPES = { string: 'String', number: 'Number' } as const;

function readDefinition(record: unknown): Attribute | undefined {
  if (!isObject(record) || typeof record.name !== 'string') throw unexpected('a user attribute without a name');
  const type = TYPES.get(record.type);
  // A type that Omni may add one day cannot be written by us; it must not hide the attributes that can.
  if (!type) return undefined;
  return {
    id: typeof record.id === 'string' ? record.id : '',
    reference: record.name,
    label: typeof record.label === 'string' ? record.label : record.name,
    type,
    multiValued: record.multiple_values === true,
    defaultValue: readShown(type, record.default_value),
    description: typeof record.description === 'string' ? record.description : '',
    system: record.system === true,
  };
}

/** Reads the list of definitions. @throws ConnectorError OMNI_UNEXPECTED_ANSWER without `records` */
export function readDefinitions(body: unknown): Attribute[] {
  if (!isObject(body) || !Array.isArray(body.records)) throw unexpected('no list of user attributes');
  return body.records.flatMap((record) => readDefinition(record) ?? []);
}

/** The body of a create. https://docs.omni.co/api/user-attributes/create-user-attribute */
export const createBody = (attribute: Attribute): Record<string, unknown> => ({
  name: attribute.reference,
  label: attribute.label,
  type: OMNI_TYPES[attribute.type],
  multiple_values: attribute.multiValued,
  ...(attribute.description !== '' && { description: attribute.description }),
  ...(attribute.defaultValue.length > 0 && { default_value: toWire(attribute, attribute.defaultValue) }),
});

/**
 * The body of an update: only what changes, never `name`.
 * https://docs.omni.co/api/user-attributes/update-a-user-attribute-definition
 */
export const updateBody = (after: Attribute, update: AttributeUpdate): Record<string, unknown> => ({
  ...(update.label !== undefined && { label: after.label }),
  ...(update.description !== undefined && { description: after.description || null }),
  ...(update.multiValued !== undefined && { multiple_values: after.multiValued }),
  ...(update.defaultValue !== undefined && { default_value: toWire(after, after.defaultValue) }),
});
