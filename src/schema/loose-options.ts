import { type JsonSchema, resolvedSchema, schemaFiles, validatorOfPart } from './validator.ts';

/** A JSON object as it came. */
type Body = Readonly<Record<string, unknown>>;
/** Reads one option; gives back what it cannot read, for the schema to refuse. */
type Read = (given: unknown) => unknown;

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
const asEmptyText: Read = (given) => given ?? '';

function readerOf(file: string, field: string, schema: JsonSchema): Read | undefined {
  switch (resolvedSchema(schema).type) {
    case 'boolean':
      return asTruth;
    case 'integer':
    case 'number':
      return asNumber;
    case 'string':
      return validatorOfPart(file, field)('') ? asEmptyText : undefined;
    default:
      return undefined;
  }
}

/**
 * Reads the options of an action in the forms in which Workflows may hand them over: numbers and truth as exact text,
 * null for an empty text (all published exports have looseBooleans, looseNulls and looseStrings on). Nothing is
 * guessed: what is not exactly that stays as it is, and the schema refuses it. Users' values and lists are not options.
 *
 * @param file for example `push-users.input.json`
 * @returns gives back the same object where there was nothing to read
 */
export function looseOptions(file: string): (body: unknown) => unknown {
  const { properties = {} } = schemaFiles.get(file) ?? {};
  const readers = Object.entries(properties as Record<string, JsonSchema>).flatMap(([field, schema]) => {
    const read = readerOf(file, field, schema);
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
    return changed.length === 0 ? body : { ...given, ...Object.fromEntries(changed) };
  };
}
