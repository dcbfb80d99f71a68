import type { JsonSchema } from '../../../src/schema/validator.ts';
import { limitsOf } from '../field-rows.ts';
import { isSchema, propertiesOf } from '../subschemas.ts';
import type { CardField, CardType } from './card.ts';

const TYPES = {
  string: 'Text',
  number: 'Number',
  integer: 'Number',
  boolean: 'True/False',
  object: 'Object',
} as const;

const plainType = ({ type, format }: JsonSchema): (typeof TYPES)[keyof typeof TYPES] | 'Date & Time' => {
  if (format === 'date-time') return 'Date & Time';
  // A card's field has one type; text is the one that the connector reads as any other.
  const [first] = [type].flat();
  const found = Object.entries(TYPES).find(([name]) => name === first);
  if (!found) throw new Error(`a card has no type for ${JSON.stringify(type)}`);
  return found[1];
};

function typeOf(schema: JsonSchema): CardType {
  if (schema.type !== 'array') return plainType(schema);
  if (!isSchema(schema.items)) throw new Error('a list of a card needs entries');
  return `List of ${plainType(schema.items)}`;
}

/**
 * A field of an action's schema as a card shows it.
 *
 * @param schema without references
 */
export function cardField(key: string, schema: JsonSchema): CardField {
  const inner = isSchema(schema.items) ? schema.items : schema;
  return {
    key,
    label: String(schema.title),
    definition: String(schema.description),
    type: typeOf(schema),
    limits: limitsOf(schema),
    fields: propertiesOf(inner).map(([name, property]) => cardField(name, property)),
  };
}
