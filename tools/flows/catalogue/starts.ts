import { type CardType, kernelCard, OPEN, side } from '../card-type.ts';
import { contextField, type Field } from '../field.ts';
import type { Json } from '../shape.ts';

const HELP = 'Start a Flow that executes on-demand, i.e. called by another Flow or via the Invoke API.';

const body = { type: 'object', reserved: {}, extensible: true };
const headers = { type: 'object', reserved: { 'Content-Type': 'string' }, extensible: true };
const CALL_GROUPS = { body, headers, query: body };

const text = { type: 'string', collection: false };
const CALLER: Json = { id: text, method: text, name: text, execution_id: text };
const FAILURE: Json = { message: text, method: text, flo: { type: 'number', collection: false }, execution: text };

const executionId = contextField('execution_id', 'string', { displayname: 'Execution ID' });

/** The card that most flows begin with; what it is called by decides its fields and rules. */
function callable(title: string, outputGroups: Json | undefined, fields: readonly Field[], rules?: Json): CardType {
  const open = rules ? { extensible: true, rules } : OPEN;
  return kernelCard('control:callable', title, HELP, {
    model: { mirrored: true, timeout: 30000 },
    inputs: side({ ...open, groupRules: CALL_GROUPS }, ...fields),
    outputs: side({ ...open, ...(outputGroups ? { groupRules: outputGroups } : {}) }, ...fields),
    mirrored: true,
  });
}

const CLOSED = { extensible: false };

export const helperFlow = callable('Helper Flow', { context: CLOSED }, [
  contextField('index', 'number', { displayname: 'Index' }),
  contextField('parent', 'object', { displayname: 'Caller', collapsed: true }, CALLER),
  contextField('error', 'object', { displayname: 'Error', collapsed: true }, FAILURE),
  executionId,
]);

export const scheduledFlow = callable('Scheduled Flow', { context: CLOSED, null: CLOSED }, [
  // Exports write the name with this blank at its end.
  contextField('execution_time', 'string', { displayname: 'Current Time ' }),
  executionId,
]);

/** The first card of a flow inside a card. */
export const inlinedFlow = callable('Helper Flow', undefined, []);

/** The first card of the flow that runs after an error: it is handed the error. */
export const errorFlow = callable('Helper Flow', undefined, [
  contextField('error', 'object', { displayname: 'Error' }, FAILURE),
]);

/** The first card of the flow inside an event's loop; the fields of the event are added to it. */
export const eventFlow = callable('Event', { context: CLOSED, '*': CLOSED, null: CLOSED }, [executionId], {
  '*': { collection: false },
});
