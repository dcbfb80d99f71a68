import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Body, BodyName } from './bodies.ts';
import { BODY_SCHEMAS } from './body-schemas.ts';
import { badRequest } from './omni-error.ts';

// Compiled at the first use and kept for the process: the schemas never change, and a double must be cheap to make.
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
ajv.addSchema({ $id: 'omni', components: { schemas: BODY_SCHEMAS } });

/** The field and the problem, in Omni's words; never holds a value. */
function describe({ keyword, instancePath, params, message }: ErrorObject): [field: string, problem: string] {
  const path = instancePath.split('/').slice(1);
  if (keyword === 'required') return [[...path, params.missingProperty].join('.'), 'Required'];
  return [path.join('.') || 'body', keyword === 'anyOf' ? 'Invalid input' : (message ?? 'Invalid')];
}

/**
 * The body, proven to have the published shape.
 * @throws OmniError 400 `Bad Request: <field>: <problem>`
 */
export function checkBody<Name extends BodyName>(name: Name, body: unknown): Body<Name> {
  if (body === undefined) throw badRequest('body', 'Required');
  const validate = ajv.getSchema(`omni#/components/schemas/${name}`);
  if (!validate) throw new RangeError(`No schema ${name}`);
  if (validate(body)) return body as Body<Name>;
  const error = validate.errors?.at(-1); // after the errors of the branches comes the one of anyOf itself
  throw error ? badRequest(...describe(error)) : badRequest('body', 'Invalid');
}
