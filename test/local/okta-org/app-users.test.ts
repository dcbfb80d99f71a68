import { describe, expect, test } from '@jest/globals';
import { refusal, setUp, setUpMapped } from './set-up.ts';

const nextLink = (link: unknown): string | undefined => /<([^>]+)>; rel="next"/.exec(String(link))?.[1];

/** Follows the next links from a path, and returns the ids page by page. */
async function pages(send: Awaited<ReturnType<typeof setUp>>['send'], path: string, between?: () => void) {
  const ids: string[][] = [];
  for (let next: string | undefined = path; next !== undefined && ids.length < 100; ) {
    const { data, headers } = await send('GET', next);
    ids.push(data.map(({ id }: { id: string }) => id));
    next = nextLink(headers.link);
    between?.();
  }
  return ids;
}

async function setUpMany(count: number) {
  const org = await setUp();
  const ids = Array.from({ length: count }, (_, index) => org.okta.addUser({ login: `user${index}@acme.example` }));
  for (const id of ids) org.okta.assign(id);
  return { ...org, ids };
}

describe('an assignment', () => {
  test('is shown with its credentials and profile', async () => {
    const { clock, id, send, paths } = await setUpMapped();
    const at = new Date(clock.now()).toISOString();
    const { data } = await send('GET', `${paths.appUsers}/${id}`);
    expect(data).toMatchObject({
      id,
      created: at,
      lastUpdated: at,
      scope: 'USER',
      status: 'ACTIVE',
      syncState: 'DISABLED',
      credentials: { userName: 'ada@acme.example' },
      profile: { region: 'emea' },
    });
    expect(data).not.toHaveProperty('_embedded');
    expect(data).not.toHaveProperty('externalId');
  });

  test('has what it was given, and follows setAppUser', async () => {
    const { okta, clock, send, paths } = await setUpMapped();
    const id = okta.addUser({ login: 'bo@acme.example' });
    okta.assign(id, { userName: 'BO', externalId: 'omni-1', scope: 'GROUP', profile: { note: 'n', region: 'x' } });
    const read = async () => (await send('GET', `${paths.appUsers}/${id}`)).data;
    expect(await read()).toMatchObject({
      externalId: 'omni-1',
      status: 'PROVISIONED',
      scope: 'GROUP',
      profile: { note: 'n' },
    });
    expect((await read()).profile).toEqual({ note: 'n' });
    clock.advance(1_000);
    okta.setAppUser(id, { syncState: 'ERROR', status: 'DEPROVISIONED', profile: { region: 'drifted' } });
    const after = await read();
    expect(after).toMatchObject({ syncState: 'ERROR', status: 'DEPROVISIONED', credentials: { userName: 'BO' } });
    expect(after.profile).toEqual({ note: 'n', region: 'drifted' });
    expect(after.lastUpdated).toBe(new Date(clock.now()).toISOString());
  });

  test.each(['SYNCHRONIZED', ''] as const)('syncState=%j: who is assigned from now on has it', async (syncState) => {
    const { id, send, paths } = await setUpMapped({ switches: { syncState } });
    expect((await send('GET', `${paths.appUsers}/${id}`)).data.syncState).toBe(syncState || undefined);
  });

  test('is not there without one, nor in another app', async () => {
    const { okta, id, send, paths } = await setUpMapped();
    expect((await send('GET', `/api/v1/apps/0oaother/users/${id}`)).status).toBe(404);
    okta.unassign(id);
    expect(refusal(await send('GET', `${paths.appUsers}/${id}`))).toMatchObject({ status: 404, code: 'E0000007' });
    expect((await send('POST', `${paths.appUsers}/${id}`, { profile: {} })).status).toBe(404);
    expect(okta.appUser(id)).toBeUndefined();
    expect(okta.state.appUsers).toEqual([]);
  });

  test('a write replaces the profile, but for what is mapped', async () => {
    const { okta, id, send, paths } = await setUpMapped();
    const write = (profile: object) => send('POST', `${paths.appUsers}/${id}`, { profile });
    expect((await write({ note: 'n', region: 'emea' })).data.profile).toEqual({ note: 'n', region: 'emea' });
    expect(refusal(await write({ region: 'apac' }))).toMatchObject({ status: 403, code: 'E0000075' });
    okta.switches.features = [];
    expect(refusal(await write({ region: 'apac' }))).toMatchObject({ status: 400, code: 'E0000001' });
    expect(refusal(await write({ note: 1 }))).toMatchObject({ status: 400, code: 'E0000001' });
    expect(okta.appUser(id)?.profile).toEqual({ note: 'n', region: 'emea' });
    expect((await write({})).data.profile).toEqual({ region: 'emea' });
  });
});

test('the app shows the features of its provisioning', async () => {
  const { okta, send } = await setUp({ switches: { features: ['PUSH_NEW_USERS'] } });
  const { data } = await send('GET', `/api/v1/apps/${okta.appId}`);
  expect(data).toMatchObject({ id: okta.appId, status: 'ACTIVE', features: ['PUSH_NEW_USERS'] });
});

test('values of a group reach neither a mapped attribute nor one of the scope SELF', async () => {
  const { okta, id } = await setUpMapped();
  okta.addAppAttribute('own', { title: 'Own', type: 'string', scope: 'SELF' });
  okta.setAppUser(id, { scope: 'GROUP' });
  okta.addToGroup('Sales', id);
  okta.assignGroup({ group: 'Sales', priority: 0, profile: { region: 'apac', own: 'x', note: 'n' } });
  expect(okta.appUser(id)?.profile).toEqual({ region: 'emea', note: 'n' });
  okta.removeFromGroup('Sales', id);
  expect(okta.appUser(id)?.profile).toEqual({ region: 'emea' });
});

describe('the list of assignments', () => {
  test('expand=user embeds the user', async () => {
    const { id, send, paths } = await setUpMapped();
    const [appUser] = (await send('GET', `${paths.appUsers}?expand=user`)).data;
    expect(appUser._embedded.user).toEqual((await send('GET', `/api/v1/users/${id}`)).data);
  });

  test('is paged by Link, with the query kept, in the order of assignment', async () => {
    const { send, paths, ids } = await setUpMany(5);
    expect(await pages(send, `${paths.appUsers}?limit=2&expand=user`)).toEqual([
      ids.slice(0, 2),
      ids.slice(2, 4),
      ids.slice(4),
    ]);
    const first = await send('GET', `${paths.appUsers}?limit=2&expand=user`);
    expect(nextLink(first.headers.link)).toContain('expand=user');
    expect(await pages(send, `${paths.appUsers}?limit=5`)).toEqual([ids]);
  });

  test('has 50 on a page unless asked, and up to 500', async () => {
    const { send, paths } = await setUpMany(501);
    const sizes = async (query: string) => (await pages(send, paths.appUsers + query)).map(({ length }) => length);
    expect(await sizes('')).toEqual([...Array(10).fill(50), 1]);
    expect(await sizes('?limit=500')).toEqual([500, 1]);
  });

  test('goes on rightly when somebody is unassigned between two pages', async () => {
    const { okta, send, paths, ids } = await setUpMany(5);
    const leaver = ids[1] ?? '';
    let turns = 0;
    const found = await pages(send, `${paths.appUsers}?limit=2`, () => {
      turns += 1;
      if (turns === 1) okta.unassign(leaver);
    });
    expect(found.flat()).toEqual(ids);
  });

  test('an empty one has no next page, and a cursor of another kind is refused', async () => {
    const { send, paths } = await setUp();
    expect(await pages(send, paths.appUsers)).toEqual([[]]);
    expect((await send('GET', `${paths.appUsers}?after=x`)).status).toBe(400);
  });

  test('pages 12,000 assignments', async () => {
    const { okta, send, paths, ids } = await setUpMany(12_000);
    okta.addUserAttribute('region', { title: 'Region', type: 'string' });
    const found = await pages(send, `${paths.appUsers}?limit=500&expand=user`);
    expect(found.flat()).toEqual(ids);
  });
});
