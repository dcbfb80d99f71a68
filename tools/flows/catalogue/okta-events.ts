import { type CardType, connectorCard, groups, side } from '../card-type.ts';
import { connectorOption, contextField, type Field, hiddenField } from '../field.ts';
import type { Json, Shape } from '../shape.ts';

/** One field of an event: its name, its type and, for an object, its known fields. */
export interface EventField {
  readonly key: string;
  readonly shape: Shape;
  readonly type: Json;
}

/** An Okta event card and the fields that each event has. */
export interface EventType extends CardType {
  readonly fields: readonly EventField[];
}

const text = (key: string): EventField => ({ key, shape: 'string', type: 'string' });
const object = (key: string): EventField => ({ key, shape: 'object', type: 'object' });
const known = (key: string, ...names: string[]): EventField => ({
  key,
  shape: 'object',
  type: Object.fromEntries(names.map((name) => [name, { type: 'string', collection: false }])),
});
const party = (key: string): EventField => known(key, 'ID', 'Alternate ID', 'Display Name', 'Type');
const debugContext: EventField = {
  key: 'Debug Context',
  shape: 'object',
  type: { 'Debug Data': { type: 'object', collection: false } },
};

const HEAD = ['Date and Time', 'Message', 'Event ID', 'Event Type', 'Event Time', 'Version'].map(text);
const TAIL = [text('UUID'), object('Event Details'), object('Headers'), text('Source'), debugContext];

const APP_OPTIONS: readonly Field[] = [
  connectorOption('useId', 'No', {
    type: 'list',
    displayname: 'Use App Instance ID?',
    dependencies: [],
    ordering: 0,
    choices: ['Yes', 'No'].map((value) => ({ label: value, value })),
  }),
  connectorOption('app', '', {
    type: 'dynamic',
    method: { channel: 'okta', operation: 'getActiveApplications', key: 'name', value: 'name' },
    displayname: 'Application',
    dependencies: ['useId'],
    drives: ['instance'],
    ordering: 1,
  }),
  connectorOption('instance', '', {
    type: 'dynamic',
    method: { channel: 'okta', operation: 'getAppInstances', key: 'label', value: 'id' },
    displayname: 'Application Instance',
    dependencies: ['app'],
    ordering: 2,
  }),
  connectorOption('appId', '', { type: 'string', displayname: 'App Instance ID', optional: true, ordering: 3 }),
];

interface EventDetails {
  readonly help: string;
  readonly id: number;
  readonly partnerKey: number;
  readonly fields: readonly EventField[];
  readonly options?: readonly Field[];
}

function event(name: string, title: string, { help, id, partnerKey, fields, options = [] }: EventDetails): EventType {
  const output = Object.fromEntries(fields.map(({ key, type }) => [key, { type, collection: false }]));
  const type = connectorCard(`okta:${name}`, title, {
    help,
    id,
    partnerKey,
    model: {
      webhook: true,
      webhookList: true,
      webhookConditions: { where: ['headers'], key: 'x-okta-verification-challenge' },
    },
    inputs: side(
      groups({}),
      ...options,
      hiddenField(null, 'type', 'string', { data: 'invoke' }),
      hiddenField(null, 'data', 'object', { data: {} }),
    ),
    outputs: side(
      groups({ context: { extensible: false } }),
      {
        ...contextField('collection', 'object[]', { forceHide: false, displayname: 'list' }),
        group: null,
        data: [],
        type: { Output: { type: output, collection: false } },
      },
      contextField('execution_id', 'string', { displayname: 'Execution ID' }),
    ),
  });
  return { ...type, fields };
}

const webhook = (what: string): string => `${what} This webhook is triggered in Okta.`;

export const profileUpdated = event('1.0.605:oktaUserProfileUpdated', 'User Okta Profile Updated', {
  help: webhook("User Okta Profile Updated event will trigger when user's okta profile is updated in Okta."),
  id: 47350,
  partnerKey: 206,
  fields: [
    ...['Date and Time', 'Message', 'Event ID', 'Event Type', 'Legacy Event Type', 'Event Time', 'Version'].map(text),
    ...['UUID', 'Severity', 'Result', 'Changed Attributes'].map(text),
    party('Actor'),
    party('Okta User'),
    object('Client'),
    object('Transaction'),
    debugContext,
    ...['Authentication Context', 'Security Context', 'Event Details', 'Headers'].map(object),
    text('Source'),
  ],
});

const appFields = [...HEAD, ...['Admin', 'Okta User', 'Application User', 'Application'].map(party), ...TAIL];

export const userAssigned = event('1.0.677:userAddedToApplicationMembership', 'User Assigned to Application', {
  help: webhook(
    'User Assigned to Application event will trigger when a user is added as a member to an Okta application.',
  ),
  id: 21102,
  partnerKey: 152,
  fields: appFields,
  options: APP_OPTIONS,
});

export const userUnassigned = event(
  '1.0.626:userRemovedFromApplicationMembership',
  'User Unassigned from Application',
  {
    help: 'Starts flow when a user is unassigned from an application in Okta.(application.user_membership.remove)',
    id: 82550,
    partnerKey: 50123,
    fields: appFields,
    options: APP_OPTIONS,
  },
);

export const userDeactivated = event('1.0.690:userDeactivated', 'User Deactivated', {
  help: 'Starts flow when a user is deactivated in Okta.(user.lifecycle.deactivate)',
  id: 47342,
  partnerKey: 206,
  fields: [...HEAD, party('Admin'), party('Okta User'), ...TAIL],
});

const groupFields = [...HEAD, ...['Admin', 'Okta User', 'Group'].map(party), ...TAIL];

export const userAddedToGroup = event('1.0.690:userAddedToGroupMembership', 'User Added to Group', {
  help: webhook('User Added to Group event will trigger when a user is added as a member to an Okta group.'),
  id: 67369,
  partnerKey: 42,
  fields: groupFields,
});

export const userRemovedFromGroup = event('1.0.690:userRemovedFromGroupMembership', 'User Removed from Group', {
  help: 'User Removed from Group event will trigger when a user is removed as a member from an Okta group. This webhook is triggered in Okta.',
  id: 69314,
  partnerKey: 103,
  fields: groupFields,
});
