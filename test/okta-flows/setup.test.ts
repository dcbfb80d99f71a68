import { describe, expect, test } from '@jest/globals';
import { expectTidy, ok } from '../flows/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { fastClock } from '../support/fast-clock.ts';
import { ADA, OMNI, oktaWrites, others, REGION, seedOrg, setUpRegion, statusesOf, writtenNames } from './set-up.ts';

const start = useConnector();

const ALL_DONE = ['done', 'done', 'done', 'done', 'already', 'manual'];
const ALL_ALREADY = ['already', 'already', 'already', 'already', 'already', 'manual'];

async function begin(options: Parameters<typeof start>[0] = {}): Promise<ConnectorUnderTest> {
  const c = await start({ oktaOrg: true, ...options });
  seedOrg(c);
  return c;
}

const definition = (c: ConnectorUnderTest) => c.omni.attributes.find(({ name }) => name === 'region');

describe('setting an attribute up', () => {
  test('makes it exist on all sides, so that a value in the Okta profile reaches the app profile', async () => {
    const c = await begin();
    const before = others(c);
    const answer = await setUpRegion(c, { description: 'For row filters', defaultValue: 'none' });
    expect(statusesOf(answer)).toEqual(ALL_DONE);
    expect(definition(c)).toMatchObject({ label: 'Region', type: 'String', default_value: 'none' });
    const { userSchema, appSchema, mapping } = c.oktaOrg.state;
    expect(userSchema.region).toMatchObject({
      title: 'Region',
      description: 'For row filters',
      type: 'string',
      permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
    });
    expect(appSchema.region).toMatchObject({ externalName: 'region', externalNamespace: OMNI, scope: 'NONE' });
    expect(mapping.region).toEqual({ expression: 'user.region', pushStatus: 'PUSH' });

    ok(await c.call('set-okta-values', { userName: ADA, values: { region: 'emea' } }));
    expect(c.oktaOrg.appUser(ADA)?.profile).toMatchObject({ region: 'emea', cost_center: 'c100' });
    expect(others(c)).toEqual(before);
    expect(writtenNames(c)).toEqual(['region']);
    await expectTidy(c, []);
  });

  test('repeated writes nothing, on neither side', async () => {
    const c = await begin();
    await setUpRegion(c);
    const [written, state] = [oktaWrites(c), c.oktaOrg.state];
    c.omni.log.clear();
    expect(statusesOf(await setUpRegion(c))).toEqual(ALL_ALREADY);
    expect([oktaWrites(c), c.oktaOrg.state]).toEqual([written, state]);
    expect(c.omni.log.all.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('with a default that moves users needs their number, before anything is written', async () => {
    const c = await begin();
    c.omni.addAttribute({ name: 'region', label: 'Region', type: 'String', default_value: 'none' });
    for (const userName of ['one@acme.example', 'two@acme.example']) c.omni.addUser({ userName });
    const state = c.oktaOrg.state;
    const change = { ...REGION, defaultValue: 'emea' };
    const followers = c.omni.users.filter(({ active }) => active).length;
    const dry = ok(await c.call('setup-synced-attribute', { ...change, dryRun: true }));
    expect(dry.steps[0].detail).toContain(`Users who follow its default: ${followers}.`);
    expectError(await c.call('setup-synced-attribute', change), 409, 'DEFAULT_CHANGE_NEEDS_CONFIRMATION');
    expect(c.oktaOrg.state).toEqual(state);
    expect(definition(c)).toMatchObject({ default_value: 'none' });
    const confirmed = { ...change, confirmUsersFollowingDefault: followers };
    expect(statusesOf(ok(await c.call('setup-synced-attribute', confirmed)))[0]).toBe('done');
    expect(definition(c)).toMatchObject({ default_value: 'emea' });
  });

  test('as a dry run writes nothing, on neither side', async () => {
    const c = await begin();
    const state = c.oktaOrg.state;
    const answer = ok(await c.call('setup-synced-attribute', { ...REGION, dryRun: true }));
    expect(statusesOf(answer)).toEqual(['would-do', 'would-do', 'would-do', 'would-do', 'already', 'manual']);
    expect(answer).toMatchObject({ complete: false, dryRun: true });
    expect([oktaWrites(c), c.oktaOrg.state, definition(c)]).toEqual([0, state, undefined]);
  });

  test.each<[string, object, object, object]>([
    ['number', { type: 'number' }, { type: 'number' }, { type: 'Number', multiple_values: false }],
    [
      'several texts',
      { multiValued: true },
      { type: 'array', items: { type: 'string' } },
      { type: 'String', multiple_values: true },
    ],
    [
      'several numbers of a closed list',
      { type: 'number', multiValued: true, enum: [{ value: '2', label: 'Two' }] },
      { type: 'array', items: { type: 'number', enum: [2], oneOf: [{ const: 2, title: 'Two' }] } },
      { type: 'Number', multiple_values: true },
    ],
    [
      'a text of a closed list',
      { enum: [{ value: 'emea', label: 'Europe' }] },
      { type: 'string', enum: ['emea'], oneOf: [{ const: 'emea', title: 'Europe' }] },
      { type: 'String', multiple_values: false },
    ],
  ])('of the kind %s', async (_, more, okta, omni) => {
    const c = await begin();
    expect(statusesOf(await setUpRegion(c, more))).toEqual(ALL_DONE);
    expect([c.oktaOrg.state.userSchema.region, c.oktaOrg.state.appSchema.region]).toMatchObject([okta, okta]);
    expect(definition(c)).toMatchObject(omni);
    expect(statusesOf(await setUpRegion(c, more))).toEqual(ALL_ALREADY);
  });

  test("feeds it from Okta's own attribute", async () => {
    const c = await begin();
    expect(await setUpRegion(c, { oktaVariable: 'city' })).toMatchObject({ oktaVariable: 'city' });
    expect(c.oktaOrg.state.userSchema.region).toBeUndefined();
    expect(c.oktaOrg.appUser(ADA)?.profile).toMatchObject({ region: 'Graz' });
  });

  test('sets right an app attribute that was made without the namespace', async () => {
    const c = await begin();
    c.oktaOrg.addAppAttribute('region', { title: 'By hand', type: 'string', externalName: 'region' });
    expect(statusesOf(await setUpRegion(c))).toEqual(ALL_DONE);
    expect(c.oktaOrg.state.appSchema.region).toMatchObject({ title: 'By hand', externalNamespace: OMNI });
  });

  test.each(['merge', 'replace'] as const)(
    'keeps the known rest of an attribute that is set right where Okta makes a %s of it',
    async (propertyWrite) => {
      const c = await begin({ oktaOrg: { propertyWrite } });
      const byHand = {
        title: 'By hand',
        description: 'Mine',
        type: 'string',
        enum: ['a', 'b'],
        externalName: 'region',
      };
      c.oktaOrg.addAppAttribute('region', byHand);
      await setUpRegion(c);
      expect(c.oktaOrg.state.appSchema.region).toMatchObject({ ...byHand, externalNamespace: OMNI });
    },
  );
});

describe('what does not fit is an error before anything is written', () => {
  test.each<[string, (c: ConnectorUnderTest) => void, object, number, string]>([
    [
      'a profile attribute of another type',
      (c) => c.oktaOrg.addUserAttribute('region', { title: 'R', type: 'boolean' }),
      {},
      409,
      'OKTA_ATTRIBUTE_CONFLICT',
    ],
    [
      'an app attribute of another type',
      (c) => c.oktaOrg.addAppAttribute('region', { title: 'R', type: 'integer' }),
      {},
      409,
      'OKTA_ATTRIBUTE_CONFLICT',
    ],
    [
      'a mapping from something else',
      (c) => {
        c.oktaOrg.addAppAttribute('region', { title: 'R', type: 'string' });
        c.oktaOrg.setMapping('region', { expression: 'user.city', pushStatus: 'PUSH' });
      },
      {},
      409,
      'OKTA_MAPPING_CONFLICT',
    ],
    [
      'an Omni attribute of another type',
      (c) => c.omni.addAttribute({ name: 'region', label: 'Region', type: 'Number' }),
      {},
      409,
      'ATTRIBUTE_TYPE_CONFLICT',
    ],
    ['a default that is no number', () => undefined, { type: 'number', defaultValue: 'x' }, 422, 'VALUE_NOT_A_NUMBER'],
    ['a label that Okta does not take', () => undefined, { label: 'Region \u{1F30D}' }, 400, 'BODY_INVALID'],
    [
      'a mapping that does not exist',
      (c) => void Object.assign(c.oktaOrg.switches, { hasMapping: false }),
      {},
      409,
      'OKTA_MAPPING_NOT_FOUND',
    ],
    [
      'a missing admin role',
      (c) => void Object.assign(c.oktaOrg.switches, { adminRole: false }),
      {},
      502,
      'OKTA_ACCESS_REFUSED',
    ],
  ])('%s', async (_, prepare, more, status, code) => {
    const c = await begin();
    prepare(c);
    const before = [c.oktaOrg.state, [...c.omni.attributes]];
    expectError(await c.call('setup-synced-attribute', { ...REGION, ...more }), status, code as never);
    expect([c.oktaOrg.state, [...c.omni.attributes]]).toEqual(before);
    expect(oktaWrites(c)).toBe(0);
  });

  test.each([
    ['setup-synced-attribute', REGION],
    ['remove-synced-attribute', { reference: 'region' }],
    ['set-okta-values', { userName: ADA, values: { region: 'emea' } }],
  ])('%s without the settings of the Management API names them', async (action, input) => {
    const c = await start();
    const { message } = expectError(await c.call(action, input), 409, 'OKTA_NOT_CONFIGURED');
    expect(message).toContain('OKTA_ORG_URL');
    expect(c.omni.log.all).toEqual([]);
  });
});

describe('taking it out again', () => {
  const ALL = { reference: 'region', confirmReference: 'region', removeOktaAttribute: true, deleteOmniAttribute: true };
  const ALLOWED = { environment: { ALLOW_ATTRIBUTE_DELETE: 'true' } };

  test('stops the push and keeps what holds values', async () => {
    const c = await begin();
    await setUpRegion(c);
    const before = others(c);
    const answer = ok(await c.call('remove-synced-attribute', { reference: 'region' }));
    expect(statusesOf(answer)).toEqual(['done', 'done', 'kept', 'kept']);
    const { userSchema, appSchema, mapping } = c.oktaOrg.state;
    expect([appSchema.region, mapping.region]).toEqual([undefined, undefined]);
    expect([userSchema.region, definition(c)]).toMatchObject([{ title: 'Region' }, { name: 'region' }]);
    expect(others(c)).toEqual(before);
    expect(writtenNames(c)).toEqual(['region']);
  });

  test('removes all of it when asked and confirmed, and has nothing to do when repeated', async () => {
    const c = await begin({ ...ALLOWED, clock: fastClock(25) });
    await setUpRegion(c);
    const before = others(c);
    expect(statusesOf(ok(await c.call('remove-synced-attribute', ALL)))).toEqual(['done', 'done', 'done', 'done']);
    const { userSchema, appSchema, mapping } = c.oktaOrg.state;
    expect([userSchema.region, appSchema.region, mapping.region, definition(c)]).toEqual(Array(4).fill(undefined));
    const again = ok(await c.call('remove-synced-attribute', ALL));
    expect(statusesOf(again)).toEqual(['already', 'already', 'already', 'already']);
    expect(others(c)).toEqual(before);
    await expectTidy(c, []);
  });

  test('and setting it up anew goes round', async () => {
    const c = await begin({ ...ALLOWED, clock: fastClock(25) });
    await setUpRegion(c);
    ok(await c.call('remove-synced-attribute', ALL));
    expect(statusesOf(await setUpRegion(c))).toEqual(ALL_DONE);
  });

  test.each<[object, number, string]>([
    [{ ...ALL, confirmReference: 'regions' }, 422, 'ATTRIBUTE_DELETE_UNCONFIRMED'],
    [{ reference: 'region', removeOktaAttribute: true }, 422, 'ATTRIBUTE_DELETE_UNCONFIRMED'],
    [{ ...ALL, reference: 'omni_user_email', confirmReference: 'omni_user_email' }, 422, 'ATTRIBUTE_SYSTEM'],
  ])('%j is refused', async (input, status, code) => {
    const c = await begin(ALLOWED);
    await setUpRegion(c);
    const before = c.oktaOrg.state;
    expectError(await c.call('remove-synced-attribute', input), status, code as never);
    expect(c.oktaOrg.state).toEqual(before);
  });

  test('deletes nothing in Omni unless an operator has allowed it', async () => {
    const c = await begin();
    await setUpRegion(c);
    expectError(await c.call('remove-synced-attribute', ALL), 409, 'ATTRIBUTE_DELETE_DISABLED');
    expect(c.oktaOrg.state.mapping.region).toBeDefined();
  });
});
