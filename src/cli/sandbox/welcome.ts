import { SCOPES } from '../../actions/action.ts';
import type { Sandbox } from './start-sandbox.ts';

const FIRST_ACTIONS = [
  { action: 'ping', body: {} },
  { action: 'ensure-attribute', body: { reference: 'blob_entity', label: 'Blob Entity', type: 'string' } },
  { action: 'set-user-values', body: { userName: 'analyst.01@acme.example', values: { blob_entity: 'north' } } },
];

/** What a newcomer needs to try it: the addresses, a command for a token, and one for each of the first actions. */
export function welcome({ connector, okta, oktaOrgUrl, omniUrl, client }: Sandbox): string {
  const token = `TOKEN=$(curl -s -u '${client.id}:${client.secret}' -d grant_type=client_credentials \\
  -d 'scope=${SCOPES.join(' ')}' \\
  ${okta.issuer}/v1/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`;
  const calls = FIRST_ACTIONS.map(
    ({ action, body }) => `curl -s ${connector.url}/v1/actions/${action} -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`,
  );
  return [
    'The connector runs between a local Okta and a local Omni. Nothing leaves this machine, nothing is kept.',
    '',
    `  connector  ${connector.url}   (/openapi.json, /manifest.json, /metrics, /readyz)`,
    `  Okta       ${okta.issuer}   (its Management API: ${oktaOrgUrl})`,
    `  Omni       ${omniUrl}   (${connector.services.settings.omniRequestsPerMinute} requests a minute, as Omni allows each key)`,
    '',
    'It follows samples/policy.yaml, and what changes in the local Okta arrives by its event hook: set-okta-values shows it.',
    '',
    'A token, as Okta Workflows gets it:',
    '',
    token,
    '',
    'The first three actions:',
    '',
    calls.join('\n\n'),
    '',
    'Ctrl-C ends it. --demo does the main job on samples/, --list-switches shows what the local Omni can be told to do.',
  ].join('\n');
}
