import { describe, expect, test } from '@jest/globals';
import { refusal, setUpMapped, USERS } from './set-up.ts';

describe('a user', () => {
  test('is found by id and by login in any case', async () => {
    const { okta, clock, id, send } = await setUpMapped();
    const byId = await send('GET', `${USERS}/${id}`);
    expect(byId.data).toMatchObject({
      id,
      status: 'ACTIVE',
      created: new Date(clock.now()).toISOString(),
      lastUpdated: new Date(clock.now()).toISOString(),
      type: { id: okta.userTypeId },
      profile: { login: 'ada@acme.example', email: 'ada@acme.example', region: 'emea', seats: 3 },
    });
    expect((await send('GET', `${USERS}/ADA%40acme.example`)).data).toEqual(byId.data);
  });

  test.each(['00unobody', 'nobody%40acme.example', 'constructor'])('%s is not there', async (name) => {
    const { send } = await setUpMapped();
    expect(refusal(await send('GET', `${USERS}/${name}`))).toMatchObject({ status: 404, code: 'E0000007' });
    expect((await send('POST', `${USERS}/${name}`, { profile: {} })).status).toBe(404);
  });

  test('a write changes the named attributes only; null empties', async () => {
    const { clock, okta, id, send } = await setUpMapped();
    clock.advance(1_000);
    const { status, data } = await send('POST', `${USERS}/${id}`, { profile: { city: 'Graz', seats: null } });
    expect(status).toBe(200);
    expect(data.profile).toEqual({
      login: 'ada@acme.example',
      email: 'ada@acme.example',
      region: 'emea',
      city: 'Graz',
    });
    expect(data.lastUpdated).toBe(new Date(clock.now()).toISOString());
    expect(okta.user(id).profile).toEqual(data.profile);
  });

  test.each([
    ['an unknown attribute', { nothing: 'x' }],
    ['a name that every object inherits', { constructor: 'x' }],
    ['a text for a number', { seats: '3' }],
    ['a number for a text', { region: 3 }],
    ['a list for a single value', { region: ['emea'] }],
    ['a single value for a list', { tags: 'a' }],
    ['a wrong item', { tags: ['a', 1] }],
    ['a part for an integer', { rank: 1.5 }],
    ['a text for a boolean', { vip: 'true' }],
    ['a value outside the closed list', { tier: 'lead' }],
    ['an item outside the labelled list', { areas: ['x'] }],
    ['no login', { login: null }],
    ["another user's login", { login: 'BO@acme.example' }],
  ])('refuses %s, and changes nothing', async (_name, changes) => {
    const { okta, id, send } = await setUpMapped();
    okta.addUser({ login: 'bo@acme.example' });
    okta.addUserAttribute('tags', { title: 'Tags', type: 'array', items: { type: 'string' } });
    okta.addUserAttribute('rank', { title: 'Rank', type: 'integer' });
    okta.addUserAttribute('vip', { title: 'VIP', type: 'boolean' });
    okta.addUserAttribute('tier', { title: 'Tier', type: 'string', enum: ['gold'] });
    const items = { type: 'string', oneOf: [{ const: 'a', title: 'A' }] };
    okta.addUserAttribute('areas', { title: 'Areas', type: 'array', items });
    const before = okta.state;
    const answer = await send('POST', `${USERS}/${id}`, { profile: { city: 'Graz', ...changes } });
    expect(refusal(answer)).toMatchObject({ status: 400, code: 'E0000001' });
    expect(okta.state).toEqual(before);
    const fine = { tags: ['a', 'b'], rank: 2, vip: true, tier: 'gold', areas: ['a'], seats: 1.5 };
    expect((await send('POST', `${USERS}/${id}`, { profile: fine })).data.profile).toMatchObject(fine);
  });

  test('a refusal does not repeat the value', async () => {
    const { id, send } = await setUpMapped();
    const { data } = await send('POST', `${USERS}/${id}`, { profile: { seats: 'confidential' } });
    expect(JSON.stringify(data)).not.toContain('confidential');
  });

  test('is found by a new login and no longer by the former', async () => {
    const { id, send } = await setUpMapped();
    await send('POST', `${USERS}/${id}`, { profile: { login: 'ada.b@acme.example' } });
    expect((await send('GET', `${USERS}/ada.b@acme.example`)).data.id).toBe(id);
    expect((await send('GET', `${USERS}/ada@acme.example`)).status).toBe(404);
  });

  test.each([
    ['no profile', {}],
    ['a list', []],
  ])('refuses %s as a body', async (_name, body) => {
    const { id, send } = await setUpMapped();
    expect(refusal(await send('POST', `${USERS}/${id}`, body))).toMatchObject({ status: 400, code: 'E0000003' });
  });
});

describe('the hands', () => {
  test('setStatus changes the status', async () => {
    const { okta, clock, id, send } = await setUpMapped();
    clock.advance(1_000);
    okta.setStatus('ada@acme.example', 'DEPROVISIONED');
    const { status, lastUpdated } = (await send('GET', `${USERS}/${id}`)).data;
    expect([status, lastUpdated]).toEqual(['DEPROVISIONED', new Date(clock.now()).toISOString()]);
  });

  test('a state that was taken does not follow later changes', async () => {
    const { okta, id } = await setUpMapped();
    const before = okta.state;
    okta.updateProfile(id, { region: 'apac' });
    expect(before.users[0]?.profile.region).toBe('emea');
    expect(okta.state).not.toEqual(before);
  });

  test('a mistaken hand is told so', async () => {
    const { okta, id } = await setUpMapped();
    const other = okta.addUser({ login: 'bo@acme.example' });
    expect(() => okta.addUser({ login: 'BO@acme.example' })).toThrow('login');
    expect(() => okta.user('nobody')).toThrow('no user');
    expect(() => okta.assign(id)).toThrow('assigned already');
    expect(() => okta.unassign(other)).toThrow('not assigned');
    expect(() => okta.setAppUser(other, {})).toThrow('not assigned');
    expect(() => okta.addUserAttribute('city', { title: 'City', type: 'string' })).toThrow('base attribute');
    expect(() => okta.updateProfile(id, { seats: 'x' })).toThrow('seats');
    expect(() => okta.setMapping('nothing', { expression: 'user.x', pushStatus: 'PUSH' })).toThrow(
      'updateProfileMapping',
    );
  });
});
