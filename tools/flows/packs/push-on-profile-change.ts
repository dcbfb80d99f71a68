import type { ErrorCode } from '../../../src/errors/error-codes.ts';
import { outs } from '../card.ts';
import { continueIf } from '../cards/decisions.ts';
import { get } from '../cards/objects.ts';
import { now } from '../cards/other-cards.ts';
import { createRow, searchRows } from '../cards/table-cards.ts';
import { listLength } from '../cards/texts.ts';
import { profileUpdated } from '../catalogue/okta-events.ts';
import { eventFlowOn } from '../flow.ts';
import type { Pack } from '../pack.ts';
import type { Table } from '../table.ts';
import { alert } from './alert.ts';
import { callConnector } from './call-connector.ts';
import { CONFIGURATION_STEPS, configurationFlow } from './configuration.ts';
import { connectorErrors } from './connector-errors.ts';
import { pushOrSync, SYNC_SETTING, SYNC_STEP } from './push-or-sync.ts';
import { readForUser, WHEN_NOT_READ } from './read-for-user.ts';

const NAME = 'Push on Profile Change';
const NOT_THERE: ErrorCode = 'USER_NOT_FOUND';

/** Whose name Omni does not have: people without Omni, or everybody where the name is not the one that Omni knows. */
const passedOver: Table = {
  name: 'Passed Over',
  description:
    'Users whose profile has changed and whom Omni does not have under this name, each once, since the time in the row.',
  columns: { Since: 'str', 'User ID': 'str', 'User Name': 'str' },
};

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
      expectedCode: NOT_THERE,
    });
    const known = searchRows('Noted Before?', passedOver, {
      where: { column: 'User ID', equals: userId.out('output') },
      sortBy: 'Since',
      limit: 1,
      offset: 0,
    });
    const rows = listLength('Rows of the User', known.out('Rows'));
    const time = now();
    return [
      userId,
      settings.steps,
      written.steps,
      continueIf('Not in Omni', [written.code, '==', NOT_THERE], 'The push has ended.'),
      known,
      rows,
      continueIf('Not Noted Yet', [rows.out('length'), '==', 0], 'The user is in Passed Over already.'),
      time,
      createRow('Note', passedOver, {
        Since: time.out('iso'),
        'User ID': userId.out('output'),
        'User Name': settings.out('userName'),
      }),
    ];
  },
);

export const pushOnProfileChange: Pack = {
  name: 'push_on_profile_change',
  title: 'Omni: Push on Profile Change',
  description: "Pushes a user's values to Omni when their Okta profile changes.",
  flows: [push, configuration, callConnector, alert],
  tables: [connectorErrors, passedOver],
  steps: [...CONFIGURATION_STEPS, SYNC_STEP],
  use: [
    'Change a mapped attribute of a test user in Okta: when Okta has sent the event, the value is in Omni. Users who are not in Omni are passed over.',
    'Whoever is passed over has one row in **Passed Over**, with the name that was looked for: as many rows, as many people. Rows of people who do have Omni mean that their name there is another one: see **Read User** in **Configuration**.',
    WHEN_NOT_READ,
  ],
};
