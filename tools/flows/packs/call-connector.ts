import type { Output, Step, Value } from '../card.ts';
import { callFlowAsync } from '../cards/calls.ts';
import { assignIf, ifElse } from '../cards/decisions.ts';
import { ifError } from '../cards/if-error.ts';
import { pick } from '../cards/objects.ts';
import { now, post } from '../cards/other-cards.ts';
import { returnValues } from '../cards/return-values.ts';
import { createRow } from '../cards/table-cards.ts';
import { compose, template } from '../cards/texts.ts';
import { helperFlow } from '../flow.ts';
import { alert } from './alert.ts';
import { connectorErrors } from './connector-errors.ts';

/** What a call of the connector comes to: `ok` and the answer, or what went wrong. */
const RESULT = {
  ok: 'boolean',
  statusCode: 'number',
  body: 'object',
  code: 'string',
  message: 'string',
  fix: 'string',
  requestId: 'string',
} as const;

interface Call {
  readonly baseUrl: Output;
  readonly flow: Value;
  readonly action: Output;
  readonly body: Output;
  /** The code of a failure that is no news here: it is neither recorded nor alerted. */
  readonly expectedCode: Value;
}

/** The error of the API Connector card holds our error body, or says why there is none. */
function recordError(
  error: Output,
  { flow, action, expectedCode }: Call,
): { steps: Step[]; gives: Record<string, Value> } {
  const failure = pick('Failure', error, {
    statusCode: 'number',
    message: 'string',
    'body.code': 'string',
    'body.message': 'string',
    'body.fix': 'string',
    'body.requestId': 'string',
  });
  const said = failure.out('body.message');
  const message = assignIf('Message', [said, 'is empty', ''], failure.out('message'), said);
  const time = now();
  const row = createRow('Record Error', connectorErrors, {
    Time: time.out('iso'),
    Flow: flow,
    Action: action,
    'Status Code': failure.out('statusCode'),
    Code: failure.out('body.code'),
    Message: message.out('output'),
    Fix: failure.out('body.fix'),
    'Request ID': failure.out('body.requestId'),
    Detail: failure.out('message'),
  });
  const tell = callFlowAsync('Alert', alert, { subject: flow, text: message.out('output') });
  const unexpected = ifElse('Is It News?', [failure.out('body.code'), '!=', expectedCode], {
    ifTrue: [time, row, tell],
  });
  return {
    steps: [failure, message, unexpected],
    gives: {
      ok: false,
      statusCode: failure.out('statusCode'),
      body: {},
      code: failure.out('body.code'),
      message: message.out('output'),
      fix: failure.out('body.fix'),
      requestId: failure.out('body.requestId'),
    },
  };
}

/** The cards that call the connector: address, POST with retries, error branch; ends with a Return of the result. */
export function connectorCall(call: Call): Step[] {
  const { baseUrl, action, body } = call;
  const url = compose('Address', template`${baseUrl}/v1/actions/${action}`);
  const answer = post('Ask the Connector', url.out('output'), body);
  const success = {
    ok: true,
    statusCode: answer.out('Status Code'),
    body: answer.out('Body'),
    code: '',
    message: '',
    fix: '',
    requestId: '',
  };
  const result = ifError('Call', RESULT, { steps: [answer], gives: success }, (error) => recordError(error, call));
  return [url, result, returnValues(Object.fromEntries(Object.keys(RESULT).map((key) => [key, result.out(key)])))];
}

/** The flow through which the flows of a pack call the connector: one card to connect, one place for errors. */
export const callConnector = helperFlow(
  'Call Connector',
  'Calls one action of the connector. Records what fails in the table Connector Errors and runs the flow Alert.',
  { baseUrl: 'string', flow: 'string', action: 'string', body: 'object', expectedCode: 'string' },
  (start) =>
    connectorCall({
      baseUrl: start.out('baseUrl'),
      flow: start.out('flow'),
      action: start.out('action'),
      body: start.out('body'),
      expectedCode: start.out('expectedCode'),
    }),
);
