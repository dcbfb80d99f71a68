import type { ErrorCode } from '../../error-codes.ts';
import { type HelperFlow, outs } from '../card.ts';
import { callFlow, callFlowAsync, wait } from '../cards/calls.ts';
import { assignIf, continueIf } from '../cards/decisions.ts';
import { get } from '../cards/objects.ts';
import { add } from '../cards/other-cards.ts';
import { type EventType, userAssigned, userDeactivated, userUnassigned } from '../catalogue/okta-events.ts';
import { eventFlowOn, type Flow, helperFlow } from '../flow.ts';
import type { Pack } from '../pack.ts';
import { alert } from './alert.ts';
import { ask } from './ask.ts';
import { callConnector } from './call-connector.ts';
import { configurationFlow } from './configuration.ts';
import { connectorErrors } from './connector-errors.ts';

const NOT_THERE: ErrorCode = 'USER_NOT_FOUND';
/** Okta makes the user in Omni while this event is on its way; after ten minutes something else is wrong. */
const ROUNDS = 10;

const configuration = configurationFlow({ emptyText: 'clear', references: ['blob_entity'] });

const PUSH = 'Push Assigned User';

const pushAssigned: HelperFlow = helperFlow(
  PUSH,
  'Waits a minute, pushes the values, and starts itself again while Omni does not have the user yet.',
  { userId: 'string', eventId: 'string', eventTime: 'string', round: 'number' },
  (start, self) => {
    const [userId, eventId, eventTime, round] = outs(start, 'userId', 'eventId', 'eventTime', 'round');
    const settings = callFlow('Read Configuration', configuration, { userId });
    const expectedCode = assignIf('In the Last Round Say So', [round, '<', ROUNDS], NOT_THERE, 'none').out('output');
    const [baseUrl, userName, values, emptyText] = outs(settings, 'baseUrl', 'userName', 'values', 'emptyText');
    const body = { userName, values, emptyText, eventId, eventTime };
    const written = ask({ flow: PUSH, baseUrl, action: 'set-user-values', body, expectedCode });
    const nextRound = add('Next Round', round, 1);
    return [
      wait('Pause', 1, 'minute'),
      settings,
      expectedCode.card,
      written.steps,
      continueIf('Not There Yet', [written.problem('code'), '==', NOT_THERE], 'The push has ended.'),
      continueIf('Not Too Often', [round, '<', ROUNDS], 'The user did not appear in Omni.'),
      nextRound,
      callFlowAsync('Try Again', self, { userId, eventId, eventTime, round: nextRound.out('output') }),
    ];
  },
);

const assigned = eventFlowOn(
  'Push When Assigned',
  'Pushes the values of a user who was assigned to the Omni app.',
  userAssigned,
  (event) => {
    const userId = get('User ID', event.out('Okta User'), 'ID');
    const [eventId, eventTime] = outs(event, 'UUID', 'Date and Time');
    const pushed = { userId: userId.out('output'), eventId, eventTime, round: 1 };
    return [userId, callFlowAsync('Push', pushAssigned, pushed)];
  },
);

const clearOn = (flow: string, description: string, type: EventType): Flow =>
  eventFlowOn(flow, description, type, (event) => {
    const userId = get('User ID', event.out('Okta User'), 'ID');
    const settings = callFlow('Read Configuration', configuration, { userId: userId.out('output') });
    const [baseUrl, userName, references] = outs(settings, 'baseUrl', 'userName', 'references');
    const [eventId, eventTime] = outs(event, 'UUID', 'Date and Time');
    const body = { userName, references, eventId, eventTime };
    const cleared = ask({ flow, baseUrl, action: 'clear-user-values', body, expectedCode: NOT_THERE });
    return [userId, settings, cleared.steps];
  });

export const pushOnAssignment: Pack = {
  name: 'push_on_assignment',
  title: 'Omni: Push on Assignment',
  description:
    'Pushes values when a user is assigned to Omni, and clears them when they are unassigned or deactivated.',
  flows: [
    assigned,
    clearOn(
      'Clear When Unassigned',
      'Clears the values of a user who was unassigned from the Omni app.',
      userUnassigned,
    ),
    clearOn('Clear When Deactivated', 'Clears the values of a user who was deactivated in Okta.', userDeactivated),
    pushAssigned,
    configuration,
    callConnector,
    alert,
  ],
  tables: [connectorErrors],
  steps: [
    'In **Configuration**, `references` of the card Configuration names what is cleared: the same references as in the card Mapping.',
    'In **Push When Assigned** and **Clear When Unassigned** choose your Omni app in the options of the first card.',
    'Of the flows that start by themselves switch on only those that you want; nothing else clears values.',
  ],
};
