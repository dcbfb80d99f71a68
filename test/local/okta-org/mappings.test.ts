import { describe, expect, test } from '@jest/globals';
import { custom, MAPPINGS, REGION, refusal, setUp, setUpMapped } from './set-up.ts';

const PUSH_REGION = { expression: 'user.region', pushStatus: 'PUSH' };

describe('the list of mappings', () => {
  test('is filtered by source and target, and leaves the properties out', async () => {
    const { okta, send } = await setUpMapped();
    const { data } = await send('GET', `${MAPPINGS}?sourceId=${okta.userTypeId}&targetId=${okta.appId}`);
    expect(data).toMatchObject([{ id: okta.mappingId, source: { type: 'user' }, target: { id: okta.appId } }]);
    expect(data[0]).not.toHaveProperty('properties');
    expect((await send('GET', `${MAPPINGS}?sourceId=${okta.appId}`)).data).toHaveLength(1);
    expect((await send('GET', `${MAPPINGS}?sourceId=other`)).data).toEqual([]);
    expect((await send('GET', MAPPINGS)).data).toHaveLength(2);
    expect((await send('GET', `${MAPPINGS}?limit=1`)).data).toHaveLength(1);
  });

  test('hasMapping=false: there is none, and nothing is filled', async () => {
    const { okta, send, paths } = await setUpMapped({ switches: { hasMapping: false } });
    expect((await send('GET', MAPPINGS)).data).toEqual([]);
    expect(refusal(await send('GET', paths.mapping))).toMatchObject({ status: 404, code: 'E0000007' });
    expect(okta.appUser('ada@acme.example')?.profile).toEqual({});
  });
});

describe('a write of the mapping', () => {
  test('keeps what it leaves out; null in both fields removes', async () => {
    const { okta, send, paths } = await setUpMapped();
    const note = { expression: 'user.title', pushStatus: 'DONT_PUSH' };
    const answer = await send('POST', paths.mapping, { properties: { note } });
    expect(answer).toMatchObject({ status: 200, data: { id: okta.mappingId } });
    expect(answer.data.properties).toEqual({ region: PUSH_REGION, note });
    expect((await send('GET', paths.mapping)).data.properties).toEqual({ region: PUSH_REGION, note });
    await send('POST', paths.mapping, { properties: { region: { expression: null, pushStatus: null } } });
    expect(okta.state.mapping).toEqual({ note });
  });

  test.each([
    ['an unknown attribute of the app', { seats: PUSH_REGION }, 'The app has no property: seats'],
    ['a name that every object inherits', { constructor: PUSH_REGION }, 'The app has no property: constructor'],
    ['no expression', { note: { pushStatus: 'PUSH' } }, 'Expression not present for property: note'],
    [
      'null in one field only',
      { note: { expression: null, pushStatus: 'PUSH' } },
      'Expression not present for property: note',
    ],
    [
      'an unknown push status',
      { note: { expression: 'user.x', pushStatus: 'ALWAYS' } },
      'Push status not valid for property: note',
    ],
    ['no object', { note: null }, 'Mapping not an object for property: note'],
  ])('is refused with %s, and changes nothing', async (_name, properties, cause) => {
    const { okta, send, paths } = await setUpMapped();
    const before = okta.state;
    const answer = await send('POST', paths.mapping, {
      properties: { region: { expression: 'x', pushStatus: 'PUSH' }, ...properties },
    });
    expect(refusal(answer)).toEqual({ status: 400, code: 'E0000001', causes: [cause] });
    expect(okta.state).toEqual(before);
  });

  test('is refused for the other direction', async () => {
    const { send } = await setUpMapped();
    const [, reverse] = (await send('GET', MAPPINGS)).data;
    expect((await send('GET', `${MAPPINGS}/${reverse.id}`)).data.properties).toEqual({});
    expect((await send('POST', `${MAPPINGS}/${reverse.id}`, { properties: {} })).status).toBe(400);
  });

  test('visibilityDelayMs: shows later, and needs the attribute to show', async () => {
    const { clock, send, paths } = await setUp({ switches: { visibilityDelayMs: 1_000 } });
    const write = () => send('POST', paths.mapping, { properties: { region: PUSH_REGION } });
    const read = async () => (await send('GET', paths.mapping)).data.properties;
    await send('POST', paths.appSchema, custom({ region: REGION }));
    expect((await write()).status).toBe(400);
    clock.advance(1_000);
    expect((await write()).data.properties).toEqual({ region: PUSH_REGION });
    expect(await read()).toEqual({});
    clock.advance(1_000);
    expect(await read()).toEqual({ region: PUSH_REGION });
  });
});

describe('the mapping fills the app profile', () => {
  test('PUSH: on assignment, and when the profile or the mapping changes', async () => {
    const { okta, id, send, paths } = await setUpMapped();
    const region = () => okta.appUser(id)?.profile.region;
    expect(region()).toBe('emea');
    await send('POST', `/api/v1/users/${id}`, { profile: { region: 'apac' } });
    expect(region()).toBe('apac');
    okta.updateProfile(id, { region: 'amer', title: 'Lead' });
    expect(region()).toBe('amer');
    await send('POST', paths.mapping, { properties: { region: { expression: 'user.title', pushStatus: 'PUSH' } } });
    expect(region()).toBe('Lead');
    okta.updateProfile(id, { title: null });
    expect(okta.appUser(id)?.profile).toEqual({});
  });

  test('DONT_PUSH: on assignment only', async () => {
    const { okta, id } = await setUpMapped();
    okta.setMapping('region', { expression: 'user.region', pushStatus: 'DONT_PUSH' });
    okta.updateProfile(id, { region: 'apac' });
    expect(okta.appUser(id)?.profile).toEqual({ region: 'emea' });
    okta.unassign(id);
    okta.assign(id);
    expect(okta.appUser(id)?.profile).toEqual({ region: 'apac' });
  });

  test('an expression that is not plain leaves the value', async () => {
    const { okta, id } = await setUpMapped();
    okta.setMapping('region', { expression: 'String.toUpperCase(user.region)', pushStatus: 'PUSH' });
    okta.updateProfile(id, { region: 'apac' });
    expect(okta.appUser(id)?.profile).toEqual({ region: 'emea' });
  });

  const BY_GROUP = { expression: 'isMemberOfGroupName("Sales") ? "yes" : "no"', pushStatus: 'PUSH' } as const;

  test.each([
    [true, 'no'],
    [false, 'yes'],
  ])('groupFunctionsAreStale=%j: whoever joins the group has %j', async (groupFunctionsAreStale, region) => {
    const { okta, id } = await setUpMapped({ switches: { groupFunctionsAreStale } });
    okta.setMapping('region', BY_GROUP);
    okta.addToGroup('Sales', id);
    expect(okta.appUser(id)?.profile).toEqual({ region });
    okta.updateProfile(id, { seats: 4 });
    expect(okta.appUser(id)?.profile).toEqual({ region: 'yes' });
  });

  test('lastUpdated moves only for the assignments whose profile changed', async () => {
    const { okta, clock, id } = await setUpMapped();
    const other = okta.addUser({ login: 'bo@acme.example', profile: { region: 'emea' } });
    okta.assign(other);
    const made = clock.now();
    clock.advance(5_000);
    okta.updateProfile(id, { region: 'apac' });
    okta.updateProfile(other, { seats: 4 });
    expect([okta.appUser(id)?.lastUpdated, okta.appUser(other)?.lastUpdated]).toEqual([made + 5_000, made]);
    expect(okta.user(other).lastUpdated).toBe(made + 5_000);
  });
});
