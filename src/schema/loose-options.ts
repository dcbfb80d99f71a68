import { type JsonSchema, resolvedSchema, schemaFiles, validatorOfPart } from './validator.ts';

/** A JSON object as it came. */
type Body = Readonly<Record<string, unknown>>;
/** Reads one option; gives back what it cannot read, for the schema to refuse. */
type Read = (given: unknown) => unknown;

/** What a card without an entry for the field would have sent. */
const LEFT_OUT = Symbol('left out');
/** The one option whose loss turns a look into a write. */
const DRY_RUN = 'common.json#/$defs/dryRun';

const TRUTH: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
]);
/** What Number writes back as it stood: nothing is rounded, and a blank is no 0. */
const asNumber: Read = (given) => {
  const number = typeof given === 'string' ? Number(given) : Number.NaN;
  return Number.isFinite(number) && String(number) === given ? number : given;
};
const asTruth: Read = (given) => TRUTH.get(given) ?? given;
const asText: Read = (given) => given;

/** How a form is read; undefined for what is no option, but a user's values or a list. */
function formOf(schema: JsonSchema): Read | undefined {
  switch (resolvedSchema(schema).type) {
    case 'boolean':
      return asTruth;
    case 'integer':
    case 'number':
      return asNumber;
    case 'string':
      return asText;
    default:
      return undefined;
  }
}

function readerOf(schema: JsonSchema, isRequired: boolean): Read | undefined {
  const read = formOf(schema);
  if (!read) return undefined;
  const fits = validatorOfPart(schema);
  const mayBeLeftOut = !isRequired && schema.$ref !== DRY_RUN;
  return (given) => {
    if (given !== null && given !== '') return read(given);
    // An empty text that the schema takes means something, such as "no description".
    if (fits('')) return '';
    return mayBeLeftOut ? LEFT_OUT : given;
  };
}

/**
 * Reads the options of an action in the forms in which Workflows may hand them over: numbers and truth as exact text,
 * null for an empty text (all published exports have looseBooleans, looseNulls and looseStrings on). An optional option
 * that is null or an empty text counts as left out, which is what an empty field of a card means; `dryRun` never does.
 * Nothing is guessed: what is not exactly that stays as it is, and the schema refuses it. Users' values and lists are
 * not options.
 *
 * @param file for example `push-users.input.json`
 * @returns gives back the same object where there was nothing to read
 */
export function looseOptions(file: string): (body: unknown) => unknown {
  const { properties = {}, required = [] } = schemaFiles.get(file) ?? {};
  const readers = Object.entries(properties as Record<string, JsonSchema>).flatMap(([field, schema]) => {
    const read = readerOf(schema, (required as readonly string[]).includes(field));
    return read ? [[field, read] as const] : [];
  });
  return (body) => {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
    const given = body as Body;
    const changed = readers.flatMap(([field, read]) => {
      if (!Object.hasOwn(given, field)) return [];
      const value = read(given[field]);
      return Object.is(value, given[field]) ? [] : [[field, value] as const];
    });
    if (changed.length === 0) return body;
    const entries = Object.entries({ ...given, ...Object.fromEntries(changed) });
    return Object.fromEntries(entries.filter(([, value]) => value !== LEFT_OUT));
  };
}
