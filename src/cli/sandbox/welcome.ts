import { SCOPES } from '../../actions/action.ts';
import { groupRules } from '../../policy/group-rule.ts';
import { definitionOf } from '../../policy/policy-definitions.ts';
import { PEOPLE, SAMPLE_POLICY, type Sandbox } from './start-sandbox.ts';

const FIRST_ACTIONS = [
  { action: 'ping', body: {} },
  { action: 'ensure-attribute', body: { reference: 'blob_entity', label: 'Blob Entity', type: 'string' } },
  { action: 'set-user-values', body: { userName: 'analyst.01@acme.example', values: { blob_entity: 'north' } } },
];

/** The models of the local Omni compare this attribute with LIKE, so that % takes the filter away. */
const ACCESS_ACTIONS = [
  { action: 'report-usage', body: {} },
  { action: 'preview-access', body: { userName: 'analyst.01@acme.example', values: { blob_entity: '%' } } },
];

const USER = 'analyst.02@acme.example';
/** A value is given in the local Okta, and nobody writes it to Omni. */
const HOOK_ACTIONS = [
  { action: 'setup-synced-attribute', body: { reference: 'business_unit', label: 'Business Unit', type: 'string' } },
  { action: 'set-okta-values', body: { userName: USER, values: { business_unit: 'retail' } } },
  { action: 'read-user', body: { userName: USER } },
];

const MEMBER = 'planner.01@acme.example';

type CallOf = (call: { readonly action: string; readonly body: object }) => string;

/** A membership that changes, by the first group that the policy names; nothing where it names none. */
function membershipCalls({ connector, oktaOrg, oktaOrgUrl }: Sandbox, callOf: CallOf): string[] {
  const attributes = connector.services.policy?.policy.attributes ?? [];
  const decides = attributes.find(({ value }) => value?.groups?.some(({ group }) => group !== undefined));
  const [name] = groupRules(decides ? [decides] : []).flatMap(({ group }) => group ?? []);
  if (!decides || name === undefined) return [];
  const address = `${oktaOrgUrl}/api/v1/groups/${oktaOrg.group(name).id}/users/${oktaOrg.user(MEMBER).id}`;
  const change = (method: string): string =>
    `curl -s -X ${method} ${address} \\\n  -H 'Authorization: SSWS ${oktaOrg.apiToken}'`;
  return [
    '',
    `${MEMBER} joins the group ${name} in the local Okta; DELETE in place of PUT lets them leave it:`,
    '',
    callOf({ action: 'ensure-attribute', body: definitionOf(decides) }),
    '',
    change('PUT'),
    '',
    callOf({ action: 'read-user', body: { userName: MEMBER } }),
  ];
}

/** As a shell reads it back. */
const quoted = (text: string): string => `'${text.trim().replaceAll("'", `'\\''`)}'`;

/** What a newcomer needs to try it: the addresses, a command for a token, and one for each of the first actions. */
export function welcome(sandbox: Sandbox): string {
  const { connector, environment, okta, oktaOrgUrl, omniUrl, client } = sandbox;
  const token = `TOKEN=$(curl -s -u '${client.id}:${client.secret}' -d grant_type=client_credentials \\
  -d 'scope=${SCOPES.join(' ')}' \\
  ${okta.issuer}/v1/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`;
  const { policyFile } = connector.services.settings;
  const followed = policyFile === SAMPLE_POLICY ? 'samples/policy.yaml' : policyFile;
  const callOf: CallOf = ({ action, body }) =>
    `curl -s ${connector.url}/v1/actions/${action} -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  return [
    'The connector runs between a local Okta and a local Omni. Nothing leaves this machine, nothing is kept.',
    '',
    `  connector  ${connector.url}   (/openapi.json, /manifest.json, /metrics, /readyz)`,
    `  console    ${connector.url}/console   (${PEOPLE.map(({ displayName }) => displayName).join(', ')}: choose who you are)`,
    `  Okta       ${okta.issuer}   (its Management API: ${oktaOrgUrl})`,
    `  Omni       ${omniUrl}   (${connector.services.settings.omniRequestsPerMinute} requests a minute, as Omni allows each key)`,
    '',
    `It follows ${followed}, and what changes in the local Okta arrives by its event hook.`,
    '',
    'A token, as Okta Workflows gets it:',
    '',
    token,
    '',
    'The first three actions:',
    '',
    FIRST_ACTIONS.map(callOf).join('\n\n'),
    '',
    'What the models of the local Omni make of that value, and of another one before it is written:',
    '',
    ACCESS_ACTIONS.map(callOf).join('\n\n'),
    '',
    'A value that changes in Okta, and is in Omni some seconds later:',
    '',
    HOOK_ACTIONS.map(callOf).join('\n\n'),
    ...membershipCalls(sandbox, callOf),
    '',
    'The command goes through this connector, such as npx okta-workflows-omni plan samples/users.csv, with:',
    '',
    `export CONNECTOR_URL=${connector.url} OKTA_ISSUER=${okta.issuer} \\
  CONNECTOR_CLIENT_ID=${client.id} CONNECTOR_CLIENT_SECRET=${client.secret}`,
    '',
    'policy check --online and policy export ask Omni and Okta themselves; for these the settings of the connector:',
    '',
    `export ${Object.entries(environment)
      .map(([name, value]) => `${name}=${quoted(value)}`)
      .join(' \\\n  ')}`,
    '',
    'Ctrl-C ends it. --demo does the main job on samples/, --list-switches shows what the local Omni can be told to do.',
  ].join('\n');
}
