import { describe, expect, test } from '@jest/globals';
import { useNock } from '../support/nock.ts';
import {
  appUser,
  LAST_UPDATED,
  MAPPING_ID,
  mapping,
  mappings,
  schema,
  TYPE_ID,
  URN,
  user,
  userTypes,
} from './answers.ts';
import { APP_ID, OktaUnderTest } from './okta-under-test.ts';

useNock();

const USER_SCHEMA = '/api/v1/meta/schemas/user/default';
const APP_SCHEMA = `/api/v1/meta/schemas/apps/${APP_ID}/default`;
const MAPPING = `/api/v1/mappings/${MAPPING_ID}`;
const region = { title: 'Region', type: 'string' } as const;
const appRegion = { ...region, scope: 'NONE', externalName: 'region', externalNamespace: URN } as const;
const push = { expression: 'user.region', pushStatus: 'PUSH' } as const;

const schemaBody = (variable: string, property: unknown) => ({
  definitions: { custom: { id: '#custom', type: 'object', properties: { [variable]: property }, required: [] } },
});

describe('a schema', () => {
  test('of the Okta user profile is that of the default user type', async () => {
    const shown = {
      region: { ...region, description: 'Where', mutability: 'READ_WRITE', unique: 'NOT_UNIQUE' },
      seats: { title: 'Seats', type: 'array', items: { type: 'number', enum: [1, 2] }, union: 'ENABLE', scope: 'NONE' },
      tier: {
        title: 'Tier',
        type: 'string',
        oneOf: [{ const: 'a', title: 'A' }],
        master: { type: 'OVERRIDE', priority: [{ type: 'OKTA' }] },
      },
    };
    const city = { title: 'City', type: 'string', permissions: [{ principal: 'SELF', action: 'READ_ONLY' }] };
    const okta = new OktaUnderTest().replies(schema(shown, { city }));
    const { base, custom } = await okta.session().userSchema();
    expect(Object.fromEntries(custom)).toEqual({
      region: { ...region, description: 'Where', whole: shown.region },
      seats: { ...shown.seats, whole: shown.seats },
      tier: { ...shown.tier, master: { type: 'OVERRIDE' }, whole: shown.tier },
    });
    expect(Object.fromEntries(base)).toEqual({ city: { ...city, whole: city } });
    expect(okta.calls).toEqual([['GET', USER_SCHEMA]]);
  });

  test('of the app may have no custom attributes yet', async () => {
    const okta = new OktaUnderTest().replies({ json: { definitions: { base: { properties: { userName: region } } } } });
    const { base, custom } = await okta.session().appSchema();
    expect([[...base.keys()], custom.size]).toEqual([['userName'], 0]);
    expect(okta.calls).toEqual([['GET', APP_SCHEMA]]);
  });

  test.each([
    ['added', region],
    ['removed', undefined],
  ] as const)('of users has one attribute %s, and is read until it shows that', async (_, property) => {
    const shown = property ? { region: { ...property, mutability: 'READ_WRITE' } } : {};
    const okta = new OktaUnderTest().replies(schema({}), schema(shown));
    await okta.session().writeUserAttribute('region', property);
    expect(okta.calls).toEqual([
      ['POST', USER_SCHEMA, schemaBody('region', property ?? null)],
      ['GET', USER_SCHEMA],
    ]);
    expect(okta.exclusives).toBe(1);
  });

  test.each([
    ['added', appRegion],
    ['removed', undefined],
  ] as const)('of the app has one attribute %s', async (_, property) => {
    const okta = new OktaUnderTest().replies(schema({}), schema(property ? { region: property } : {}));
    await okta.session().writeAppAttribute('region', property);
    expect(okta.calls).toEqual([
      ['POST', APP_SCHEMA, schemaBody('region', property ?? null)],
      ['GET', APP_SCHEMA],
    ]);
    expect(okta.exclusives).toBe(1);
  });
});

describe('the app', () => {
  test.each([
    [{ features: ['PUSH_NEW_USERS'] }, ['PUSH_NEW_USERS']],
    [{ features: null }, []],
    [{}, []],
  ])('shows what its provisioning may do: %j', async (more, features) => {
    const okta = new OktaUnderTest().replies({ json: { id: APP_ID, status: 'ACTIVE', ...more } });
    expect(await okta.session().app()).toEqual({ status: 'ACTIVE', features: new Set(features) });
    expect(okta.calls).toEqual([['GET', `/api/v1/apps/${APP_ID}`]]);
  });
});

test('the types of users are listed, the default one marked', async () => {
  const okta = new OktaUnderTest().replies(userTypes);
  expect(await okta.session().userTypes()).toEqual([
    { id: 'oty0other', name: 'contractor', isDefault: false },
    { id: TYPE_ID, name: 'user', isDefault: true },
  ]);
});

test('a scope is known to be granted by a token of it, and nothing is called', async () => {
  const okta = new OktaUnderTest();
  expect(await okta.session().granted('okta.users.manage')).toBe('Bearer');
  expect([okta.tokenRequests.length, okta.calls]).toEqual([1, []]);
});

describe('the mapping', () => {
  test('is found by the default user type and the app, and read whole', async () => {
    const okta = new OktaUnderTest().replies(userTypes, mappings, mapping({ region: push, old: { expression: null } }));
    const { id, properties } = await okta.session().mapping();
    expect([id, Object.fromEntries(properties)]).toEqual([MAPPING_ID, { region: push }]);
    expect(okta.calls).toEqual([
      ['GET', '/api/v1/meta/types/user'],
      ['GET', `/api/v1/mappings?sourceId=${TYPE_ID}&targetId=${APP_ID}`],
      ['GET', MAPPING],
    ]);
  });

  test.each([
    ['of another app', { target: { id: '0oa9other' } }],
    ['of another user type', { source: { id: 'oty0other' } }],
  ])('%s is not taken for it, whatever the list holds', async (_, end) => {
    const other = { ...mappings.json[0], ...end };
    const okta = new OktaUnderTest().replies(userTypes, { json: [other] });
    expect((await okta.failure((session) => session.mapping())).code).toBe('OKTA_MAPPING_NOT_FOUND');
  });

  test.each([
    ['set', push, push],
    ['removed', undefined, { expression: null, pushStatus: null }],
  ] as const)('of one attribute is %s', async (_, property, body) => {
    const okta = new OktaUnderTest().replies(mapping({}), mapping(property ? { region: property } : {}));
    await okta.session().writeMapping(MAPPING_ID, 'region', property);
    expect(okta.calls).toEqual([
      ['POST', MAPPING, { properties: { region: body } }],
      ['GET', MAPPING],
    ]);
    expect(okta.exclusives).toBe(1);
  });
});

describe('a user', () => {
  test.each([
    ['00u1', '/api/v1/users/00u1'],
    ['a+b/c@acme.example', '/api/v1/users/a%2Bb%2Fc%40acme.example'],
    ['../apps', '/api/v1/users/..%2Fapps'],
  ])('is read by id or login %s', async (name, path) => {
    const okta = new OktaUnderTest().replies({ json: user('00u1', { region: 'EMEA' }) });
    expect(await okta.session().user(name)).toEqual({
      id: '00u1',
      login: '00u1@acme.example',
      status: 'ACTIVE',
      lastUpdated: LAST_UPDATED,
      profile: { login: '00u1@acme.example', region: 'EMEA' },
    });
    expect(okta.calls).toEqual([['GET', path]]);
  });

  test('that Okta does not know is none', async () => {
    const okta = new OktaUnderTest().replies({ status: 404, json: {} });
    expect(await okta.session().user('00u1')).toBeUndefined();
  });

  test('gets the named attributes and no other, without a turn of its own', async () => {
    const okta = new OktaUnderTest().replies({ json: user('00u1', { region: 'EMEA', team: 'x' }) });
    const after = await okta.session().updateUser('00u1', { region: 'EMEA', seats: null });
    expect(after.profile).toMatchObject({ region: 'EMEA', team: 'x' });
    expect(okta.calls).toEqual([['POST', '/api/v1/users/00u1', { profile: { region: 'EMEA', seats: null } }]]);
    expect(okta.exclusives).toBe(0);
  });
});

describe('an assignment', () => {
  test('is read with the user', async () => {
    const okta = new OktaUnderTest().replies({ json: appUser('00u1', { region: 'EMEA' }) });
    expect(await okta.session().appUser('00u1')).toMatchObject({
      id: '00u1',
      userName: '00u1@acme.example',
      externalId: 'omni-00u1',
      status: 'PROVISIONED',
      syncState: 'DISABLED',
      lastUpdated: LAST_UPDATED,
      profile: { region: 'EMEA' },
      user: { login: '00u1@acme.example' },
    });
    expect(okta.calls).toEqual([['GET', `/api/v1/apps/${APP_ID}/users/00u1?expand=user`]]);
  });

  test('that is not there is none', async () => {
    const okta = new OktaUnderTest().replies({ status: 404, json: {} });
    expect(await okta.session().appUser('00u1')).toBeUndefined();
  });

  test('may lack all that Okta leaves out', async () => {
    const { id, status, lastUpdated } = appUser('00u1');
    const okta = new OktaUnderTest().replies({
      json: { id, status, lastUpdated, credentials: null, externalId: null },
    });
    expect(await okta.session().appUser('00u1')).toEqual({
      id,
      status,
      lastUpdated: LAST_UPDATED,
      userName: '',
      externalId: '',
      syncState: '',
      profile: {},
      user: undefined,
    });
  });
});

test('every call bears the token of its kind, asks for JSON, and is counted', async () => {
  const okta = new OktaUnderTest().replies(schema({}), { json: user('00u1') });
  await okta.session().userSchema();
  await okta.session().updateUser('00u1', {});
  const bearers = okta.tokens.map((token) => ({ authorization: `Bearer ${token}`, accept: 'application/json' }));
  expect(okta.sent.map(({ headers }) => headers)).toMatchObject(bearers);
  expect(okta.sent[1]?.headers).toMatchObject({ 'content-type': 'application/json' });
  expect(okta.exchanges.map(({ method, status }) => `${method} ${status}`)).toEqual([
    'POST 200',
    'GET 200',
    'POST 200',
    'POST 200',
  ]);
});
