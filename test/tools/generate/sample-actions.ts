import { schemaFiles } from '../../../src/schema/validator.ts';
import type { AnyAction } from '../../../tools/generate/action-modules.ts';
import { componentsOf, inlined } from '../../../tools/generate/components.ts';
import { exampleOf } from '../../../tools/generate/example-of.ts';
import { pascalCase } from '../../../tools/generate/naming.ts';

export const components = componentsOf(schemaFiles);

const exampleFor = (name: string): object => {
  const component = components.get(name);
  if (!component) throw new Error(`no component ${name}`);
  return Object(exampleOf(inlined(components, component.schema)));
};

/** An action as the generators see it; its schemas have to exist. */
export const sampleAction = (name: string, changes: Partial<AnyAction> = {}): AnyAction => ({
  name,
  title: pascalCase(name),
  description: 'Does what a test needs.',
  group: 'Users',
  scope: 'omni.values.read',
  effect: 'read',
  omniRequests: 1,
  throws: ['USER_NOT_FOUND'],
  example: { input: exampleFor(`${pascalCase(name)}Input`), output: exampleFor(`${pascalCase(name)}Output`) },
  run: () => Promise.reject(new Error('is only described')),
  ...changes,
});

/** The names of all pairs of input and output schemas. */
export const schemaPairs: readonly string[] = [...schemaFiles.keys()]
  .filter((file) => file.endsWith('.input.json'))
  .map((file) => file.replace('.input.json', ''));
