import type { JsonSchema } from '../../src/schema/validator.ts';
import { pascalCase } from './naming.ts';
import { isSchema, mapSubschemas } from './subschemas.ts';

/** Where components refer to each other: `#/components/schemas/Attribute`. */
export const COMPONENT_PREFIX = '#/components/schemas/';

/** One named shape. Its references lead to other components only; every other part is written in place. */
export interface Component {
  readonly name: string;
  readonly schema: JsonSchema;
  /** The component that this one is another name of. */
  readonly aliasOf: string | undefined;
}

type SchemaFiles = ReadonlyMap<string, JsonSchema>;

interface Target {
  readonly file: string;
  readonly part: string | undefined;
  readonly schema: JsonSchema;
}

/**
 * A shared part with fields, entries or several types gets a name; a plain text, number or flag is written in place.
 */
const isNamed = ({ part, schema }: Target): boolean =>
  part === undefined || schema.type === 'object' || Array.isArray(schema.type);

function nameOf({ file, part }: Target): string {
  // As a type, `Error` would hide JavaScript's own.
  if (file === 'error.json' && part === undefined) return 'ErrorBody';
  return pascalCase(part ?? file.replace(/\.json$/, ''));
}

/** What a file declares: its shared parts, and itself unless it is a mere collection of parts. */
function targetsOf(file: string, schema: JsonSchema): Target[] {
  const { $defs, ...root } = schema;
  const parts = Object.entries(($defs ?? {}) as Record<string, JsonSchema>).map(([part, shared]) => ({
    file,
    part,
    schema: shared,
  }));
  return 'type' in root || '$ref' in root ? [...parts, { file, part: undefined, schema: root }] : parts;
}

/** Follows a reference of the two forms in use: `common.json#/$defs/label` and, inside that file, `#/$defs/label`. */
function follow(files: SchemaFiles, from: string, reference: string): Target {
  const [, file, part] = /^([\w.-]*)#\/\$defs\/(\w+)$/.exec(reference) ?? [];
  const target = targetsOf(file || from, files.get(file || from) ?? {}).find((one) => one.part === part);
  if (!part || !target) throw new Error(`schemas/${from}: ${reference} leads nowhere`);
  return target;
}

function resolve(files: SchemaFiles, file: string, schema: JsonSchema): JsonSchema {
  const { $schema, $ref, ...own } = schema;
  if (typeof $ref !== 'string') return mapSubschemas(own, (subschema) => resolve(files, file, subschema));
  const target = follow(files, file, $ref);
  const bare = Object.keys(own).length === 0;
  // Beside a reference OpenAPI 3.0 ignores every other keyword, so a part with a title of its own is written in place.
  return bare && isNamed(target)
    ? { $ref: COMPONENT_PREFIX + nameOf(target) }
    : { ...resolve(files, target.file, target.schema), ...own };
}

function componentOf(files: SchemaFiles, target: Target): Component {
  const { $ref } = target.schema;
  const aliasOf = typeof $ref === 'string' ? nameOf(follow(files, target.file, $ref)) : undefined;
  return { name: nameOf(target), schema: resolve(files, target.file, target.schema), aliasOf };
}

/**
 * The schema files as one flat set of named shapes, sorted by name: what types and OpenAPI are made from.
 * Files named `*.schema.json` describe documents, not calls, and are left out.
 *
 * @throws Error when a reference leads nowhere or two shapes have the same name
 */
export function componentsOf(files: SchemaFiles): ReadonlyMap<string, Component> {
  const components = [...files]
    .filter(([file]) => !file.endsWith('.schema.json'))
    .flatMap(([file, schema]) => targetsOf(file, schema))
    .filter(isNamed)
    .map((target) => componentOf(files, target))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const byName = new Map(components.map((component) => [component.name, component]));
  if (byName.size < components.length) throw new Error('two schemas have the same name');
  return byName;
}

/** The schema with every reference to a component replaced by what it leads to. */
export function inlined(components: ReadonlyMap<string, Component>, schema: JsonSchema): JsonSchema {
  const { $ref } = schema;
  const target = typeof $ref === 'string' ? components.get($ref.slice(COMPONENT_PREFIX.length))?.schema : schema;
  if (!isSchema(target)) throw new Error(`${$ref} leads nowhere`);
  return mapSubschemas(target, (subschema) => inlined(components, subschema));
}
