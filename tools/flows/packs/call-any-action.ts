import { assign } from '../cards/objects.ts';
import { comment } from '../cards/other-cards.ts';
import { helperFlow } from '../flow.ts';
import type { Pack } from '../pack.ts';
import { alert } from './alert.ts';
import { connectorCall } from './call-connector.ts';
import { connectorErrors } from './connector-errors.ts';
import { EXAMPLE_ADDRESS } from './example-address.ts';

const NAME = 'Call Any Action';

const anyAction = helperFlow(
  NAME,
  'Calls the action named, with the body given. For flows of your own, with Call Flow.',
  { action: 'string', body: 'object' },
  (start) => {
    const settings = assign('Configuration', { baseUrl: EXAMPLE_ADDRESS });
    return [
      comment('docs/actions.md lists the actions, what they take and what they answer.'),
      settings,
      ...connectorCall({
        baseUrl: settings.out('baseUrl'),
        flow: NAME,
        action: start.out('action'),
        body: start.out('body'),
        expectedCode: 'none',
      }),
    ];
  },
);

export const callAnyAction: Pack = {
  name: 'call_any_action',
  title: 'Omni: Call Any Action',
  description: 'One helper flow through which any other flow can call any action of the connector.',
  flows: [anyAction, alert],
  tables: [connectorErrors],
  steps: [],
  use: [
    'In a flow of your own add **Call Flow**, choose **Call Any Action**, and give it `action`, for example `read-user`, and `body`, an object.',
    'Look at `ok` first: when it is false, `code`, `message` and `fix` say why; when it is true, `body` is the answer.',
  ],
};
