import { callFlow } from '../cards/calls.ts';
import { assign, get } from '../cards/objects.ts';
import { returnValues } from '../cards/return-values.ts';
import { type EventType, userAddedToGroup, userRemovedFromGroup } from '../catalogue/okta-events.ts';
import { eventFlowOn, type Flow, helperFlow } from '../flow.ts';
import type { Pack } from '../pack.ts';
import { alert } from './alert.ts';
import { ask } from './ask.ts';
import { callConnector } from './call-connector.ts';
import { connectorErrors } from './connector-errors.ts';
import { EXAMPLE_ADDRESS } from './example-address.ts';

/** Both flows ask it, so that the address stands in one place. */
const configuration = helperFlow('Configuration', 'The address of your connector.', {}, () => {
  const settings = assign('Configuration', { baseUrl: EXAMPLE_ADDRESS });
  return [settings, returnValues({ baseUrl: settings.out('baseUrl') })];
});

/** The event says who and which group; what follows from it is the policy's to say, by what Okta holds then. */
const syncOn = (flow: string, description: string, type: EventType): Flow =>
  eventFlowOn(flow, description, type, (event) => {
    const userId = get('User ID', event.out('Okta User'), 'ID');
    const settings = callFlow('Read Configuration', configuration, {});
    const synced = ask({
      flow,
      baseUrl: settings.out('baseUrl'),
      action: 'sync-user',
      body: { oktaUserId: userId.out('output'), whenBusy: 'queue' },
      // Okta assigns people to Omni before it makes them there: their assignment has a flow of its own.
      expectedCode: 'USER_NOT_FOUND',
    });
    return [userId, settings, synced.steps];
  });

export const syncOnGroupChange: Pack = {
  name: 'sync_on_group_change',
  title: 'Omni: Sync When Group Membership Changes',
  description: 'Brings a user in Omni to what the policy says when they join or leave a group in Okta.',
  flows: [
    syncOn('Sync When Added to Group', 'Syncs a user who was added to a group in Okta.', userAddedToGroup),
    syncOn('Sync When Removed from Group', 'Syncs a user who was removed from a group in Okta.', userRemovedFromGroup),
    configuration,
    callConnector,
    alert,
  ],
  tables: [connectorErrors],
  steps: [
    'The connector needs its Okta settings (docs/okta.md) and a policy whose values come from groups (docs/policy.md); the connection needs the scope `okta.setup`.',
  ],
  use: [
    'Add a test user to a group of the policy: some seconds after Okta has sent the event the value is in Omni.',
    "A change of any group starts a flow: where many change, the connector's event hook takes fewer requests (docs/hook.md).",
    'Users whom Okta does not assign to Omni are passed over. What comes while Omni has no time becomes a job of the connector.',
  ],
};
