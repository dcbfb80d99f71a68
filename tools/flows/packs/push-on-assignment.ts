import type { ErrorCode } from '../../../src/errors/error-codes.ts';
import { type HelperFlow, outs } from '../card.ts';
import { callFlowAsync, wait } from '../cards/calls.ts';
import { assignIf, continueIf } from '../cards/decisions.ts';
import { get } from '../cards/objects.ts';
import { add } from '../cards/other-cards.ts';
import { type EventType, userAssigned, userDeactivated, userUnassigned } from '../catalogue/okta-events.ts';
import { eventFlowOn, type Flow, helperFlow } from '../flow.ts';
import type { Pack } from '../pack.ts';
import { alert } from './alert.ts';
import { ask } from './ask.ts';
import { callConnector } from './call-connector.ts';
import { CONFIGURATION_STEPS, configurationFlow } from './configuration.ts';
import { connectorErrors } from './connector-errors.ts';
import { pushOrSync, SYNC_SETTING, SYNC_STEP } from './push-or-sync.ts';
import { readForUser, WHEN_NOT_READ } from './read-for-user.ts';

const NOT_THERE: ErrorCode = 'USER_NOT_FOUND';
/** Okta makes the user in Omni while this event is on its way; after ten minutes something else is wrong. */
const ROUNDS = 10;

const configuration = configurationFlow({ emptyText: 'clear', ...SYNC_SETTING, references: ['blob_entity'] });

const PUSH = 'Push Assigned User';

const pushAssigned: HelperFlow = helperFlow(
  PUSH,
  'Waits a minute, pushes the values, and starts itself again while Omni does not have the user yet.',
  { userId: 'string', eventId: 'string', eventTime: 'string', round: 'number' },
  (start, self) => {
    const [userId, eventId, eventTime, round] = outs(start, 'userId', 'eventId', 'eventTime', 'round');
    const settings = readForUser({ flow: PUSH, configuration, userId });
    const expectedCode = assignIf('In the Last Round Say So', [round, '<', ROUNDS], NOT_THERE, 'none');
    const written = pushOrSync({
      flow: PUSH,
      settings,
      userId,
      eventId,
      eventTime,
      expectedCode: expectedCode.out('output'),
    });
    const nextRound = add('Next Round', round, 1);
    return [
      wait('Pause', 1, 'minute'),
      settings.steps,
      expectedCode,
      written.steps,
      continueIf('Not There Yet', [written.code, '==', NOT_THERE], 'The push has ended.'),
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
    const settings = readForUser({ flow, configuration, userId: userId.out('output') });
    const baseUrl = settings.out('baseUrl');
    const [eventId, eventTime] = outs(event, 'UUID', 'Date and Time');
    const body = {
      userName: settings.out('userName'),
      references: settings.out('references'),
      eventId,
      eventTime,
      whenBusy: 'queue',
    };
    const cleared = ask({ flow, baseUrl, action: 'clear-user-values', body, expectedCode: NOT_THERE });
    return [userId, settings.steps, cleared.steps];
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
    ...CONFIGURATION_STEPS,
    SYNC_STEP,
    'In **Configuration**, `references` of the card Configuration names what is cleared: the same references as in the card Mapping.',
    'In **Push When Assigned** and **Clear When Unassigned** choose your Omni app in the options of the first card.',
    'Of the flows that run on an event switch on only those that you want.',
  ],
  use: [
    `A push begins a minute after the assignment and is tried once a minute, ${ROUNDS} times at most, until Omni has the user.`,
    'Unassigning or deactivating clears the references named; no other value of the user is touched.',
    WHEN_NOT_READ,
  ],
};
