import { assign } from '../cards/objects.ts';
import { comment } from '../cards/other-cards.ts';
import { returnValues } from '../cards/return-values.ts';
import { helperFlow } from '../flow.ts';
import type { Pack } from '../pack.ts';
import { alert } from './alert.ts';
import { ask } from './ask.ts';
import { callConnector } from './call-connector.ts';
import { connectorErrors } from './connector-errors.ts';
import { EXAMPLE_ADDRESS } from './example-address.ts';

const NAME = 'Test Connection';

const testConnection = helperFlow(
  NAME,
  'Asks the connector whether it is there and whether Omni takes its key.',
  {},
  () => {
    const settings = assign('Configuration', { baseUrl: EXAMPLE_ADDRESS });
    const ping = ask({
      flow: NAME,
      baseUrl: settings.out('baseUrl'),
      action: 'ping',
      body: {},
      take: ['message', 'version', 'omniInstance', 'omniOrgRole', 'canManageAttributes'],
    });
    return [
      comment(
        'Write the address of your connector into the card Configuration, choose the connection, and click Test.',
      ),
      settings,
      ping.steps,
      returnValues({
        ok: ping.ok,
        message: ping.out('message'),
        version: ping.out('version'),
        omniInstance: ping.out('omniInstance'),
        omniOrgRole: ping.out('omniOrgRole'),
        canManageAttributes: ping.out('canManageAttributes'),
        errorCode: ping.problem('code'),
        errorMessage: ping.problem('message'),
        fix: ping.problem('fix'),
      }),
    ];
  },
);

export const connectionTest: Pack = {
  name: 'connection_test',
  title: 'Omni: Connection Test',
  description: 'Shows whether Okta Workflows reaches the connector, and the connector Omni.',
  flows: [testConnection, callConnector, alert],
  tables: [connectorErrors],
  steps: [],
  use: ['Open **Test Connection** and click **Test**: `ok` is true, or `errorMessage` and `fix` say what to do.'],
};
