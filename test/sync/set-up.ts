import type { OktaOrgDouble } from '../../local/okta-org/okta-org-double.ts';
import type { ConnectorUnderTest, StartOptions } from '../support/connector.ts';

export { held, hurry, ok, until, writeCount } from '../pushes/set-up.ts';

export const ADA = 'ada@acme.example';
export const BEN = 'ben@acme.example';
export const CLEO = 'cleo@acme.example';

const NAMESPACE = 'urn:omni:params:1.0:UserAttribute';

/** Makes what setup-synced-attribute makes, for a reference whose variable differs in each of the three places. */
export function syncAttribute(org: OktaOrgDouble, reference: string, type: 'string' | 'number' | 'array' = 'string') {
  const items = type === 'array' ? { items: { type: 'string' as const } } : {};
  org.addUserAttribute(`${reference}OfUser`, { title: reference, type, ...items });
  org.addAppAttribute(`${reference}OfApp`, {
    title: reference,
    type,
    ...items,
    scope: 'NONE',
    externalName: reference,
    externalNamespace: NAMESPACE,
  });
  org.setMapping(`${reference}OfApp`, { expression: `user.${reference}OfUser`, pushStatus: 'PUSH' });
}

/** Somebody whom Okta assigns to the Omni app, and whom Omni has. */
export function assign(c: ConnectorUnderTest, userName: string, profile: Record<string, unknown>): void {
  c.oktaOrg.addUser({ login: userName, profile: profile as never });
  c.oktaOrg.assign(userName);
  c.omni.addUser({ userName });
}

/** Omni and Okta with the attributes region, seats and teams, and nobody in them. */
export async function worldOf(
  start: (options?: StartOptions) => Promise<ConnectorUnderTest>,
  options: StartOptions = {},
): Promise<ConnectorUnderTest> {
  const c = await start({ oktaOrg: {}, ...options });
  c.omni.addAttribute({ name: 'region', label: 'Region', type: 'String' });
  c.omni.addAttribute({ name: 'seats', label: 'Seats', type: 'Number' });
  c.omni.addAttribute({ name: 'teams', label: 'Teams', type: 'String', multiple_values: true });
  syncAttribute(c.oktaOrg, 'region');
  syncAttribute(c.oktaOrg, 'seats', 'number');
  syncAttribute(c.oktaOrg, 'teams', 'array');
  return c;
}
