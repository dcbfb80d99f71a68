import { GENERATED, table } from '../markdown.ts';

const FIELDS = ['Field', 'Definition', 'Type', 'Required'];

const OPTIONS = [['Request Type', 'The HTTP method: POST for an action, GET for the lists.', 'Dropdown', 'TRUE']];
const INPUTS = [
  ['Relative URL', 'The route with its leading slash, for example `/v1/actions/get-job`.', 'Text', 'TRUE'],
  ['Query', 'Not used by any route.', 'Object', 'FALSE'],
  ['Headers', 'Further headers, such as `Idempotency-Key`; neither authorization nor content type.', 'Object', 'FALSE'],
  ['Body', 'The fields of the action; an empty object for none.', 'Object', 'FALSE'],
];
const OUTPUTS = [
  ['Status Code', '200, or 202 while the work goes on as a job.', 'Number'],
  ['Headers', 'The headers of the answer; `x-request-id` finds the call in the log.', 'Object'],
  ['Body', 'The outputs of the action.', 'Object'],
];

/** connector/cards/custom-api-action.md: the card for every route that has none of its own. */
export const customApiActionPage = (version: string): string => `${GENERATED}
# Custom API Action

Calls any action of the connector, with its fields as one object.

- Group: Connection
- Connector version: ${version}
- Scopes of the connection: those of the action that is called

## Options

${table(FIELDS, OPTIONS)}

## Input

${table(FIELDS, INPUTS)}

## Output

${table(FIELDS.slice(0, 3), OUTPUTS)}

[actions.md](../../docs/actions.md) lists the actions with their fields, [errors.md](../../docs/errors.md) what they can
fail with. Nothing here streams: long lists come in pages with \`nextCursor\`, which is empty at the end.
`;
