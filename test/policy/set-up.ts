import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import type { SyncFromOktaOutput, SyncUserOutput } from '../../src/schema/types.ts';
import type { ConnectorUnderTest, StartOptions } from '../support/connector.ts';
import { ADA, assign, BEN, CLEO, ok, worldOf } from '../sync/set-up.ts';

export { ADA, assign, BEN, CLEO, held, ok, until, writeCount } from '../sync/set-up.ts';

/** Policies of one test file; they go with it. */
export function usePolicies(): (text: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'policy-'));
  let count = 0;
  afterAll(() => rmSync(folder, { recursive: true }));
  return (text) => {
    count += 1;
    const file = join(folder, `policy-${count}.yaml`);
    writeFileSync(file, text);
    return file;
  };
}

/** A value of each kind of source. */
export const POLICY = `version: 1
attributes:
  - { reference: region, label: Region, type: string, normalize: lower, allowed: [emea, apac], value: { okta: user.regionOfUser } }
  - { reference: seats, label: Seats, type: number, value: { okta: app.seatsOfApp } }
  - reference: pii
    label: PII
    type: string
    value:
      groups: [{ group: PII Readers, value: "true" }]
      otherwise: "false"
  - reference: teams
    label: Teams
    type: string
    multiValued: true
    value:
      groups: [{ group: Sales, value: [sales] }, { groupLike: "team-*", value: "$1" }]
      combine: union
`;

/** Ada, Ben and Cleo on both sides, and the groups of the policy. */
export async function peopleOf(
  start: (options?: StartOptions) => Promise<ConnectorUnderTest>,
  policyFile: string,
  options: StartOptions = {},
): Promise<ConnectorUnderTest> {
  const c = await worldOf(start, { ...options, environment: { POLICY_FILE: policyFile, ...options.environment } });
  c.omni.addAttribute({ name: 'pii', label: 'PII', type: 'String' });
  assign(c, ADA, { regionOfUser: 'EMEA', seatsOfUser: 12 });
  assign(c, BEN, { regionOfUser: 'apac' });
  assign(c, CLEO, {});
  for (const [group, member] of [
    ['PII Readers', ADA],
    ['Sales', ADA],
    ['team-north', ADA],
    ['team-south', ADA],
    ['team-north', BEN],
  ] as const)
    c.oktaOrg.addToGroup(group, member);
  return c;
}

/** A sync to its end. */
export async function sync(c: ConnectorUnderTest, input: object = {}): Promise<SyncFromOktaOutput> {
  const body = ok(await c.call('sync-from-okta', input));
  expect(body.status).toBe('done');
  return body;
}

export const syncUser = async (c: ConnectorUnderTest, input: object): Promise<SyncUserOutput> =>
  ok(await c.call('sync-user', input));
