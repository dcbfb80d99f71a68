import { propertiesOf } from '../../tools/generate/subschemas.ts';
import { answerOf, type OpenApiDocument, operationsOf } from './document.ts';
import { type Body, bodiesOf, type Field, fieldsOf } from './fields.ts';
import { schemaCheck } from './schema-check.ts';

/** A rule beyond OpenAPI's own: what Okta's import, its cards and the people who read the document need. */
export interface LintRule {
  readonly says: string;
  /** The places that break it. */
  readonly find: (document: OpenApiDocument) => string[];
}

const BARE_LISTS: ReadonlySet<string> = new Set(['/v1/options/attributes', '/v1/fields/values']);
/** The fixed fields of the Schema Object that we use: https://spec.openapis.org/oas/v3.0.3#schema-object */
const KEYWORDS: ReadonlySet<string> = new Set([
  ...['title', 'description', 'type', 'format', 'enum', 'default', 'example', 'required', 'properties', 'items'],
  ...['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'minItems', 'maxItems', 'uniqueItems'],
  ...['additionalProperties', 'minProperties', 'maxProperties'],
]);
const TYPES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', undefined]);

const ofSide = (document: OpenApiDocument, ...sides: Body['side'][]): Body[] =>
  bodiesOf(document).filter(({ side }) => sides.includes(side));
const fields = (document: OpenApiDocument, ...sides: Body['side'][]): Field[] =>
  ofSide(document, ...sides).flatMap((body) => fieldsOf(document, body));
const places = (found: readonly { place: string }[]): string[] => [...new Set(found.map(({ place }) => place))];
const isSentence = (text: unknown): boolean => typeof text === 'string' && /^\S.*\.$/.test(text);
const isPlainName = (name: string): boolean => /^[A-Za-z][A-Za-z0-9_-]*$/.test(name);

const plainNames = (document: OpenApiDocument): string[] => {
  const { schemas, responses, parameters, headers, securitySchemes } = document.components;
  const components = [schemas, responses, parameters, headers, securitySchemes].flatMap((one) => Object.keys(one));
  const sent = Object.values(parameters).map(({ name }) => name);
  const keys = fields(document, 'input', 'answer', 'error').flatMap(({ schema }) =>
    propertiesOf(schema).map(([name]) => name),
  );
  return [...new Set([...components, ...sent, ...keys])].filter((name) => !isPlainName(name));
};

const noBareLists = (document: OpenApiDocument): string[] =>
  bodiesOf(document)
    .filter((body) => fieldsOf(document, body)[0]?.schema.type === 'array' && !BARE_LISTS.has(body.path))
    .map(({ place }) => place);

const described = (document: OpenApiDocument): string[] =>
  places(
    fields(document, 'input', 'answer', 'error').filter(
      ({ schema, kind }) => !isSentence(schema.description) || (kind !== 'root' && typeof schema.title !== 'string'),
    ),
  );

const exemplified = (document: OpenApiDocument): string[] =>
  places(
    fields(document, 'input', 'answer', 'error').filter(
      ({ schema, kind }) => kind === 'field' && !('example' in schema) && !schema.properties,
    ),
  );

/** The uses of each attribute are a list in a list by the contract; flows take the answer as a whole into a table. */
const USES = /\/report-usage 20[02]:\.\w+\[\]\.uses\[\]\./;

const shallow = (document: OpenApiDocument): string[] =>
  places(fields(document, 'answer', 'error').filter(({ depth }) => depth > 2)).filter((place) => !USES.test(place));

const complete = (document: OpenApiDocument): string[] =>
  places(
    ofSide(document, 'answer').flatMap((body) =>
      fieldsOf(document, body).filter(({ schema: { properties, required } }) =>
        Object.keys(properties ?? {}).some((name) => ![required].flat().includes(name)),
      ),
    ),
  );

const closed = (document: OpenApiDocument): string[] =>
  places(
    fields(document, 'input', 'answer', 'error').filter(
      ({ schema }) => schema.properties && schema.additionalProperties !== false,
    ),
  );

const oldKeywords = (document: OpenApiDocument): string[] =>
  places(
    fields(document, 'input', 'answer', 'error').filter(
      ({ schema }) => Object.keys(schema).some((keyword) => !KEYWORDS.has(keyword)) || !TYPES.has(schema.type),
    ),
  );

const loneReferences = (document: OpenApiDocument): string[] =>
  [...JSON.stringify(document).matchAll(/\{[^{}]*"\$ref":"([^"]*)"[^{}]*\}/g)].flatMap(([text, target = '']) =>
    Object.keys(JSON.parse(text)).length > 1 ? [target] : [],
  );

const operations = (document: OpenApiDocument): string[] => {
  const ids = operationsOf(document).map(([, { operationId }]) => operationId);
  const tags = new Map(document.tags.map(({ name, description }) => [name, description]));
  return operationsOf(document)
    .filter(
      ([, { operationId, summary, tags: own }]) =>
        !/^[a-z][A-Za-z]*$/.test(operationId) ||
        ids.indexOf(operationId) !== ids.lastIndexOf(operationId) ||
        !summary ||
        own.length !== 1 ||
        !own.every((tag) => isSentence(tags.get(tag))),
    )
    .map(([place]) => place);
};

const errorsWithExamples = (document: OpenApiDocument): string[] =>
  operationsOf(document).flatMap(([place, { responses, security }]) =>
    Object.entries(responses)
      .filter(([status, answer]) => {
        const [media] = Object.values(answerOf(document, answer).content ?? {});
        return (
          Number(status) >= 400 && security.length > 0 && (media?.example as { code?: string })?.code === undefined
        );
      })
      .map(([status]) => `${place} ${status}`),
  );

const truthfulExamples = (document: OpenApiDocument): string[] => {
  const check = schemaCheck(document);
  const media = bodiesOf(document).filter(
    ({ media: { schema, example } }) => example !== undefined && check(schema, example).length > 0,
  );
  const inFields = fields(document, 'input', 'answer', 'error').filter(
    ({ schema }) => 'example' in schema && check(schema, schema.example).length > 0,
  );
  return places([...media, ...inFields]);
};

const knownScopes = (document: OpenApiDocument): string[] => {
  const { scopes } = document.components.securitySchemes.oauth2.flows.clientCredentials;
  return operationsOf(document)
    .filter(([, { security }]) => security.some(({ oauth2 }) => !oauth2?.every((scope) => scope in scopes)))
    .map(([place]) => place);
};

const used = (document: OpenApiDocument): string[] => {
  const text = JSON.stringify(document);
  const { securitySchemes, ...referable } = document.components;
  return Object.entries(referable)
    .flatMap(([kind, components]) => Object.keys(components).map((name) => `#/components/${kind}/${name}`))
    .filter((pointer) => !text.includes(`"${pointer}"`));
};

export const LINT_RULES = {
  plainNames: { says: 'no name holds a dot or a colon, which a flow could not pick by a path', find: plainNames },
  noBareLists: { says: 'bodies are objects, but for the two lists of Connector Builder', find: noBareLists },
  described: { says: 'every field has a title and a sentence', find: described },
  exemplified: { says: 'every field has an example', find: exemplified },
  shallow: { says: 'answers are nested two levels deep at most', find: shallow },
  complete: { says: 'answers always have every field', find: complete },
  closed: { says: 'objects with fields have no others', find: closed },
  oldKeywords: {
    says: 'schemas use the keywords and types of OpenAPI 3.0 only, and no choice between schemas',
    find: oldKeywords,
  },
  loneReferences: { says: 'nothing stands beside a reference, where it would be ignored', find: loneReferences },
  operations: { says: 'every operation has an id of its own, a summary and a tag that is described', find: operations },
  errorsWithExamples: { says: 'every error of a call with a token has an example', find: errorsWithExamples },
  truthfulExamples: { says: 'every example fits its schema', find: truthfulExamples },
  knownScopes: { says: 'every scope asked for is declared', find: knownScopes },
  used: { says: 'every component is used', find: used },
} as const satisfies Record<string, LintRule>;
