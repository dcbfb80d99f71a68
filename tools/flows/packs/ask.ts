import type { ErrorCode } from '../../../src/errors/error-codes.ts';
import { actionFields } from '../action-fields.ts';
import { Output, type Step, shapeIn, type Value } from '../card.ts';
import { callFlow } from '../cards/calls.ts';
import { construct, pick } from '../cards/objects.ts';
import { FlowError, type FlowPlace } from '../flow-error.ts';
import { conversion, type Shape } from '../shape.ts';
import { callConnector } from './call-connector.ts';

/** No code of the connector: every failure is news. */
const NONE_EXPECTED = 'none';

interface Question {
  readonly flow: string;
  readonly baseUrl: Output;
  readonly action: string;
  readonly body: Readonly<Record<string, Value>>;
  /** Fields of the answer to take out; those of an object inside as `guard.tripped`. */
  readonly take?: readonly string[];
  readonly expectedCode?: ErrorCode | Output;
}

interface Answer {
  readonly steps: readonly Step[];
  /** Whether the connector answered; otherwise `problem` says more. */
  readonly ok: Output;
  readonly body: Output;
  /** `code`, `message`, `fix` or `requestId` of a call that failed. */
  problem(field: 'code' | 'message' | 'fix' | 'requestId'): Output;
  /** A field of the answer that was taken. */
  out(field: string): Output;
}

function checkBody(place: FlowPlace, { action, body }: Question): Record<string, Shape> {
  const fields = actionFields(action, 'input', place);
  for (const [field, { required }] of fields) {
    if (required && !field.includes('.') && !(field in body))
      throw new FlowError({ ...place, field }, `${action} needs it.`);
  }
  const shapes = Object.entries(body).map(([field, value]): [string, Shape] => {
    const known = fields.get(field);
    if (!known) throw new FlowError({ ...place, field }, `${action} takes no such field.`);
    const given = shapeIn(value);
    const wanted = known.shape ?? given;
    if (conversion(given, wanted) === undefined) {
      throw new FlowError({ ...place, field }, `${action} takes ${wanted}, and ${given} is not converted into that.`);
    }
    if (!(value instanceof Output) && known.choices && !known.choices.includes(value)) {
      throw new FlowError({ ...place, field }, `${action} takes only ${known.choices.join(', ')}.`);
    }
    return [field, wanted];
  });
  return Object.fromEntries(shapes);
}

/**
 * The types of fields of an answer. @throws FlowError when the answer has no such field
 *
 * @param entriesOf a list of the answer whose entries have the fields
 */
export function answerShapes(
  place: FlowPlace,
  action: string,
  names: readonly string[],
  entriesOf?: string,
): Record<string, Shape> {
  const fields = actionFields(action, 'output', place);
  return Object.fromEntries(
    names.map((field) => {
      const shape = fields.get(entriesOf ? `${entriesOf}.${field}` : field)?.shape;
      if (!shape) throw new FlowError({ ...place, field }, `the answer of ${action} has no such field.`);
      return [field, shape];
    }),
  );
}

/**
 * Asks the connector for an action: its body, the call, and the fields wanted of the answer.
 * Body and answer are checked against the action's schemas, so that a renamed field fails here.
 *
 * @throws FlowError naming the flow, the card and the field
 */
export function ask(question: Question): Answer {
  const { flow, baseUrl, action, expectedCode = NONE_EXPECTED } = question;
  const bodyTitle = `Body of ${action}`;
  const shapes = checkBody({ flow, card: bodyTitle }, question);
  const body = construct(bodyTitle, question.body, shapes);
  const call = callFlow(`Ask ${action}`, callConnector, {
    baseUrl,
    flow,
    action,
    body: body.out('output'),
    expectedCode,
  });
  const answerTitle = `Answer of ${action}`;
  const takenShapes = answerShapes({ flow, card: answerTitle }, action, question.take ?? []);
  const taken = pick(answerTitle, call.out('body'), takenShapes);
  return {
    steps: question.take ? [body, call, taken] : [body, call],
    ok: call.out('ok'),
    body: call.out('body'),
    problem: (field) => call.out(field),
    out: (field) => taken.out(field),
  };
}
