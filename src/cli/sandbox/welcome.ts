import { SCOPES } from '../../actions/action.ts';
import { groupRules } from '../../policy/group-rule.ts';
import { definitionOf } from '../../policy/policy-definitions.ts';
import { oktaVariable } from '../../policy/wanted-values.ts';
import type { PolicyAttribute } from '../../schema/types.ts';
import { shellWord } from '../shell-word.ts';
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
const MEMBER = 'planner.01@acme.example';

/** What tries the command beside the connector. */
const BESIDE_IT = [
  'policy check --online',
  'policy export',
  'doctor',
  'hook verify --yes',
  'backup sandbox.backup',
  'forget analyst.01@acme.example --yes',
];

interface Call {
  readonly action: string;
  readonly body: object;
}
type CallOf = (call: Call) => string;

/** What makes an attribute of the policy be there: in Okta too, where its values come from a profile. */
function setUpCall(attribute: PolicyAttribute): Call {
  const definition = definitionOf(attribute);
  const { okta } = attribute.value ?? {};
  if (okta === undefined) return { action: 'ensure-attribute', body: definition };
  const { profile, name } = oktaVariable(okta);
  const variable = profile === 'app' ? { appVariable: name } : { oktaVariable: name };
  return {
    action: 'setup-synced-attribute',
    body: { ...definition, ...(name !== attribute.reference && variable) },
  };
}

/** A value that the policy takes. */
function sampleValue({ type, multiValued = false, normalize, allowed = [] }: PolicyAttribute) {
  const [first = type === 'number' ? 7 : normalize === 'yes-no' ? 'yes' : 'retail'] = allowed;
  return multiValued ? [first] : first;
}

/**
 * A value that is given in the local Okta, and that nobody writes to Omni; nothing where the policy reads no profile.
 */
function hookCalls(attributes: readonly PolicyAttribute[], callOf: CallOf): string[] {
  const synced = attributes.find(({ value }) => value?.okta !== undefined);
  if (!synced) return [];
  const { profile, name } = oktaVariable(synced.value?.okta ?? '');
  const variable = profile === 'user' ? name : synced.reference;
  return [
    '',
    'A value that changes in Okta, and is in Omni some seconds later:',
    '',
    callOf({ action: 'set-okta-values', body: { userName: USER, values: { [variable]: sampleValue(synced) } } }),
    '',
    callOf({ action: 'read-user', body: { userName: USER } }),
  ];
}

/** A membership that changes, by the first group that the policy names; nothing where it names none. */
function membershipCalls({ oktaOrg, oktaOrgUrl }: Sandbox, attributes: readonly PolicyAttribute[], callOf: CallOf) {
  const [name] = groupRules(attributes).flatMap(({ group }) => group ?? []);
  if (name === undefined) return [];
  const address = `${oktaOrgUrl}/api/v1/groups/${oktaOrg.group(name).id}/users/${oktaOrg.user(MEMBER).id}`;
  return [
    '',
    `${MEMBER} joins the group ${name} in the local Okta; DELETE in place of PUT lets them leave it:`,
    '',
    `curl -s -X PUT ${address} \\\n  -H 'Authorization: SSWS ${oktaOrg.apiToken}'`,
    '',
    callOf({ action: 'read-user', body: { userName: MEMBER } }),
  ];
}

const commandOf = (words: string): string => `npx okta-workflows-omni ${words}`;

/** As a shell reads it back. */
const quoted = (text: string): string => `'${text.trim().replaceAll("'", `'\\''`)}'`;

/** What a newcomer needs to try it: the addresses, a command for a token, and one for each of the first actions. */
export function welcome(sandbox: Sandbox): string {
  const { connector, environment, okta, oktaOrgUrl, omniUrl, client } = sandbox;
  const token = `TOKEN=$(curl -s -u '${client.id}:${client.secret}' -d grant_type=client_credentials \\
  -d 'scope=${SCOPES.join(' ')}' \\
  ${okta.issuer}/v1/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`;
  const { policyFile } = connector.services.settings;
  const attributes = connector.services.policy?.policy.attributes ?? [];
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
    'What the policy names, in Omni and in Okta:',
    '',
    attributes.map(setUpCall).map(callOf).join('\n\n'),
    '',
    `Then the console brings ${MEMBER} up to date: sign in as an operator, A person, Bring up to date now.`,
    ...hookCalls(attributes, callOf),
    ...membershipCalls(sandbox, attributes, callOf),
    '',
    'The command goes through this connector, with:',
    '',
    `export CONNECTOR_URL=${connector.url} OKTA_ISSUER=${okta.issuer} \\
  CONNECTOR_CLIENT_ID=${client.id} CONNECTOR_CLIENT_SECRET=${client.secret}`,
    '',
    commandOf('plan samples/users.csv'),
    commandOf(`policy plan ${shellWord(followed ?? '')}`),
    '',
    'These work beside it, by its settings:',
    '',
    `export ${Object.entries(environment)
      .map(([name, value]) => `${name}=${quoted(value)}`)
      .join(' \\\n  ')}`,
    '',
    ...BESIDE_IT.map(commandOf),
    '',
    'Ctrl-C ends it. --demo does the main job on samples/, --list-switches shows what the local Omni can be told to do.',
  ].join('\n');
}
