import type { ErrorObject } from 'ajv';
import { shownText } from '../base/shown-text.ts';
import type { ErrorDetail } from '../errors/connector-error.ts';
import { LOST_NUMBER } from '../push/decimal.ts';
import { invisibleIn } from '../push/invisible.ts';
import { nearest } from '../push/nearest.ts';
import { type JsonSchema, resolvedSchema, schemaFiles, shallowCheck, validatorOfPart } from './validator.ts';

const MAX_DETAILS = 20;
const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};
/** Rules about how much there is: where one of them is broken, nobody looks at what there is. */
const COUNTS: ReadonlySet<string> = new Set(['maxItems', 'maxProperties']);

/** Rules about the form of a text. */
const FORMS: ReadonlySet<string> = new Set(['pattern', 'format', 'enum']);

/** A part of a schema, ready to say what is wrong with a value. */
interface Part {
  readonly schema: JsonSchema;
  readonly properties: Readonly<Record<string, JsonSchema>>;
  /** What the entries of a list or of a map are like. */
  readonly entry: JsonSchema | undefined;
  readonly fits: (value: unknown) => boolean;
  readonly keyFits: (key: string) => boolean;
  readonly failedRules: (value: unknown) => readonly ErrorObject[];
}

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;

/** Compiled when something is wrong for the first time. */
const parts = new WeakMap<JsonSchema, Part>();

function partOf(schema: JsonSchema): Part {
  const known = parts.get(schema);
  if (known) return known;
  const resolved = resolvedSchema(schema);
  const { items, additionalProperties, propertyNames, properties } = resolved;
  const part: Part = {
    schema: resolved,
    properties: (properties ?? {}) as Part['properties'],
    entry: [items, additionalProperties].find(isSchema),
    fits: validatorOfPart(schema),
    keyFits: isSchema(propertyNames) ? validatorOfPart(propertyNames) : () => true,
    failedRules: shallowCheck(resolved),
  };
  parts.set(schema, part);
  return part;
}

const asList = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

/** One step of a JSON pointer: RFC 6901, section 3. */
export const pointerStep = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

function unknownField(field: string, known: readonly string[], path: string): ErrorDetail {
  const candidate = nearest(field, known);
  const hint = candidate ? ` (did you mean ${candidate}?)` : '';
  return { path: path + pointerStep(shownText(field)), message: `is not a known field${hint}` };
}

/** A description is a sentence; the one that it becomes a part of has a full stop of its own. */
const withoutStop = (text: unknown): string => String(text).replace(/\.$/, '');

function violation({ keyword, params, message }: ErrorObject, { description }: JsonSchema): string {
  switch (keyword) {
    case 'type':
      return `must be ${asList(params.type)
        .map((type) => TYPE_NAMES[type] ?? type)
        .join(' or ')}`;
    case 'enum':
      return `must be one of ${asList(params.allowedValues).join(', ')}`;
    case 'pattern':
    case 'format':
      return `does not have the right form: ${withoutStop(description ?? params.pattern ?? params.format)}`;
    default:
      return message ?? `breaks the rule ${keyword}`;
  }
}

/** One failed rule in words that an admin understands; never the value itself. */
function detailOf(error: ErrorObject, schema: JsonSchema, path: string): ErrorDetail {
  if (error.keyword === 'required') return { path: `${path}/${error.params.missingProperty}`, message: 'is missing' };
  return { path, message: violation(error, schema) };
}

function* problemsInside(part: Part, value: object, path: string): Generator<ErrorDetail> {
  const { properties, entry, keyFits } = part;
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) if (entry) yield* problemsIn(entry, one, `${path}/${index}`);
    return;
  }
  const known = Object.keys(properties);
  const given = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(given)) {
    const schema = Object.hasOwn(properties, key) ? properties[key] : entry;
    if (!schema) yield unknownField(key, known, path);
    else if (keyFits(key)) yield* problemsIn(schema, given[key], path + pointerStep(key));
    else yield { path, message: `has the key "${shownText(key)}", which no reference can be` };
  }
}

/** What is wrong with a value, one after the other: who asks for twenty causes the work for twenty. */
function* problemsIn(schema: JsonSchema, value: unknown, path: string): Generator<ErrorDetail> {
  const part = partOf(schema);
  // The entries of a list are checked one by one below.
  if (!Array.isArray(value) && part.fits(value)) return;
  if (value === LOST_NUMBER) {
    yield { path, message: 'is a number with more digits than JSON carries unrounded' };
    return;
  }
  const failed = part.failedRules(value);
  const isOfWrongForm = typeof value === 'string' && failed.some(({ keyword }) => FORMS.has(keyword));
  const character = isOfWrongForm ? invisibleIn(value) : undefined;
  if (character !== undefined) {
    // The text looks as it should: what else is said of its form would only confuse.
    yield { path, message: `holds ${character}, which nobody sees` };
    return;
  }
  for (const error of failed) yield detailOf(error, part.schema, path);
  const isWrongKind = failed.some(({ keyword }) => keyword === 'type' || COUNTS.has(keyword));
  if (typeof value === 'object' && value !== null && !isWrongKind) yield* problemsInside(part, value, path);
}

/**
 * The wrong parts of a value, each by its place, at most twenty: the twenty-first is not looked for.
 *
 * @param file the schema, for example `set-user-values.input.json`
 */
export function problemsOf(file: string, value: unknown): ErrorDetail[] {
  const schema = schemaFiles.get(file);
  if (!schema) throw new Error(`schemas/${file} is missing`);
  const details: ErrorDetail[] = [];
  for (const detail of problemsIn(schema, value, '')) {
    details.push(detail);
    if (details.length === MAX_DETAILS) break;
  }
  return details;
}
