import { connectorCard, groups, objectGroup, side } from '../card-type.ts';
import { connectorInput, connectorOption, connectorOutput } from '../field.ts';

const VERSION = 'okta:1.0.712';
const RESULT_SETS = ['First Matching Record', 'First 200 Matching Records', 'Stream Matching Records'];

/** The attributes of the profile are added to its outputs, in the group Profile Properties. */
export const readUser = connectorCard(`${VERSION}:readUser`, 'Read User', {
  help: 'Retrieve Okta user information using a User ID or User Login.',
  id: 146883,
  partnerKey: 50377,
  dynamic: [
    {
      namespace: 'output',
      group: 'Profile Properties',
      index: { fieldIndex: 0 },
      method: 'getUserProfileFields',
    },
  ],
  inputs: side(
    groups({ User: objectGroup(0) }),
    connectorInput('User', 'ID or Login', 'string', { required: true, data: '' }),
  ),
  outputs: side(
    groups({ 'System Properties': objectGroup(0), 'Profile Properties': objectGroup(1) }),
    { ...connectorOutput('System Properties', 'ID', 'string'), data: '' },
    { ...connectorOutput('System Properties', 'Status', 'string'), data: '' },
  ),
});

/** Hands every user found to a helper flow that takes exactly Record and State. */
export const streamUsers = connectorCard(`${VERSION}:listUsersWithSearch`, 'List Users with Search', {
  help: 'Searches for users in Okta based on the properties specified in the search parameter.',
  id: 24491,
  partnerKey: 50377,
  dynamic: [
    { namespace: 'input', group: null, index: { groupIndex: 0 }, method: 'getSearchUserProfileFields' },
    { namespace: 'output', group: 'Result', index: { fieldIndex: 0 }, method: 'getUserSearchOutputs' },
  ],
  inputs: side(
    groups({ Inputs: { index: 0 }, Streaming: { extensible: true } }),
    connectorOption('resultSet', 'Stream Matching Records', {
      type: 'list',
      displayname: 'Result Set',
      dependencies: [],
      ordering: 0,
      choices: RESULT_SETS.map((value) => ({ label: value, value })),
    }),
    connectorInput('Inputs', 'id', 'string', { data: '', metadata: { displayname: 'ID' } }),
    connectorInput('Inputs', 'Custom Search Criteria', 'string', { data: '' }),
    connectorInput('Streaming', 'Flow', 'flo', { required: true }),
  ),
  outputs: side(groups({ Result: objectGroup(0) }), {
    ...connectorOutput('Result', 'Records Streamed', 'number'),
    data: 0,
  }),
});
