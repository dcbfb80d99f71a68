import { type JsonSchema, schemaFiles } from '../../src/schema/validator.ts';
import { FlowError, type FlowPlace } from './flow-error.ts';
import type { Shape } from './shape.ts';

/** A field of an action. */
interface ActionField {
  /** Its type in a flow; undefined for one that takes several. */
  readonly shape: Shape | undefined;
  readonly required: boolean;
  /** The only values that it takes; undefined for any. */
  readonly choices: readonly unknown[] | undefined;
}

/** A schema, and the file that its references begin at. */
interface Located {
  readonly schema: JsonSchema;
  readonly file: string;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  object: 'object',
};

/** Follows references such as `common.json#/$defs/rows`; those inside a file leave the file's name out. */
function resolve({ schema, file }: Located): Located {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return { schema, file };
  const [name = '', part = ''] = $ref.split('#/$defs/');
  const target = name || file;
  const parts = schemaFiles.get(target)?.$defs as Readonly<Record<string, JsonSchema>> | undefined;
  const found = resolve({ schema: parts?.[part] ?? {}, file: target });
  return { ...found, schema: { ...found.schema, ...schema, $ref: undefined } };
}

const entryOf = ({ schema, file }: Located): Located => ({ schema: (schema.items ?? {}) as JsonSchema, file });

function shapeOf(property: Located): Shape | undefined {
  const resolved = resolve(property);
  const { type } = resolved.schema;
  if (type !== 'array') return typeof type === 'string' ? SHAPES[type] : undefined;
  const entry = shapeOf(entryOf(resolved));
  return entry && (`${entry}[]` as Shape);
}

/** The fields inside: of an object itself, or of the entries of a list. */
function fieldsOf(located: Located): [name: string, field: ActionField][] {
  const resolved = resolve(located);
  const { schema, file } = resolved;
  if (schema.type === 'array') return fieldsOf(entryOf(resolved));
  const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>);
  const required = new Set((schema.required ?? []) as readonly string[]);
  return properties.flatMap(([name, property]): [string, ActionField][] => {
    const own = { schema: property, file };
    const choices = resolve(own).schema.enum as readonly unknown[] | undefined;
    const inner = fieldsOf(own).map(([key, field]): [string, ActionField] => [`${name}.${key}`, field]);
    return [[name, { shape: shapeOf(own), required: required.has(name), choices }], ...inner];
  });
}

/**
 * The fields of an action's body or answer as its schema has them now; those of an object inside as `guard.tripped`,
 * those of the entries of a list as `rows.kind`.
 *
 * @throws FlowError when there is no such action
 */
export function actionFields(
  action: string,
  side: 'input' | 'output',
  place: FlowPlace,
): ReadonlyMap<string, ActionField> {
  const file = `${action}.${side}.json`;
  const schema = schemaFiles.get(file);
  if (!schema) throw new FlowError(place, `there is no action "${action}": schemas/${file} is missing.`);
  return new Map(fieldsOf({ schema, file }));
}
