import { describe, expect, test } from '@jest/globals';
import { ConnectorError } from '../../../../src/errors/connector-error.ts';
import { usePolicies } from '../../../policy/set-up.ts';
import { ADA, addUser, alerts, BEN, errors, eventOf, held, imported, REFERENCE, useWorld } from './set-up.ts';

const policies = usePolicies();
const POLICY_FILE = policies(`version: 1
attributes:
  - reference: ${REFERENCE}
    label: Blob Entity
    type: string
    value: { groups: [{ group: Sales, value: sales }], otherwise: none }
`);
const start = useWorld();

/** Ada and Ben on both sides, and a policy that goes by the group Sales. */
async function people() {
  const world = await start({ environment: { POLICY_FILE } });
  addUser(world, ADA, 'north');
  addUser(world, BEN, 'north');
  world.oktaOrg.addGroup('Sales');
  return world;
}

/** What Okta tells of a group and one who has joined or left it. */
const groupEvent = (world: Awaited<ReturnType<typeof people>>, login: string) =>
  eventOf(world, login, {
    Group: {
      ID: world.oktaOrg.group('Sales').id,
      'Alternate ID': 'unknown',
      'Display Name': 'Sales',
      Type: 'UserGroup',
    },
  });

describe('sync_on_group_change', () => {
  test('who joins a group has its value, and who leaves it no longer has', async () => {
    const world = await people();
    const simulator = imported(world, 'sync_on_group_change');
    world.oktaOrg.addToGroup('Sales', ADA);
    expect(await simulator.deliver('Sync When Added to Group', groupEvent(world, ADA))).toMatchObject({
      outcome: 'done',
    });
    expect([held(world), held(world, BEN)]).toEqual(['sales', undefined]);
    world.oktaOrg.removeFromGroup('Sales', ADA);
    await simulator.deliver('Sync When Removed from Group', groupEvent(world, ADA));
    expect(held(world)).toBe('none');
    expect(errors(simulator)).toEqual([]);
  });

  test('an event that comes late writes what Okta holds by then', async () => {
    const world = await people();
    const simulator = imported(world, 'sync_on_group_change');
    world.oktaOrg.addToGroup('Sales', ADA);
    const event = groupEvent(world, ADA);
    world.oktaOrg.removeFromGroup('Sales', ADA);
    await simulator.deliver('Sync When Added to Group', event);
    expect(held(world)).toBe('none');
  });

  test('while Omni has no time the call becomes work of the connector', async () => {
    const world = await people();
    const simulator = imported(world, 'sync_on_group_change');
    world.oktaOrg.addToGroup('Sales', ADA);
    world.omni.faults.plan({ kind: 'server-error' }, { times: 40 });
    await simulator.deliver('Sync When Added to Group', groupEvent(world, ADA));
    const [asked] = simulator.cards('Call Connector', 'Ask the Connector');
    expect(asked?.outputs.Body).toMatchObject({ changed: false, jobId: expect.stringMatching(/-/) });
    expect(errors(simulator)).toEqual([]);
  });

  test('somebody whom Okta does not assign to Omni is passed over without a word', async () => {
    const world = await people();
    const login = 'dan@acme.example';
    world.oktaOrg.addUser({ login });
    world.oktaOrg.addToGroup('Sales', login);
    const simulator = imported(world, 'sync_on_group_change');
    await simulator.deliver('Sync When Added to Group', groupEvent(world, login));
    expect([errors(simulator), alerts(simulator)]).toEqual([[], []]);
  });

  test('a connector without its Okta settings is an error that is told', async () => {
    const world = await people();
    const simulator = imported(world, 'sync_on_group_change');
    world.gate.refuse(new ConnectorError('OKTA_NOT_CONFIGURED', { missing: 'OKTA_ORG_URL' }));
    await simulator.deliver('Sync When Added to Group', groupEvent(world, ADA));
    expect(errors(simulator)).toMatchObject([{ Code: 'OKTA_NOT_CONFIGURED' }]);
  });
});

describe('with syncFromOkta the policy decides, not Mapping', () => {
  test('when a profile changes', async () => {
    const world = await people();
    world.oktaOrg.addToGroup('Sales', ADA);
    const simulator = imported(world, 'push_on_profile_change', { settings: { syncFromOkta: true } });
    await simulator.deliver('Push on Profile Change', eventOf(world, ADA));
    expect(held(world)).toBe('sales');
    expect(simulator.cards('Push on Profile Change', 'Body of sync-user')[0]?.outputs.output).toEqual({
      oktaUserId: world.oktaOrg.user(ADA).id,
      whenBusy: 'queue',
    });
    expect(errors(simulator)).toEqual([]);
  });

  test('when somebody is assigned, as soon as Omni has them', async () => {
    const world = await people();
    const login = 'eve@acme.example';
    world.oktaOrg.addUser({ login });
    world.oktaOrg.assign(login);
    world.oktaOrg.addToGroup('Sales', login);
    const simulator = imported(world, 'push_on_assignment', { settings: { syncFromOkta: true } });
    await simulator.deliver('Push When Assigned', eventOf(world, login));
    world.omni.addUser({ userName: login });
    await simulator.settled();
    expect(held(world, login)).toBe('sales');
    expect(errors(simulator)).toEqual([]);
  });
});
