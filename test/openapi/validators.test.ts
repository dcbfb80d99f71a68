import { describe, expect, test } from '@jest/globals';
import { validate } from '@readme/openapi-parser';
import { Validator } from '@seriousme/openapi-schema-validator';
import { deliveredDocument, type OpenApiDocument } from './document.ts';

interface Verdict {
  readonly valid: boolean;
  readonly reason: string;
}

/** Two that have no code in common. */
const VALIDATORS: readonly { name: string; judge: (document: OpenApiDocument) => Promise<Verdict> }[] = [
  {
    name: '@readme/openapi-parser',
    async judge(document) {
      const result = await validate(structuredClone(document) as never);
      return { valid: result.valid, reason: JSON.stringify(result) };
    },
  },
  {
    name: '@seriousme/openapi-schema-validator',
    async judge(document) {
      const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)));
      return { valid, reason: JSON.stringify(errors) };
    },
  },
];

describe.each(VALIDATORS)('$name', ({ judge }) => {
  test('finds the document valid', async () => {
    const { valid, reason } = await judge(deliveredDocument());
    expect({ valid, reason }).toMatchObject({ valid: true });
  });

  test.each<[string, (document: OpenApiDocument) => void]>([
    ['an answer without a description', (document) => Object.assign(document.components.responses, { BadRequest: {} })],
    [
      'a keyword of a later version',
      ({ components: { schemas } }) => Object.assign(schemas.PingOutput ?? {}, { const: 1 }),
    ],
    ['no paths', (document) => Reflect.deleteProperty(document, 'paths')],
  ])('finds a document with %s invalid', async (_, spoil) => {
    const document = deliveredDocument();
    spoil(document);
    expect(await judge(document)).toMatchObject({ valid: false });
  });
});

test('the document is of the version that Okta documents for its import', () => {
  expect(deliveredDocument().openapi).toBe('3.0.3');
});
