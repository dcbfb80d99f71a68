import { expect, test } from '@jest/globals';
import { openapiSchema } from '../../../tools/generate/openapi-schema.ts';

test('the first of several examples becomes the example', () => {
  expect(openapiSchema({ type: 'string', examples: ['emea', 'apac'] })).toEqual({ type: 'string', example: 'emea' });
});

test('an empty list of required fields, which OpenAPI 3.0 forbids, is left out', () => {
  expect(openapiSchema({ type: 'object', properties: {}, required: [] })).toEqual({ type: 'object', properties: {} });
});

test('a schema with several types becomes words and an example', () => {
  const schema = {
    title: 'Value',
    description: 'A value.',
    type: ['string', 'number'],
    maxLength: 9,
    examples: ['emea'],
  };
  expect(openapiSchema(schema)).toEqual({ title: 'Value', description: 'A value.', example: 'emea' });
});

test('the same is done at every depth', () => {
  const schema = { type: 'array', items: { type: 'object', properties: { size: { type: 'integer', examples: [1] } } } };
  expect(openapiSchema(schema)).toEqual({
    type: 'array',
    items: { type: 'object', properties: { size: { type: 'integer', example: 1 } } },
  });
});

test('a field that is named like a keyword stays a field', () => {
  const schema = { type: 'object', properties: { examples: { type: 'string', examples: ['x'] } } };
  expect(openapiSchema(schema)).toEqual({ type: 'object', properties: { examples: { type: 'string', example: 'x' } } });
});

test('a keyword that would be lost is refused', () => {
  expect(() => openapiSchema({ if: {}, type: 'string' })).toThrow('if cannot be said');
});
