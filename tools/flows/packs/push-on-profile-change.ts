import { outs } from '../card.ts';
import { get } from '../cards/objects.ts';
import { profileUpdated } from '../catalogue/okta-events.ts';
import { eventFlowOn } from '../flow.ts';
import type { Pack } from '../pack.ts';
import { alert } from './alert.ts';
import { callConnector } from './call-connector.ts';
import { CONFIGURATION_STEPS, configurationFlow } from './configuration.ts';
import { connectorErrors } from './connector-errors.ts';
import { pushOrSync, SYNC_SETTING, SYNC_STEP } from './push-or-sync.ts';
import { readForUser, WHEN_NOT_READ } from './read-for-user.ts';

const NAME = 'Push on Profile Change';

const configuration = configurationFlow({ emptyText: 'clear', ...SYNC_SETTING });

/**
 * The event says who, not what: the profile is read afterwards. UUID and Date and Time are those of the event itself;
 * Event ID and Event Time belong to its delivery.
 * https://help.okta.com/wf/en-us/content/topics/workflows/connector-reference/okta/events/oktauserprofileupdated.htm
 */
const push = eventFlowOn(
  NAME,
  'Pushes the values of a user whose Okta profile has changed.',
  profileUpdated,
  (event) => {
    const userId = get('User ID', event.out('Okta User'), 'ID');
    const settings = readForUser({ flow: NAME, configuration, userId: userId.out('output') });
    const [eventId, eventTime] = outs(event, 'UUID', 'Date and Time');
    const written = pushOrSync({
      flow: NAME,
      settings,
      userId: userId.out('output'),
      eventId,
      eventTime,
      // Profiles of people without Omni change too.
      expectedCode: 'USER_NOT_FOUND',
    });
    return [userId, settings.steps, written.steps];
  },
);

export const pushOnProfileChange: Pack = {
  name: 'push_on_profile_change',
  title: 'Omni: Push on Profile Change',
  description: "Pushes a user's values to Omni when their Okta profile changes.",
  flows: [push, configuration, callConnector, alert],
  tables: [connectorErrors],
  steps: [...CONFIGURATION_STEPS, SYNC_STEP],
  use: [
    'Change a mapped attribute of a test user in Okta: when Okta has sent the event, the value is in Omni. Users who are not in Omni are passed over.',
    WHEN_NOT_READ,
  ],
};
