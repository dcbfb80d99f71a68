import { describe, expect, test } from '@jest/globals';
import type { SchemaProperty } from '../../../local/okta-org/property.ts';
import { custom, REGION, refusal, SEATS, setUp, setUpMapped, USER_SCHEMA, USER_TYPES } from './set-up.ts';

describe.each(['user', 'app'] as const)('the %s schema', (kind) => {
  async function setUpSchema(options: Parameters<typeof setUp>[0] = {}) {
    const org = await setUp(options);
    const path = kind === 'user' ? USER_SCHEMA : org.paths.appSchema;
    const write = (properties: object) => org.send('POST', path, custom(properties));
    const read = async () => (await org.send('GET', path)).data.definitions;
    const stored = () => org.okta.state[kind === 'user' ? 'userSchema' : 'appSchema'];
    return { ...org, path, write, read, stored };
  }

  test('begins with base attributes only', async () => {
    const { read } = await setUpSchema();
    const { base, custom: own } = await read();
    expect(own).toEqual({ id: '#custom', type: 'object', properties: {}, required: [] });
    expect(Object.keys(base.properties)).toEqual(
      expect.arrayContaining(kind === 'user' ? ['login', 'city'] : ['userName']),
    );
  });

  test('takes an attribute and shows it with what Okta adds', async () => {
    const { write, read } = await setUpSchema();
    const { status, data } = await write({ region: REGION });
    expect(status).toBe(200);
    const shown = { ...REGION, scope: 'NONE', mutability: 'READ_WRITE', master: { type: 'PROFILE_MASTER' } };
    expect(data.definitions.custom.properties).toEqual({ region: shown });
    expect((await read()).custom.properties).toEqual({ region: shown });
  });

  test('keeps what a write leaves out, and removes what it sets to null', async () => {
    const { write, stored } = await setUpSchema();
    await write({ region: REGION, seats: SEATS });
    await write({ region: { ...REGION, title: 'Area' } });
    expect(stored()).toMatchObject({ region: { title: 'Area' }, seats: SEATS });
    await write({ region: null });
    expect(Object.keys(stored())).toEqual(['seats']);
    expect((await write({ region: null })).status).toBe(200);
  });

  test.each([
    ['merge', { title: 'Area', externalName: 'region' }],
    ['replace', { title: 'Area' }],
  ] as const)('propertyWrite=%s: a definition that leaves a part out', async (propertyWrite, after) => {
    const { write, stored } = await setUpSchema({ switches: { propertyWrite } });
    await write({ region: { ...REGION, externalName: 'region' } });
    await write({ region: { ...REGION, title: 'Area' } });
    const { scope, mutability, master, type, ...rest } = stored().region as SchemaProperty;
    expect(rest).toEqual(after);
  });

  test.each([
    ['an array without items', { x: { title: 'X', type: 'array' } }, 'Items not present for array property: x'],
    ['no title', { x: { type: 'string' } }, 'Title not present for property: x'],
    ['an unknown type', { x: { title: 'X', type: 'text' } }, 'Type not valid for property: x'],
    ['a number in quotes', { x: { ...REGION, type: 'number', enum: ['1'] } }, 'Enum values not valid for property: x'],
    ['a repeated enum value', { x: { ...REGION, enum: ['a', 'a'] } }, 'Enum values not unique for property: x'],
    [
      'union and scope SELF',
      { x: { ...REGION, scope: 'SELF', union: 'ENABLE' } },
      'Union not possible with scope SELF for property: x',
    ],
    ['a reserved name', { groups: REGION }, 'The variable name groups is reserved.'],
    ['a name with a hyphen', { 'a-b': REGION }, 'Variable name not valid: a-b'],
    ['no definition', { x: 'string' }, 'Definition not an object for property: x'],
    ['another type', { seats: { ...SEATS, type: 'string' } }, 'Type cannot be changed for property: seats'],
    [
      'other items',
      { tags: { title: 'Tags', type: 'array', items: { type: 'number' } } },
      'Type cannot be changed for property: tags',
    ],
    [
      'a base name',
      { [kind === 'user' ? 'city' : 'userName']: REGION },
      `There is a base attribute of the name: ${kind === 'user' ? 'city' : 'userName'}`,
    ],
  ])('refuses %s, with all that came along', async (_name, properties, cause) => {
    const { write, stored } = await setUpSchema();
    await write({ seats: SEATS, tags: { title: 'Tags', type: 'array', items: { type: 'string' } } });
    const before = stored();
    expect(refusal(await write({ fine: REGION, ...properties }))).toEqual({
      status: 400,
      code: 'E0000001',
      causes: [cause],
    });
    expect(stored()).toEqual(before);
  });

  test('takes arrays with a closed list of labelled items', async () => {
    const { write, stored } = await setUpSchema();
    const items = {
      type: 'string',
      enum: ['a', 'b'],
      oneOf: [
        { const: 'a', title: 'A' },
        { const: 'b', title: 'B' },
      ],
    };
    expect((await write({ tags: { title: 'Tags', type: 'array', items, union: 'ENABLE' } })).status).toBe(200);
    expect(stored().tags).toMatchObject({ items, union: 'ENABLE' });
  });

  test('does not let base attributes be changed', async () => {
    const { send, path } = await setUpSchema();
    const body = { definitions: { base: { id: '#base', properties: { city: { title: 'Town' } } } } };
    expect(refusal(await send('POST', path, body))).toMatchObject({ status: 400, code: 'E0000001' });
  });

  test.each([
    ['no JSON', '{'],
    ['a list', []],
    ['a text for definitions', { definitions: 'x' }],
  ])('refuses %s as a body', async (_name, body) => {
    const { send, path } = await setUpSchema();
    const answer = await send('POST', path, body);
    expect(refusal(answer)).toMatchObject({ status: 400, code: 'E0000003' });
  });

  test('visibilityDelayMs: a write shows in reads later, a removal too', async () => {
    const { clock, write, read, stored } = await setUpSchema({ switches: { visibilityDelayMs: 30_000 } });
    const names = async () => Object.keys((await read()).custom.properties);
    await write({ region: REGION });
    expect(Object.keys(stored())).toEqual(['region']);
    clock.advance(29_999);
    expect(await names()).toEqual([]);
    clock.advance(1);
    expect(await names()).toEqual(['region']);
    await write({ region: null });
    expect(await names()).toEqual(['region']);
    clock.advance(30_000);
    expect(await names()).toEqual([]);
  });

  test.each([
    ['written', ['region']],
    ['not-written', []],
  ] as const)('schemaWriteAnswers500=%s: afterwards there are %j', async (schemaWriteAnswers500, names) => {
    const { write, stored } = await setUpSchema({ switches: { schemaWriteAnswers500 } });
    expect(refusal(await write({ region: REGION }))).toMatchObject({ status: 500, code: 'E0000009' });
    expect(Object.keys(stored())).toEqual(names);
  });

  test('deletionMs: a removed name cannot be added again while its deletion runs', async () => {
    const { clock, write } = await setUpSchema({ switches: { deletionMs: 60_000 } });
    await write({ region: REGION });
    await write({ region: null });
    clock.advance(59_999);
    expect(refusal(await write({ region: REGION }))).toMatchObject({
      status: 400,
      code: 'E0000001',
      causes: [expect.stringContaining('is incomplete')],
    });
    clock.advance(1);
    expect((await write({ region: REGION })).status).toBe(200);
  });
});

test('a change of scope is answered 200 and not done', async () => {
  const { okta, send, paths } = await setUp();
  okta.addAppAttribute('region', { ...REGION, scope: 'SELF' });
  const answer = await send('POST', paths.appSchema, custom({ region: { ...REGION, title: 'Area', scope: 'NONE' } }));
  expect([answer.status, okta.state.appSchema.region]).toMatchObject([200, { title: 'Area', scope: 'SELF' }]);
});

test("roleManagesApp=false: the app's attributes are read and cannot be written, the user's can", async () => {
  const { send, paths } = await setUp({ switches: { roleManagesApp: false } });
  expect((await send('GET', paths.appSchema)).status).toBe(200);
  const refused = await send('POST', paths.appSchema, custom({ region: REGION }));
  expect(refusal(refused)).toMatchObject({ status: 403, code: 'E0000006' });
  expect((await send('POST', USER_SCHEMA, custom({ region: REGION }))).status).toBe(200);
});

test('the user schema is found by the id that the default user type links to', async () => {
  const { okta, send } = await setUp();
  const [type] = (await send('GET', USER_TYPES)).data;
  expect(type).toMatchObject({ id: okta.userTypeId, default: true, name: 'user' });
  expect((await send('GET', type._links.schema.href)).data.name).toBe('user');
});

test.each(['/api/v1/meta/schemas/user/osc0', '/api/v1/meta/schemas/apps/0oa0/default', '/api/v1/nothing'])(
  '%s is not there',
  async (path) => {
    const { send } = await setUp();
    expect(refusal(await send('GET', path))).toMatchObject({ status: 404, code: 'E0000007' });
  },
);

test("an attribute's values go with it", async () => {
  const { okta, id, paths, send } = await setUpMapped();
  await send('POST', paths.appSchema, custom({ region: null }));
  expect(okta.appUser(id)?.profile).toEqual({});
  expect(okta.state.mapping).toEqual({});
  await send('POST', USER_SCHEMA, custom({ region: null }));
  expect(okta.user(id).profile).toEqual({ login: 'ada@acme.example', email: 'ada@acme.example', seats: 3 });
});

test('a user attribute that is mapped to the app cannot be removed', async () => {
  const { send } = await setUpMapped();
  expect(refusal(await send('POST', USER_SCHEMA, custom({ region: null })))).toEqual({
    status: 400,
    code: 'E0000001',
    causes: ['Property region cannot be deleted. It is used to populate omni.region.'],
  });
});
