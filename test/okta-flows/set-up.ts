import { expect } from '@jest/globals';
import { ok } from '../flows/set-up.ts';
import type { ConnectorUnderTest } from '../support/connector.ts';

export const OMNI = 'urn:omni:params:1.0:UserAttribute';
export const ADA = 'ada@acme.example';
export const REGION = { reference: 'region', label: 'Region', type: 'string' } as const;

/** Attributes and a mapping that belong to somebody else, and a user who is assigned to the app. */
export function seedOrg({ oktaOrg }: ConnectorUnderTest): void {
  oktaOrg.addUserAttribute('costCenterCode', { title: 'Cost center', type: 'string' });
  oktaOrg.addAppAttribute('cost_center', {
    title: 'Cost center',
    type: 'string',
    externalName: 'cost_center',
    externalNamespace: OMNI,
    scope: 'NONE',
  });
  oktaOrg.setMapping('cost_center', { expression: 'user.costCenterCode', pushStatus: 'PUSH' });
  oktaOrg.addUser({ login: ADA, profile: { costCenterCode: 'c100', city: 'Graz' } });
  oktaOrg.assign(ADA);
}

/** What of Okta belongs to somebody else. */
export function others({ oktaOrg }: ConnectorUnderTest) {
  const { userSchema, appSchema, mapping } = oktaOrg.state;
  return [userSchema.costCenterCode, appSchema.cost_center, mapping.cost_center];
}

interface SchemaBody {
  readonly definitions: { readonly custom: { readonly properties: object } };
}

/** The names of attributes that schema and mapping writes held, each once. */
export function writtenNames({ oktaOrg }: ConnectorUnderTest): string[] {
  const writes = oktaOrg.log.filter({ method: 'POST', path: '/api/v1/m' });
  const names = writes.flatMap(({ path, body }) =>
    Object.keys(
      path.startsWith('/api/v1/mappings')
        ? (body as { properties: object }).properties
        : (body as SchemaBody).definitions.custom.properties,
    ),
  );
  return [...new Set(names)];
}

export const oktaWrites = ({ oktaOrg }: ConnectorUnderTest): number =>
  oktaOrg.log.filter({ path: '/api/v1' }).filter(({ method }) => method !== 'GET').length;

export const statusesOf = (answer: { readonly steps: readonly { step: string; status: string }[] }) =>
  answer.steps.map(({ status }) => status);

/** Sets region up and expects that nothing is missing afterwards. */
export async function setUpRegion(c: ConnectorUnderTest, more: object = {}) {
  const answer = ok(await c.call('setup-synced-attribute', { ...REGION, ...more }));
  expect(answer).toMatchObject({ complete: true, failedCode: '' });
  return answer;
}
