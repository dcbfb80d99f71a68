import { describe, expect, test } from '@jest/globals';
import { openapi } from '../../tools/generate/openapi.ts';
import { readPackageFacts } from '../../tools/generate/package-facts.ts';
import { components, sampleAction, schemaPairs } from '../tools/generate/sample-actions.ts';
import { deliveredDocument, type OpenApiDocument, type Operation } from './document.ts';
import { LINT_RULES } from './lint-rules.ts';

const made = (): OpenApiDocument =>
  openapi(
    schemaPairs.map((name, index) => sampleAction(name, { effect: index % 2 === 0 ? 'read' : 'write' })),
    components,
    readPackageFacts(),
  ) as unknown as OpenApiDocument;

const rules = Object.entries(LINT_RULES).map(([name, rule]) => ({ name: name as keyof typeof LINT_RULES, ...rule }));

describe.each([
  ['as delivered', deliveredDocument()],
  ['made for every pair of schemas', made()],
])('in the OpenAPI document %s', (_, document) => {
  test.each(rules)('$says', ({ find }) => {
    expect(find(document)).toEqual([]);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: the document is spoiled on purpose, in ways that its types forbid
type Spoilable = any;

const pingOf = (document: OpenApiDocument): Operation => {
  const operation = document.paths['/v1/actions/ping']?.post;
  if (!operation) throw new Error('the document lacks ping');
  return operation;
};

interface Spoiled {
  readonly how: string;
  readonly rule: keyof typeof LINT_RULES;
  readonly spoil: (schemas: Spoilable, ping: Spoilable, document: Spoilable) => void;
  readonly place: string;
}

const PING = 'post /v1/actions/ping';
const field = (more: object): object => ({
  title: 'Some',
  description: 'Some.',
  type: 'string',
  example: 'x',
  ...more,
});

const SPOILED: readonly Spoiled[] = [
  {
    how: 'a key with a dot',
    rule: 'plainNames',
    spoil: ({ PingOutput }) => Object.assign(PingOutput.properties, { 'a.b': field({}) }),
    place: 'a.b',
  },
  {
    how: 'a key that is a urn',
    rule: 'plainNames',
    spoil: ({ PingInput }) => Object.assign(PingInput.properties, { 'urn:omni': field({}) }),
    place: 'urn:omni',
  },
  {
    how: 'a component with a dot',
    rule: 'plainNames',
    spoil: (schemas) => Object.assign(schemas, { 'Ping.Output': schemas.PingOutput }),
    place: 'Ping.Output',
  },
  {
    how: 'a parameter with a dot',
    rule: 'plainNames',
    spoil: (_, __, { components: { parameters } }) => Object.assign(parameters.RequestId, { name: 'request.id' }),
    place: 'request.id',
  },
  {
    how: 'an answer that is a list',
    rule: 'noBareLists',
    spoil: (schemas) => Object.assign(schemas, { PingOutput: { type: 'array', items: schemas.PingOutput } }),
    place: `${PING} 200`,
  },
  {
    how: 'a field without words',
    rule: 'described',
    spoil: ({ PingOutput }) => delete PingOutput.properties.ok.description,
    place: `${PING} 200:.ok`,
  },
  {
    how: 'a field without a title',
    rule: 'described',
    spoil: ({ PingOutput }) => delete PingOutput.properties.ok.title,
    place: `${PING} 200:.ok`,
  },
  {
    how: 'a field without an example',
    rule: 'exemplified',
    spoil: ({ PingOutput }) => delete PingOutput.properties.ok.example,
    place: `${PING} 200:.ok`,
  },
  {
    how: 'an answer three levels deep',
    rule: 'shallow',
    spoil: ({ PingOutput }) => {
      const inner = field({ type: 'object', properties: { c: field({}) } });
      PingOutput.properties.a = field({ type: 'array', items: field({ type: 'object', properties: { b: inner } }) });
    },
    place: `${PING} 200:.a[].b.c`,
  },
  {
    how: 'a field that is not always there',
    rule: 'complete',
    spoil: ({ PingOutput }) => PingOutput.required.pop(),
    place: `${PING} 200:`,
  },
  {
    how: 'an object that takes other fields too',
    rule: 'closed',
    spoil: ({ PingInput }) => delete PingInput.additionalProperties,
    place: `${PING}:`,
  },
  ...['const', 'examples', 'oneOf', 'anyOf', 'allOf', 'not', '$defs', 'propertyNames', 'exclusiveMinimum', 'if'].map(
    (keyword): Spoiled => ({
      how: `the keyword ${keyword}`,
      rule: 'oldKeywords',
      spoil: ({ PingOutput }) => Object.assign(PingOutput.properties.ok, { [keyword]: [] }),
      place: `${PING} 200:.ok`,
    }),
  ),
  {
    how: 'a field with two types',
    rule: 'oldKeywords',
    spoil: ({ PingOutput }) => Object.assign(PingOutput.properties.ok, { type: ['boolean', 'null'] }),
    place: `${PING} 200:.ok`,
  },
  {
    how: 'a field of the type null',
    rule: 'oldKeywords',
    spoil: ({ PingOutput }) => Object.assign(PingOutput.properties.ok, { type: 'null' }),
    place: `${PING} 200:.ok`,
  },
  {
    how: 'words beside a reference',
    rule: 'loneReferences',
    spoil: (_, ping) => Object.assign(ping.requestBody.content['application/json'].schema, { description: 'Lost.' }),
    place: '#/components/schemas/PingInput',
  },
  {
    how: 'an id that another operation has',
    rule: 'operations',
    spoil: (_, ping) => Object.assign(ping, { operationId: 'readUser' }),
    place: PING,
  },
  { how: 'no summary', rule: 'operations', spoil: (_, ping) => Object.assign(ping, { summary: '' }), place: PING },
  { how: 'no tag', rule: 'operations', spoil: (_, ping) => Object.assign(ping, { tags: [] }), place: PING },
  {
    how: 'a tag that nothing describes',
    rule: 'operations',
    spoil: (_, ping) => Object.assign(ping, { tags: ['Odds and ends'] }),
    place: PING,
  },
  {
    how: 'an error without an example',
    rule: 'errorsWithExamples',
    spoil: (_, __, { components: { responses } }) => delete responses.BadRequest.content['application/json'].example,
    place: `${PING} 400`,
  },
  {
    how: 'an example of a body that does not fit',
    rule: 'truthfulExamples',
    spoil: (_, ping) => Object.assign(ping.responses[200].content['application/json'].example, { ok: 'yes' }),
    place: `${PING} 200`,
  },
  {
    how: 'an example of a field that does not fit',
    rule: 'truthfulExamples',
    spoil: ({ PingOutput }) => Object.assign(PingOutput.properties.omniKeyCount, { example: -1 }),
    place: `${PING} 200:.omniKeyCount`,
  },
  {
    how: 'a scope that is not declared',
    rule: 'knownScopes',
    spoil: (_, ping) => Object.assign(ping, { security: [{ oauth2: ['omni.everything'] }] }),
    place: PING,
  },
  {
    how: 'a component that nothing uses',
    rule: 'used',
    spoil: (schemas) => Object.assign(schemas, { Forgotten: field({}) }),
    place: '#/components/schemas/Forgotten',
  },
];

test.each(SPOILED)('the rule $rule finds $how', ({ rule, spoil, place }) => {
  const document = structuredClone(deliveredDocument());
  spoil(document.components.schemas, pingOf(document), document);
  expect(LINT_RULES[rule].find(document)).toContain(place);
});

test('every rule is shown to find something', () => {
  expect(new Set(SPOILED.map(({ rule }) => rule))).toEqual(new Set(Object.keys(LINT_RULES)));
});
