import { compile } from 'json-schema-to-typescript';
import type { JsonSchema } from '../../src/schema/validator.ts';
import { COMPONENT_PREFIX, type Component } from './components.ts';
import { mapSubschemas } from './subschemas.ts';

const HEADER = '// Made by `npm run generate` from schemas/*.json. Do not edit.';
const OPTIONS = {
  additionalProperties: false,
  bannerComment: '',
  ignoreMinAndMaxItems: true,
  style: { bracketSpacing: true, printWidth: 120, singleQuote: true },
};

/** Only a component has a title, so that nothing else becomes a type of its own with a number behind its name. */
function withoutTitles(schema: JsonSchema): JsonSchema {
  const { title, $ref, ...rest } = schema;
  // The library's own keyword for "this type is declared already".
  if (typeof $ref === 'string') return { tsType: $ref.slice(COMPONENT_PREFIX.length) };
  return mapSubschemas(rest, withoutTitles);
}

async function declarationOf({ name, schema, aliasOf }: Component): Promise<string> {
  if (aliasOf) return `/**\n * ${schema.description}\n */\nexport type ${name} = ${aliasOf};\n`;
  return compile({ ...withoutTitles(schema), title: name }, name, OPTIONS);
}

/** src/schema/types.ts: the TypeScript type of every component. */
export async function typesFile(components: ReadonlyMap<string, Component>): Promise<string> {
  const declarations = await Promise.all([...components.values()].map(declarationOf));
  return [HEADER, ...declarations].join('\n');
}
