import type { JsonSchema } from '../../src/schema/validator.ts';
import { isSchema, propertiesOf } from '../../tools/generate/subschemas.ts';
import { answerOf, type Media, type OpenApiDocument, operationsOf } from './document.ts';

/** One schema inside a body: where it is, and how many fields lead to it. */
export interface Field {
  /** For example `post /v1/actions/read-user 200: valueList[].reference`. */
  readonly place: string;
  readonly depth: number;
  readonly kind: 'root' | 'field' | 'entry' | 'value';
  readonly schema: JsonSchema;
}

/** A body that the document describes. */
export interface Body {
  readonly place: string;
  readonly path: string;
  readonly side: 'input' | 'answer' | 'error';
  readonly media: Media;
}

const sideOf = (status: string): Body['side'] => (Number(status) < 300 ? 'answer' : 'error');
const inJson = (content: Record<string, Media> | undefined): Media[] => Object.values(content ?? {});

/** Every body of every operation. */
export function bodiesOf(document: OpenApiDocument): Body[] {
  return operationsOf(document).flatMap(([place, operation, path]) => [
    ...inJson(operation.requestBody?.content).map((media): Body => ({ place, path, side: 'input', media })),
    ...Object.entries(operation.responses).flatMap(([status, answer]) =>
      inJson(answerOf(document, answer).content).map(
        (media): Body => ({ place: `${place} ${status}`, path, side: sideOf(status), media }),
      ),
    ),
  ]);
}

/** A schema itself, whether it stands in place or among the components. */
function schemaOf(document: OpenApiDocument, schema: JsonSchema): JsonSchema {
  if (typeof schema.$ref !== 'string') return schema;
  const target = document.components.schemas[schema.$ref.slice('#/components/schemas/'.length)];
  if (!target) throw new Error(`${schema.$ref} leads nowhere`);
  return target;
}

function* inside(document: OpenApiDocument, field: Field): Generator<Field> {
  const schema = schemaOf(document, field.schema);
  const { place, depth } = field;
  yield { ...field, schema };
  for (const [name, property] of propertiesOf(schema)) {
    yield* inside(document, { place: `${place}.${name}`, depth: depth + 1, kind: 'field', schema: property });
  }
  const { items, additionalProperties } = schema;
  if (isSchema(items)) yield* inside(document, { place: `${place}[]`, depth, kind: 'entry', schema: items });
  if (isSchema(additionalProperties)) {
    yield* inside(document, { place: `${place}.*`, depth, kind: 'value', schema: additionalProperties });
  }
}

/** Every schema at or below the root of a body, references followed. */
export const fieldsOf = (document: OpenApiDocument, { place, media }: Body): Field[] => [
  ...inside(document, { place: `${place}:`, depth: 0, kind: 'root', schema: media.schema }),
];
