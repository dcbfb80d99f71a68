import { describe, expect, test } from '@jest/globals';
import type { ValueObject } from '../../../../local/simulator/value.ts';
import { ConnectorError } from '../../../../src/errors/connector-error.ts';
import { writeCount } from '../../../flows/set-up.ts';
import { oktaWrites } from '../../../okta-flows/set-up.ts';
import { ADA, addUser, alerts, BEN, errors, held, imported, REFERENCE, useWorld } from './set-up.ts';

const start = useWorld();

describe('connection_test', () => {
  test('says whether connector and Omni are there', async () => {
    const simulator = imported(await start(), 'connection_test');
    expect(await simulator.run('Test Connection')).toMatchObject({
      outcome: 'done',
      values: { ok: true, message: expect.stringContaining('Connected'), canManageAttributes: true, errorCode: '' },
    });
  });

  test('says what is wrong and how to mend it', async () => {
    const world = await start();
    const connection = { headers: async () => ({ Authorization: 'Bearer junk' }) };
    const simulator = imported(world, 'connection_test', { connections: { 'Omni connector': connection } });
    expect((await simulator.run('Test Connection')).values).toMatchObject({
      ok: false,
      message: null,
      errorCode: 'TOKEN_MALFORMED',
      errorMessage: expect.stringMatching(/\w+/),
      fix: expect.stringMatching(/\w+/),
    });
  });
});

describe('call_any_action', () => {
  test('calls what it is told with the body it is given', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    const simulator = imported(world, 'call_any_action');
    const { values } = await simulator.run('Call Any Action', { action: 'read-user', body: { userName: ADA } });
    expect(values).toMatchObject({ ok: true, statusCode: 200, body: { found: true, userName: ADA } });
  });

  test('an action that does not exist is an answer, not a stop', async () => {
    const simulator = imported(await start(), 'call_any_action');
    const run = await simulator.run('Call Any Action', { action: 'paint-user', body: {} });
    expect(run).toMatchObject({ outcome: 'done', values: { ok: false, statusCode: 404, code: expect.any(String) } });
    expect(errors(simulator)).toHaveLength(1);
  });
});

describe('set_up_synced_attribute', () => {
  const FORM = { reference: 'unit', label: 'Unit', type: 'string', multiValued: false };
  const setUp = async (form: ValueObject) => {
    const world = await start();
    const simulator = imported(world, 'set_up_synced_attribute');
    const writes = writeCount(world) + oktaWrites(world);
    const { values } = await simulator.run('Set Up Synced Attribute', form);
    return { world, simulator, values, written: writeCount(world) + oktaWrites(world) - writes };
  };

  test('shows the steps and writes nothing, until apply is true', async () => {
    const { values, written, world } = await setUp({ ...FORM, apply: false });
    expect(values).toMatchObject({ ok: true, written: false, steps: expect.arrayContaining([expect.anything()]) });
    expect([written, world.gate.asked]).toEqual([0, ['/v1/actions/setup-synced-attribute']]);
  });

  test.each([[true], ['true']])('with apply %j sets it up in Omni and in Okta', async (apply) => {
    const { values, simulator, world } = await setUp({ ...FORM, apply });
    expect(values).toMatchObject({ ok: true, written: true, complete: true, failedCode: '' });
    expect(world.omni.attributes).toContainEqual(expect.objectContaining({ name: 'unit', label: 'Unit' }));
    expect(Object.values(world.oktaOrg.state.appSchema)).toContainEqual(
      expect.objectContaining({ externalName: 'unit' }),
    );
    expect(errors(simulator)).toEqual([]);
  });

  test('a dry run that is refused is never followed by the set-up', async () => {
    const { values, written, world } = await setUp({ ...FORM, reference: 'omni_user_email', apply: true });
    expect(values).toMatchObject({ ok: false, written: false, errorMessage: expect.stringMatching(/\w/) });
    expect([written, world.gate.asked]).toEqual([0, ['/v1/actions/setup-synced-attribute']]);
  });
});

describe('nightly_sync', () => {
  test('has the connector push what differs, and follows the job to its end', async () => {
    const world = await start();
    addUser(world, ADA, 'north');
    addUser(world, BEN, 'south');
    world.omni.setValue(BEN, REFERENCE, 'south');
    const simulator = imported(world, 'nightly_sync');
    await simulator.run('Nightly Sync');
    await simulator.settled();
    expect([held(world), held(world, BEN)]).toEqual(['north', 'south']);
    expect(simulator.tables.rows('Runs')).toMatchObject([{ Status: 'done', Total: 2, Changed: 1, Unchanged: 1 }]);
    expect([errors(simulator), alerts(simulator)]).toEqual([[], []]);
  });

  test('a job that needs approval writes nothing, and somebody is told', async () => {
    const world = await start({ environment: { GUARD_MAX_CHANGED_USERS: '0' } });
    addUser(world, ADA, 'north');
    const simulator = imported(world, 'nightly_sync');
    await simulator.run('Nightly Sync');
    await simulator.settled();
    expect(held(world)).toBeUndefined();
    expect(simulator.tables.rows('Runs')).toMatchObject([{ Status: 'needs-approval', Changed: 0 }]);
    expect(alerts(simulator)).toEqual(['A job needs somebody']);
  });
});

describe('drift_report', () => {
  async function report(users: number, settings: ValueObject = {}) {
    const world = await start();
    for (let index = 0; index < users; index += 1) {
      addUser(world, `user.${index}@acme.example`, 'north');
      world.omni.setValue(`user.${index}@acme.example`, REFERENCE, index === 0 ? 'north' : 'by hand');
    }
    const simulator = imported(world, 'drift_report', { settings });
    await simulator.run('Drift Report');
    await simulator.settled();
    return simulator;
  }

  test('keeps one row per difference, and alerts', async () => {
    const simulator = await report(2);
    expect(simulator.tables.rows('Drift')).toMatchObject([
      { 'User Name': 'user.1@acme.example', Reference: REFERENCE, Okta: 'north', Omni: 'by hand' },
    ]);
    expect([errors(simulator), alerts(simulator)]).toEqual([[], ['Okta and Omni have drifted apart']]);
  });

  test('says nothing as long as the differences are within the threshold', async () => {
    const simulator = await report(3, { threshold: 2 });
    expect(simulator.tables.rows('Drift')).toHaveLength(2);
    expect(alerts(simulator)).toEqual([]);
  });

  test('reads page after page, each row once', async () => {
    const simulator = await report(251);
    const names = simulator.tables.rows('Drift').map((row) => row['User Name']);
    expect(new Set(names).size).toBe(250);
    expect(names).toHaveLength(250);
    expect(alerts(simulator)).toEqual(['Okta and Omni have drifted apart']);
  });
});

describe('usage_report', () => {
  const ORDERS = `access_filters:
  - { field: orders.entity, user_attribute: ${REFERENCE} }
  - { field: orders.region, user_attribute: regoin }
`;
  async function report(files: Record<string, string>, options: Parameters<typeof start>[0] = {}) {
    const world = await start(options);
    world.omni.addAttribute({ name: 'idle', label: 'Idle', type: 'String' });
    world.omni.addModel({ name: 'Sales', files });
    const simulator = imported(world, 'usage_report');
    await simulator.run('Usage Report');
    await simulator.settled();
    return { world, simulator };
  }

  test('keeps one row per place and per warning, and alerts of what is not there and of what nobody fills', async () => {
    const { simulator } = await report({ 'orders.topic': ORDERS });
    expect(simulator.tables.rows('Usage')).toMatchObject([
      { Reference: REFERENCE, 'In Omni': 'yes', Model: 'Sales', Topic: 'orders', Kind: 'access-filter', Line: 2 },
      { Reference: 'idle', 'In Omni': 'yes', Model: null, Detail: 'not used' },
      { Reference: 'regoin', 'In Omni': 'no', File: 'orders.topic', Line: 3, Detail: 'filters orders.region' },
    ]);
    expect(simulator.tables.rows('Usage Warnings')).toMatchObject([{ Code: 'USED_NOT_FILLED', Reference: REFERENCE }]);
    expect([errors(simulator), alerts(simulator)]).toEqual([
      [],
      ['Models name attributes that Omni does not have', 'Models use attributes that nobody fills'],
    ]);
  });

  test('says nothing where all is in order, and holds the last report alone', async () => {
    const { world, simulator } = await report({ 'orders.topic': 'base_view: orders\n' });
    await simulator.run('Usage Report');
    await simulator.settled();
    expect(simulator.tables.rows('Usage').map(({ Reference }) => Reference)).toEqual([REFERENCE, 'idle']);
    expect([simulator.tables.rows('Usage Warnings'), errors(simulator), alerts(simulator)]).toEqual([[], [], []]);
    expect(writeCount(world)).toBe(0);
  });

  test.each(['missing', 'forbidden'] as const)('alerts where the models are %s', async (models) => {
    const { simulator } = await report({ 'orders.topic': ORDERS }, { switches: { models } });
    expect(alerts(simulator)).toEqual(['Not all of the models could be read']);
    expect(simulator.tables.rows('Usage Warnings')).toMatchObject([{ Code: 'MODELS_UNREADABLE', Reference: '' }]);
  });

  test('keeps the last report where a later one cannot be read', async () => {
    const { world, simulator } = await report({ 'orders.topic': ORDERS });
    world.gate.refuse(new ConnectorError('OMNI_UNREACHABLE', { problem: 'status 503' }), { action: 'report-usage' });
    await simulator.run('Usage Report');
    await simulator.settled();
    expect(simulator.tables.rows('Usage')).toHaveLength(3);
    expect(errors(simulator)).toMatchObject([{ Action: 'report-usage', Code: 'OMNI_UNREACHABLE' }]);
  });
});

describe('an option of an action that arrives in another form', () => {
  const FORM = { reference: 'unit', label: 'Unit', type: 'string', multiValued: false, apply: true };

  test.each([
    ['set_up_synced_attribute', 'Set Up Synced Attribute', { scalars: 'text' }, FORM],
    ['nightly_sync', 'Nightly Sync', { scalars: 'text' }, {}],
    ['drift_report', 'Drift Report', { scalars: 'text' }, {}],
    ['drift_report', 'Drift Report', { empties: 'null' }, {}],
    ['usage_report', 'Usage Report', { scalars: 'text' }, {}],
    ['usage_report', 'Usage Report', { empties: 'null' }, {}],
  ] as const)('%s: is read as what it says', async (pack, flow, switches, input) => {
    const world = await start();
    addUser(world, ADA, 'north');
    const simulator = imported(world, pack, { switches });
    await simulator.run(flow, input);
    await simulator.settled();
    expect(errors(simulator)).toEqual([]);
  });
});
