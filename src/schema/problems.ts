import type { ErrorObject } from 'ajv';
import type { ErrorDetail } from '../errors/connector-error.ts';
import { nearest } from '../push/nearest.ts';

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

const asList = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

/** One step of a JSON pointer: RFC 6901, section 3. */
export const pointerStep = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

function unknownField(error: ErrorObject): ErrorDetail {
  const field = String(error.params.additionalProperty);
  const candidate = nearest(field, Object.keys(error.parentSchema?.properties ?? {}));
  const hint = candidate ? ` (did you mean ${candidate}?)` : '';
  return { path: error.instancePath + pointerStep(field), message: `is not a known field${hint}` };
}

/** A description is a sentence; the one that it becomes a part of has a full stop of its own. */
const withoutStop = (text: unknown): string => String(text).replace(/\.$/, '');

function violation(error: ErrorObject): string {
  const { keyword, params, parentSchema } = error;
  switch (keyword) {
    case 'type':
      return `must be ${asList(params.type)
        .map((type) => TYPE_NAMES[type] ?? type)
        .join(' or ')}`;
    case 'enum':
      return `must be one of ${asList(params.allowedValues).join(', ')}`;
    case 'pattern':
    case 'format':
      return `does not have the right form: ${withoutStop(parentSchema?.description ?? params.pattern ?? params.format)}`;
    default:
      return error.message ?? `breaks the rule ${keyword}`;
  }
}

/** One failed rule in words that an admin understands; never the value itself. */
function detailOf(error: ErrorObject): ErrorDetail | undefined {
  const { keyword, params, instancePath } = error;
  if (keyword === 'additionalProperties') return unknownField(error);
  if (keyword === 'required') return { path: `${instancePath}/${params.missingProperty}`, message: 'is missing' };
  if (keyword === 'propertyNames') {
    return {
      path: instancePath,
      message: `has the key ${JSON.stringify(params.propertyName)}, which no reference can be`,
    };
  }
  // The rule behind a failed propertyNames is reported by propertyNames itself.
  if (error.propertyName !== undefined) return undefined;
  return { path: instancePath, message: violation(error) };
}

/** The wrong inputs of a request, each by its place, at most twenty. */
export function problemsOf(errors: readonly ErrorObject[]): ErrorDetail[] {
  return errors.flatMap((error) => detailOf(error) ?? []).slice(0, MAX_DETAILS);
}
