import { ERROR_CODES, type ErrorCode, type ErrorKind } from '../../src/errors/error-codes.ts';
import type { AnyAction } from './action-modules.ts';
import type { Component } from './components.ts';
import { pascalCase } from './naming.ts';
import { propertiesOf } from './subschemas.ts';

const hasOutput = (code: ErrorCode): boolean => {
  const kind: ErrorKind = ERROR_CODES[code];
  return kind.withOutput ?? false;
};

/** The codes of an action whose body also has the fields of its output. */
export const codesWithOutput = ({ throws }: AnyAction): ErrorCode[] => throws.filter(hasOutput);

/** The name of the component that describes such a body. */
export const failureName = ({ name }: AnyAction): string => `${pascalCase(name)}Failure`;

/** The fields of an error, always there, and those of the output, there with some codes; the error's count. */
function failureComponent(action: AnyAction, components: ReadonlyMap<string, Component>): Component {
  const error = components.get('ErrorBody');
  const output = components.get(`${pascalCase(action.name)}Output`);
  if (!error || !output) throw new Error(`the failure of ${action.name} lacks a schema`);
  const schema = {
    ...error.schema,
    title: `${action.title} failure`,
    description: `An error; with ${codesWithOutput(action).join(', ')} also the fields of the output.`,
    properties: Object.fromEntries([...propertiesOf(output.schema), ...propertiesOf(error.schema)]),
  };
  return { name: failureName(action), schema, aliasOf: undefined };
}

/** The bodies of failures with an output, for each action that has such a code. */
export const failureComponents = (
  actions: readonly AnyAction[],
  components: ReadonlyMap<string, Component>,
): Component[] =>
  actions.filter((action) => codesWithOutput(action).length > 0).map((action) => failureComponent(action, components));
