import { ConnectorError } from '../errors/connector-error.ts';
import { looseOptions } from './loose-options.ts';
import { problemsOf } from './problems.ts';
import { trimName } from './trim-name.ts';
import { type JsonSchema, schemaFiles, validatorOf } from './validator.ts';

/** The rows of a push, whose number the operator limits. */
const ROWS = 'common.json#/$defs/rows';

const fieldsOf = (file: string): Readonly<Record<string, JsonSchema>> =>
  (schemaFiles.get(file)?.properties ?? {}) as Readonly<Record<string, JsonSchema>>;

function countRows(input: unknown, limit: number): void {
  const { rows } = (input ?? {}) as { readonly rows?: unknown };
  if (Array.isArray(rows) && rows.length > limit) {
    throw new ConnectorError('ROWS_TOO_MANY', { count: rows.length, limit });
  }
}

/**
 * The input of an action: rows are counted first, then the schema checks it and stops at the first failure, and only
 * then is it said what is wrong, up to twenty details. So the work grows with the limits, never with the mistakes.
 *
 * @param action its name
 * @returns gives back the input that a body holds; throws ConnectorError ROWS_TOO_MANY, or BODY_INVALID naming the
 *   wrong fields
 */
export function inputReader(
  action: string,
  { maxPushRows }: { readonly maxPushRows: number },
): (body: unknown) => unknown {
  const file = `${action}.input.json`;
  const fits = validatorOf(file);
  const readOptions = looseOptions(file);
  const isPush = fieldsOf(file).rows?.$ref === ROWS;
  return (body) => {
    const input = trimName(readOptions(body));
    if (isPush) countRows(input, maxPushRows);
    if (fits(input)) return input;
    const details = problemsOf(file, input);
    const [first] = details;
    const problem = first ? `${first.path || 'the body'} ${first.message}` : 'see details';
    throw new ConnectorError('BODY_INVALID', { action, problem }, details);
  };
}
