import { acceptValue } from './accept-values.ts';
import { asList } from './as-list.ts';
import type { AttributeDefinition } from './attributes.ts';
import type { Body, DefaultValue } from './bodies.ts';
import { badRequest } from './omni-error.ts';
import type { OmniSwitches } from './switches.ts';

/** Omni has rules for names and answers loudly; their content is not published, so this is a stand-in. */
const NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** As it is stored: a Number default comes back as text. */
function storeDefault(definition: AttributeDefinition): DefaultValue {
  const { type, default_value } = definition;
  const value = acceptValue({ ...definition, name: 'default_value' }, default_value, 'coerce');
  if (value === null || type === 'String') return value;
  return typeof value === 'object' ? value.map(String) : String(value);
}

/**
 * The definition that a POST asks for.
 * @throws OmniError 400
 */
export function newAttribute(id: string, body: Body<'UserAttributeCreateBody'>): AttributeDefinition {
  const { name, type, label = name, multiple_values = false, default_value = null, description = null } = body;
  if (!NAME.test(name) || name.startsWith('omni_')) throw badRequest('name', 'Invalid name');
  const definition = { id, name, label, type, multiple_values, default_value, description, system: false };
  return { ...definition, default_value: storeDefault(definition) };
}

/**
 * The definition after a partial PUT: what is left out stays.
 * https://docs.omni.co/api/user-attributes/update-a-user-attribute-definition.md
 * @throws OmniError 400 for another type, for fewer values, or as the switch `renameByPut` plays it
 */
export function updatedAttribute(
  before: AttributeDefinition,
  body: Body<'UserAttributeUpdateBody'>,
  renameByPut: OmniSwitches['renameByPut'],
): AttributeDefinition {
  const { name = before.name, type = before.type, ...changes } = body;
  if (type !== before.type) throw badRequest('type', 'Cannot be changed');
  if (name !== before.name && renameByPut === '400') throw badRequest('name', 'Cannot be changed');
  if (before.multiple_values && changes.multiple_values === false) {
    throw badRequest('multiple_values', 'Cannot be changed to false');
  }
  const { label, description, default_value, multiple_values } = { ...before, ...changes };
  const widened = multiple_values && !before.multiple_values && changes.default_value === undefined;
  const kept = widened ? asList(before.default_value) : default_value;
  const after = { ...before, label, description, multiple_values, default_value: kept };
  return { ...after, default_value: storeDefault(after) };
}
