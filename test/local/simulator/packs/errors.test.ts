import { describe, expect, test } from '@jest/globals';
import { CardError } from '../../../../local/simulator/card-error.ts';
import { directoryOf } from '../../../../local/simulator/okta-directory.ts';
import type { Simulator } from '../../../../local/simulator/simulator.ts';
import { ConnectorError } from '../../../../src/errors/connector-error.ts';
import { packTexts } from '../../../tools/flows/pack-reader.ts';
import { ADA, addUser, alerts, BEN, directoryWith, errors, eventOf, imported, useWorld, type World } from './set-up.ts';

const start = useWorld();

const UNREACHABLE = new ConnectorError('OMNI_UNREACHABLE', { problem: 'status 503' });
const FULL = new ConnectorError('OMNI_BUDGET_FULL', { seconds: 20 });

/** How each pack is started, and the action that it asks for first. */
const STARTS: Readonly<Record<string, readonly [flow: string, action: string, input: object | 'event']>> = {
  connection_test: ['Test Connection', 'ping', {}],
  set_up_synced_attribute: [
    'Set Up Synced Attribute',
    'setup-synced-attribute',
    { reference: 'unit', label: 'Unit', type: 'string', multiValued: false, apply: true },
  ],
  push_on_profile_change: ['Push on Profile Change', 'set-user-values', 'event'],
  push_on_assignment: ['Push When Assigned', 'set-user-values', 'event'],
  sync_on_group_change: ['Sync When Added to Group', 'sync-user', 'event'],
  nightly_push: ['Nightly Push', 'plan-push', {}],
  nightly_sync: ['Nightly Sync', 'sync-from-okta', {}],
  drift_report: ['Drift Report', 'report-drift', {}],
  usage_report: ['Usage Report', 'report-usage', {}],
  call_any_action: ['Call Any Action', 'list-attributes', { action: 'list-attributes', body: {} }],
};
const PACKS = Object.keys(STARTS);

async function runFirst(world: World, simulator: Simulator, pack: string): Promise<void> {
  const [flow, , input] = STARTS[pack] ?? ['', '', {}];
  if (input === 'event') await simulator.deliver(flow, eventOf(world, ADA));
  else await simulator.run(flow, input as never);
  await simulator.settled();
}

async function worldWithAda(): Promise<World> {
  const world = await start();
  addUser(world, ADA, 'north');
  return world;
}

const actionOf = (pack: string): string => STARTS[pack]?.[1] ?? '';

test('every pack is here', () => {
  expect(PACKS.sort()).toEqual([...packTexts.keys()].sort());
});

describe.each(PACKS)('%s', (pack) => {
  test('records what the connector refuses: code, message, fix and request id, and alerts', async () => {
    const world = await worldWithAda();
    const connection = { headers: async () => ({ Authorization: 'Bearer junk' }) };
    const simulator = imported(world, pack, { connections: { 'Omni connector': connection } });
    await runFirst(world, simulator, pack);
    expect(errors(simulator)).toEqual([
      expect.objectContaining({
        Time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        Action: actionOf(pack),
        'Status Code': '401',
        Code: 'TOKEN_MALFORMED',
        Message: expect.stringMatching(/\w+ .+/),
        Fix: expect.stringMatching(/\w+ .+/),
        'Request ID': expect.stringMatching(/^[\w-]{36}$/),
        Detail: 'HTTP Request Error 401',
      }),
    ]);
    expect(alerts(simulator)).toHaveLength(1);
    expect(world.omniCalls()).toEqual([]);
  });

  test('records a failure on our side, which it does not repeat', async () => {
    const world = await worldWithAda();
    world.gate.refuse(UNREACHABLE);
    const simulator = imported(world, pack);
    await runFirst(world, simulator, pack);
    expect(errors(simulator)).toMatchObject([
      { Action: actionOf(pack), 'Status Code': '503', Code: 'OMNI_UNREACHABLE', 'Request ID': 'request-of-the-gate' },
    ]);
    expect(world.gate.asked).toEqual([`/v1/actions/${actionOf(pack)}`]);
  });

  test('records an answer that is not the connector’s', async () => {
    const world = await worldWithAda();
    world.gate.answer(502, '<h1>Bad Gateway</h1>');
    const simulator = imported(world, pack);
    await runFirst(world, simulator, pack);
    expect(errors(simulator)).toMatchObject([{ 'Status Code': '502', Code: null, Message: 'HTTP Error 502' }]);
    expect(alerts(simulator)).toHaveLength(1);
  });

  test('records that the connector cannot be reached', async () => {
    const world = await worldWithAda();
    const { url } = world.gate;
    await world.gate.close();
    const simulator = imported(world, pack, { settings: { baseUrl: url } });
    await runFirst(world, simulator, pack);
    expect(errors(simulator)).toMatchObject([
      { 'Status Code': null, Message: expect.stringContaining('ECONNREFUSED') },
    ]);
    expect(alerts(simulator)).toHaveLength(1);
  });

  test('comes back after a 429, a minute later, and goes on as if nothing had been', async () => {
    const world = await worldWithAda();
    world.gate.refuse(FULL, { times: 2 });
    const simulator = imported(world, pack, { random: () => 0.5 });
    await runFirst(world, simulator, pack);
    expect(errors(simulator)).toEqual([]);
    const [asked] = simulator.cards(
      pack === 'call_any_action' ? 'Call Any Action' : 'Call Connector',
      'Ask the Connector',
    );
    expect(asked).toMatchObject({ retries: 2, outputs: { 'Status Code': expect.any(Number) } });
  });

  test('gives up after three repeats, and says so', async () => {
    const world = await worldWithAda();
    world.gate.refuse(FULL, { times: 4 });
    const simulator = imported(world, pack, { random: () => 0.99 });
    await runFirst(world, simulator, pack);
    expect(errors(simulator)).toMatchObject([{ 'Status Code': '429', Code: 'OMNI_BUDGET_FULL' }]);
    expect(world.gate.asked).toHaveLength(4);
  });

  test.each([
    [{ empties: 'null' }, 'OMNI_UNREACHABLE', expect.stringContaining('Omni')],
    [{ empties: 'empty' }, 'OMNI_UNREACHABLE', expect.stringContaining('Omni')],
  ] as const)('records the failure with %j', async (switches, code, message) => {
    const world = await worldWithAda();
    world.gate.refuse(UNREACHABLE);
    const simulator = imported(world, pack, { switches });
    await runFirst(world, simulator, pack);
    expect(errors(simulator)).toMatchObject([{ 'Status Code': '503', Code: code, Message: message }]);
    expect(alerts(simulator)).toHaveLength(1);
  });

  test('records the page of a proxy: its text holds no fields, so the status is all there is to say', async () => {
    const world = await worldWithAda();
    world.gate.answer(503, '<h1>Away</h1>');
    const simulator = imported(world, pack);
    await runFirst(world, simulator, pack);
    expect(errors(simulator)).toMatchObject([{ 'Status Code': '503', Code: null, Message: 'HTTP Error 503' }]);
    expect(alerts(simulator)).toHaveLength(1);
  });
});

describe('Read User', () => {
  test.each([
    ['push_on_profile_change', 'Push on Profile Change', 'set-user-values'],
    ['push_on_assignment', 'Clear When Deactivated', 'clear-user-values'],
  ])('%s: Okta being full for a minute delays the push and does not lose it', async (pack, flow, action) => {
    const world = await worldWithAda();
    const directory = directoryOf(world.oktaOrg);
    let refusals = 1;
    const okta = {
      ...directory,
      find: (user: string) => {
        refusals -= 1;
        if (refusals < 0) return directory.find(user);
        throw new CardError({ kind: 'HTTP Request Error', message: 'E0000047', statusCode: 429 });
      },
    };
    const simulator = imported(world, pack, { okta, random: () => 0.99 });
    await simulator.deliver(flow, eventOf(world, ADA));
    await simulator.settled();
    expect(simulator.cards('Configuration', 'Read User')).toMatchObject([{ retries: 0, error: undefined }]);
    expect(simulator.executions.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect([world.gate.asked, errors(simulator)]).toEqual([[`/v1/actions/${action}`], []]);
  });

  test('that does not wait by itself where Okta is full leaves a row and runs Alert', async () => {
    const world = await worldWithAda();
    const fault = () => new CardError({ kind: 'HTTP Request Error', message: 'E0000047', statusCode: 429 });
    const okta = directoryWith(world, ADA, fault);
    const simulator = imported(world, 'push_on_profile_change', { okta, switches: { oktaFull: 'fails' } });
    await simulator.deliver('Push on Profile Change', eventOf(world, ADA));
    await simulator.settled();
    expect(errors(simulator)).toMatchObject([{ 'Status Code': '429', Code: 'OKTA_READ_FAILED' }]);
    expect([alerts(simulator), world.gate.asked]).toEqual([['Push on Profile Change'], []]);
  });

  const answered = (statusCode: number, message: string) => () =>
    new CardError({ kind: 'HTTP Request Error', message, statusCode });
  const FAULTS = [
    ['is not there', () => undefined, '404', 'Not found: Resource not found (User)'],
    ['is refused with 500', answered(500, 'Internal Server Error'), '500', 'Internal Server Error'],
    ['is refused with 429 for longer than a minute', answered(429, 'E0000047'), '429', 'E0000047'],
    ['does not come', () => new CardError({ kind: 'Method timeout exceeded', message: 'late' }), null, 'late'],
  ] as const;
  const FLOWS = [
    ['push_on_profile_change', 'Push on Profile Change', 'Push on Profile Change'],
    ['push_on_assignment', 'Push When Assigned', 'Push Assigned User'],
    ['push_on_assignment', 'Clear When Unassigned', 'Clear When Unassigned'],
    ['push_on_assignment', 'Clear When Deactivated', 'Clear When Deactivated'],
  ] as const;

  describe.each(FLOWS)('%s, %s', (pack, flow, reader) => {
    test.each(FAULTS)('a user who %s leaves a row and runs Alert', async (_, fault, status, message) => {
      const world = await worldWithAda();
      addUser(world, BEN, 'south');
      const simulator = imported(world, pack, { okta: directoryWith(world, ADA, fault), random: () => 0.99 });
      await simulator.deliver(flow, eventOf(world, ADA), eventOf(world, BEN));
      await simulator.settled();
      const { id } = world.oktaOrg.user(ADA);
      expect(errors(simulator)).toEqual([
        {
          Time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          Flow: reader,
          Action: 'Read User',
          'Status Code': status,
          Code: 'OKTA_READ_FAILED',
          Message: message,
          Fix: expect.stringMatching(/\w+ .+/),
          'Request ID': null,
          Detail: `Okta user ${id}: ${message}`,
        },
      ]);
      expect(alerts(simulator)).toEqual([reader]);
      // The other event is handled all the same.
      expect(world.gate.asked).toHaveLength(1);
      expect(simulator.executions.filter(({ outcome }) => outcome === 'failed')).toMatchObject([
        { flow: 'Configuration' },
      ]);
    });
  });

  test.each([{ empties: 'null' }, { empties: 'empty' }, { scalars: 'text' }] as const)(
    'a user who is not there is recorded, and nothing is sent, with %j',
    async (switches) => {
      const world = await worldWithAda();
      const okta = directoryWith(world, ADA, () => undefined);
      const simulator = imported(world, 'push_on_profile_change', { okta, switches });
      await simulator.deliver('Push on Profile Change', eventOf(world, ADA));
      expect(errors(simulator)).toMatchObject([{ 'Status Code': '404', Code: 'OKTA_READ_FAILED' }]);
      expect([alerts(simulator), world.gate.asked]).toEqual([['Push on Profile Change'], []]);
    },
  );

  test('an attribute that is not what the pack takes it for is recorded, and nothing is sent', async () => {
    const world = await worldWithAda();
    const directory = directoryOf(world.oktaOrg);
    const user = world.oktaOrg.user(ADA);
    const okta = { ...directory, find: () => ({ ...user, profile: { ...user.profile, department: ['a', 'b'] } }) };
    const simulator = imported(world, 'push_on_profile_change', { okta });
    await simulator.deliver('Push on Profile Change', eventOf(world, ADA));
    expect(errors(simulator)).toMatchObject([
      { Code: 'OKTA_READ_FAILED', Message: expect.stringContaining('department') },
    ]);
    expect([alerts(simulator), world.gate.asked]).toEqual([['Push on Profile Change'], []]);
  });
});
