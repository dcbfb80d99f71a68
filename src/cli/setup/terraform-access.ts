import { createPublicKey } from 'node:crypto';
import { SCOPES } from '../../actions/action.ts';
import type { Settings } from '../../config/settings.ts';
import type { OktaScope } from '../../okta/scopes.ts';
import { blocks, type HclBody, hclBlock, reference } from './hcl.ts';

/** What the connector asks Okta for. Event hooks and groups have scopes of their own, for those who use them. */
const GRANTED: readonly OktaScope[] = [
  'okta.schemas.read',
  'okta.schemas.manage',
  'okta.userTypes.read',
  'okta.profileMappings.read',
  'okta.profileMappings.manage',
  'okta.apps.read',
  'okta.groups.read',
  'okta.users.read',
  'okta.users.manage',
];

const nameOf = (scope: string): string => scope.replaceAll('.', '_');
const SERVER = reference('okta_auth_server.connector.id');

/** The authorization server with its scopes, and who gets a token of it. */
function serverBlocks(audience: string): string[] {
  const scopes = SCOPES.map((name) =>
    hclBlock(['resource', 'okta_auth_server_scope', nameOf(name)], {
      auth_server_id: SERVER,
      name,
      consent: 'IMPLICIT',
      metadata_publish: 'NO_CLIENTS',
    }),
  );
  const rule = {
    auth_server_id: SERVER,
    policy_id: reference('okta_auth_server_policy.workflows.id'),
    name: 'Client credentials',
    priority: 1,
    status: 'ACTIVE',
    grant_type_whitelist: ['client_credentials'],
    scope_whitelist: SCOPES.map((scope) => reference(`okta_auth_server_scope.${nameOf(scope)}.name`)),
    access_token_lifetime_minutes: 60,
  };
  return [
    hclBlock(
      ['resource', 'okta_auth_server', 'connector'],
      { name: 'omni-connector', audiences: [audience], status: 'ACTIVE' },
      'A server of its own. To keep the one that you have: terraform import okta_auth_server.connector <its id>, and so on.',
    ),
    ...scopes,
    hclBlock(['resource', 'okta_auth_server_policy', 'workflows'], {
      auth_server_id: SERVER,
      name: 'Okta Workflows',
      description: 'The connections of Okta Workflows to the Omni connector.',
      priority: 1,
      status: 'ACTIVE',
      client_whitelist: [reference('okta_app_oauth.workflows.client_id')],
    }),
    hclBlock(
      ['resource', 'okta_auth_server_policy_rule', 'workflows'],
      rule,
      'Leave out the scopes that this connection is not to have, omni.jobs.manage above all.',
    ),
    hclBlock(
      ['output', 'okta_issuer'],
      { value: reference('okta_auth_server.connector.issuer') },
      'OKTA_ISSUER of the connector; the token URL of the connection is this with /v1/token behind it.',
    ),
  ];
}

const service = (label: string, method: string): HclBody => ({
  label,
  type: 'service',
  grant_types: ['client_credentials'],
  response_types: ['token'],
  token_endpoint_auth_method: method,
});

/** The public half of the key; the other half is in no file of Terraform. */
function publicJwk({ oktaManagement: { privateKey } }: Settings) {
  if (!privateKey) return undefined;
  const jwk = JSON.parse(privateKey.reveal());
  const { kty, n, e, x, y } = createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'jwk' });
  return blocks({ kty, kid: jwk.kid ?? 'connector', n, e, x, y });
}

/** The app by which the connector asks Okta's Management API. */
function managementBlocks(settings: Settings): string[] {
  const app = { ...service('Omni connector (management)', 'private_key_jwt'), jwks: publicJwk(settings) };
  return [
    hclBlock(['resource', 'okta_app_oauth', 'management'], app),
    hclBlock(['resource', 'okta_app_oauth_api_scope', 'management'], {
      app_id: reference('okta_app_oauth.management.id'),
      issuer: settings.oktaManagement.orgUrl,
      scopes: [...GRANTED],
    }),
    hclBlock(['variable', 'management_role'], {
      type: reference('string'),
      description: 'The admin role of the service app, such as SUPER_ADMIN (docs/okta.md).',
    }),
    hclBlock(['resource', 'okta_app_oauth_role_assignment', 'management'], {
      client_id: reference('okta_app_oauth.management.client_id'),
      type: reference('var.management_role'),
    }),
  ];
}

/** Who may call the connector, and what it may do in Okta. */
export function accessBlocks(settings: Settings): string[] {
  const workflows = { ...service('Okta Workflows to Omni', 'client_secret_basic'), omit_secret: true };
  return [
    hclBlock(
      ['resource', 'okta_app_oauth', 'workflows'],
      workflows,
      'Make its secret in the Admin Console: with omit_secret it is in no file and in no state. Clear DPoP there too, where it is on.',
    ),
    ...serverBlocks(settings.oktaAudience),
    ...managementBlocks(settings),
  ];
}
