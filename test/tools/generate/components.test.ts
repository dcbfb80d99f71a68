import { describe, expect, test } from '@jest/globals';
import type { JsonSchema } from '../../../src/schema/validator.ts';
import { componentsOf, inlined } from '../../../tools/generate/components.ts';
import { typesFile } from '../../../tools/generate/types-file.ts';

const label = { title: 'Label', description: 'A label.', type: 'string' };
const part = {
  title: 'Part',
  description: 'A part.',
  type: 'object',
  properties: { label: { $ref: '#/$defs/label' } },
};

const files = (input: JsonSchema): ReadonlyMap<string, JsonSchema> =>
  new Map<string, JsonSchema>([
    ['common.json', { $defs: { label, part } }],
    ['do-it.input.json', input],
    ['document.schema.json', { type: 'object' }],
  ]);

const doIt = (label: JsonSchema, part: JsonSchema): JsonSchema => ({
  description: 'Input.',
  type: 'object',
  properties: { label, part },
  required: ['part'],
  additionalProperties: false,
});
const labelRef = { $ref: 'common.json#/$defs/label' };
const partRef = { $ref: 'common.json#/$defs/part' };

describe('the components', () => {
  test('are the schemas of calls and the shared parts that have a shape', () => {
    expect([...componentsOf(files(doIt(labelRef, partRef))).keys()]).toEqual(['DoItInput', 'Part']);
  });

  test('are a schema and the parts that it keeps to itself', () => {
    const own = { ...doIt(labelRef, { $ref: '#/$defs/inner' }), $defs: { inner: { ...part, properties: {} } } };
    const components = componentsOf(files(own));
    expect([...components.keys()]).toEqual(['DoItInput', 'Inner', 'Part']);
    expect(components.get('DoItInput')?.schema).not.toHaveProperty('$defs');
  });

  test('hold simple shared parts in place and refer to the others', () => {
    const { schema } = componentsOf(files(doIt(labelRef, partRef))).get('DoItInput') ?? {};
    expect(schema?.properties).toEqual({ label, part: { $ref: '#/components/schemas/Part' } });
  });

  test('hold a shared part in place when it has words of its own', () => {
    const own = { ...partRef, description: 'This one.' };
    const { schema } = componentsOf(files(doIt(labelRef, own))).get('DoItInput') ?? {};
    expect(schema).toMatchObject({ properties: { part: { title: 'Part', description: 'This one.', type: 'object' } } });
  });

  test('know a schema that is another name of a shared part', () => {
    const components = componentsOf(files({ description: 'The part.', ...partRef }));
    expect(components.get('DoItInput')).toMatchObject({ aliasOf: 'Part', schema: { properties: { label } } });
  });

  test('can be written without any reference', () => {
    const components = componentsOf(files(doIt(labelRef, partRef)));
    const schema = inlined(components, components.get('DoItInput')?.schema ?? {});
    expect(schema).toMatchObject({ properties: { part: { properties: { label } } } });
  });

  test('are refused when a reference leads nowhere', () => {
    const lost = doIt({ $ref: 'common.json#/$defs/lable' }, partRef);
    expect(() => componentsOf(files(lost))).toThrow('common.json#/$defs/lable leads nowhere');
  });
});

describe('the types', () => {
  test('declare each component once, with the words of the schema', async () => {
    const text = await typesFile(componentsOf(files(doIt(labelRef, partRef))));
    expect(text.match(/export \w+ \w+/g)).toEqual(['export interface DoItInput', 'export interface Part']);
    expect(text).toContain('* A label.');
  });

  test('make a field optional unless the schema requires it', async () => {
    const text = await typesFile(componentsOf(files(doIt(labelRef, partRef))));
    expect(text).toMatch(/label\?: string;[\s\S]* part: Part;/);
  });

  test('give a second name to a shared part without repeating it', async () => {
    const text = await typesFile(componentsOf(files({ description: 'The part.', ...partRef })));
    expect(text).toContain('export type DoItInput = Part;');
  });
});
