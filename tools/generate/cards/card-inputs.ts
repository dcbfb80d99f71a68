import { type JsonSchema, schemaFiles } from '../../../src/schema/validator.ts';
import type { AnyAction } from '../action-modules.ts';
import { DYNAMIC_ROUTES, type DynamicRoute } from '../dynamic-routes.ts';
import { PARAMETER_COMPONENTS } from '../openapi-operations.ts';
import { propertiesOf } from '../subschemas.ts';
import type { CardInput, CardOption, CardPart, DynamicSource } from './card.ts';
import { cardField } from './card-field.ts';

const REFERENCE = 'common.json#/$defs/reference';
const VALUES = 'common.json#/$defs/values';

/** What an admin fills in, and where the flow behind the card puts it. */
export interface CardForm {
  readonly options: readonly CardOption[];
  readonly inputs: readonly CardInput[];
  readonly body: readonly CardPart[];
  readonly headers: readonly CardPart[];
}

interface Field {
  readonly key: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  /** The shared part that it is, undisguised by words of its own. */
  readonly part: unknown;
}

function sourceFor(purpose: DynamicRoute['purpose']): DynamicSource {
  const route = DYNAMIC_ROUTES.find((one) => one.purpose === purpose);
  if (!route) throw new Error(`no dynamic route for ${purpose}`);
  return { relativeUrl: route.path, requestMethod: 'GET' };
}

const isOption = ({ schema, part }: Field): boolean => part === REFERENCE || Array.isArray(schema.enum);

function option({ key, schema, required, part }: Field): CardOption {
  const field = { ...cardField(key, schema), required };
  return part === REFERENCE
    ? { ...field, kind: 'Dynamic dropdown', choices: [], standard: '', source: sourceFor('dropdown') }
    : {
        ...field,
        kind: 'Dropdown',
        choices: [schema.enum].flat().map(String),
        standard: String(schema.default ?? ''),
        source: null,
      };
}

function input({ key, schema, required, part }: Field): CardInput {
  const field = { ...cardField(key, schema), required };
  if (part === VALUES) return { group: 'Values', ...field, kind: 'Dynamic fields', source: sourceFor('fields') };
  return { group: required ? 'Input' : 'More settings', ...field, kind: 'Text Field', source: null };
}

const { name: KEY_HEADER, description, schema: KEY_SCHEMA } = PARAMETER_COMPONENTS.IdempotencyKey;
const KEY_INPUT = input({
  key: KEY_HEADER,
  schema: { title: 'Idempotency key', description, ...KEY_SCHEMA },
  required: false,
  part: undefined,
});

/** An undisguised part is a reference and nothing beside it. */
function partsOf({ name }: AnyAction): ReadonlyMap<string, unknown> {
  const own = schemaFiles.get(`${name}.input.json`) ?? {};
  return new Map(
    propertiesOf(own).map(([key, { $ref, ...words }]) => [key, Object.keys(words).length === 0 ? $ref : undefined]),
  );
}

/**
 * The options and inputs of a card. What has fixed choices is chosen while the flow is designed, and so is a reference,
 * since a dynamic dropdown is an option; everything else is filled while the flow runs.
 *
 * @param schema the action's input, without references
 */
export function cardForm(action: AnyAction, schema: JsonSchema): CardForm {
  const required = new Set([schema.required].flat());
  const parts = partsOf(action);
  const fields = propertiesOf(schema).map(([key, property]) => ({
    key,
    schema: property,
    required: required.has(key),
    part: parts.get(key),
  }));
  const options = fields.filter(isOption).map(option);
  const ownInputs = fields.filter((field) => !isOption(field)).map(input);
  const writes = action.effect === 'write';
  return {
    options,
    inputs: writes ? [...ownInputs, KEY_INPUT] : ownInputs,
    body: fields.map(({ key, schema: { title }, required: always }) => ({
      name: key,
      from: String(title),
      omitWhenEmpty: !always,
    })),
    headers: writes ? [{ name: KEY_HEADER, from: KEY_INPUT.label, omitWhenEmpty: true }] : [],
  };
}
