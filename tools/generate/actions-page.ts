import { scopesOf } from '../../src/actions/action.ts';
import { ERROR_CODES, type ErrorCode, type ErrorKind } from '../../src/errors/error-codes.ts';
import { COMMON_ERRORS } from './action-errors.ts';
import type { AnyAction } from './action-modules.ts';
import { type Component, inlined } from './components.ts';
import { fieldRows } from './field-rows.ts';
import { code, codes, GENERATED, jsonBlock, plain, table } from './markdown.ts';
import { pascalCase } from './naming.ts';

type Components = ReadonlyMap<string, Component>;

function fieldTable(components: Components, name: string): string {
  const component = components.get(name);
  if (!component) throw new Error(`there is no schema for ${name}`);
  const rows = fieldRows(inlined(components, component.schema));
  if (rows.length === 0) return 'No fields: send `{}`.';
  return table(
    ['Field', 'Type', 'Required', 'Limits', 'Description'],
    rows.map(({ path, type, required, limits, description }) => [
      code(path),
      type,
      required ? 'yes' : 'no',
      limits,
      plain(description),
    ]),
  );
}

function errorLine(error: ErrorCode): string {
  const { status, withOutput }: ErrorKind = ERROR_CODES[error];
  return `- ${status} ${code(error)}${withOutput ? ', with the fields of the output as well' : ''}`;
}

const actionSection = (components: Components, action: AnyAction): string => `## ${action.title}

${plain(action.description)}

- Route: ${code(`POST /v1/actions/${action.name}`)}
- Scope: ${scopesOf(action).map(code).join(' and ') || 'any valid token'}
- Effect: ${action.effect}${action.accepted ? '\n- Answer: 200, or 202 while the work goes on as a job' : ''}

### Input of ${code(action.name)}

${fieldTable(components, `${pascalCase(action.name)}Input`)}

${jsonBlock(action.example.input)}

### Output of ${code(action.name)}

${fieldTable(components, `${pascalCase(action.name)}Output`)}

${jsonBlock(action.example.output)}

### Errors of ${code(action.name)}

${action.throws.length > 0 ? action.throws.map(errorLine).join('\n') : 'None of its own.'}`;

const commonErrors = COMMON_ERRORS.map(({ of, codes: common }) => `- ${of}: ${codes(common)}`).join('\n');

/** docs/actions.md: every action with its fields, an example and its errors. */
export const actionsPage = (actions: readonly AnyAction[], components: Components): string => `${GENERATED}
# Actions

Each is called with an access token in \`Authorization: Bearer <token>\` and one JSON object as \`application/json\`.
A field that is not listed here is refused. Every field of an answer is always there.

## Errors of all actions

${commonErrors}

[errors.md](errors.md) says what each means and what to do.

${actions.map((action) => actionSection(components, action)).join('\n\n')}
`;
