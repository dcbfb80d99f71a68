import { beforeEach, describe, expect, test } from '@jest/globals';
import { SCOPES, scopesOf } from '../../src/actions/action.ts';
import { actions } from '../../src/actions/registry.ts';
import { type Answer, type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly scopes: readonly string[];
}

const ROUTES: readonly Route[] = [
  ...actions.map((action) => ({ method: 'POST', path: `/v1/actions/${action.name}`, scopes: scopesOf(action) })),
  { method: 'GET', path: '/v1/ping', scopes: [] },
  { method: 'GET', path: '/v1/options/attributes', scopes: ['omni.attributes.read'] },
  { method: 'GET', path: '/v1/fields/values', scopes: ['omni.attributes.read'] },
];
const OPEN_ROUTES = ['/healthz', '/readyz', '/metrics', '/openapi.json', '/manifest.json'];

const start = useConnector();
let under: ConnectorUnderTest;

beforeEach(async () => {
  under = await start();
});

const send = (route: Route, headers: Record<string, string>): Promise<Answer> =>
  under.send(route.method, route.path, route.method === 'POST' ? {} : undefined, headers);

async function expectRefusedForScope(route: Route, scp: readonly string[], missing: string): Promise<void> {
  const answer = await send(route, { authorization: `Bearer ${await under.token({ scp })}` });
  const { message } = expectError(answer, 403, 'SCOPE_MISSING');
  expect(message).toContain(missing);
  expect(answer.headers['www-authenticate']).toBe(`Bearer error="insufficient_scope", scope="${missing}"`);
}

test('the actions of the contract ask for the scopes of the contract', () => {
  expect(Object.fromEntries(actions.map(({ name, scope }) => [name, scope]))).toMatchObject({
    ping: undefined,
    'list-attributes': 'omni.attributes.read',
    'create-attribute': 'omni.attributes.write',
    'ensure-attribute': 'omni.attributes.write',
    'ensure-attributes': 'omni.attributes.write',
    'update-attribute': 'omni.attributes.write',
    'delete-attribute': 'omni.attributes.write',
    'read-user': 'omni.values.read',
    'set-user-values': 'omni.values.write',
    'clear-user-values': 'omni.values.write',
    'explain-user': 'omni.values.read',
    'preview-access': 'omni.values.read',
  });
});

describe.each(ROUTES)('$method $path', (route) => {
  test('is closed without a token', async () => {
    const answer = await send(route, {});
    expectError(answer, 401, 'TOKEN_MISSING');
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  test('opens for just its own scopes', async () => {
    const answer = await send(route, { authorization: `Bearer ${await under.token({ scp: route.scopes })}` });
    expect(answer.status).not.toBe(403);
    expect(answer.status).toBeLessThan(500);
  });

  test('stays closed when one of them is missing, whatever else the token carries', async () => {
    for (const scope of route.scopes) {
      const others = SCOPES.filter((other) => other !== scope);
      await expectRefusedForScope(route, others, scope);
      const alike = [`${scope}.all`, scope.slice(0, -1), scope.toUpperCase(), `${scope} ${scope}`];
      await expectRefusedForScope(route, [...others, ...alike], scope);
    }
  });
});

describe('a token counts only in the Authorization header', () => {
  let token: string;
  beforeEach(async () => {
    token = await under.token();
  });

  test('not in the query', async () => {
    expectError(await under.send('POST', `/v1/actions/ping?access_token=${token}`, {}), 401, 'TOKEN_MISSING');
    expectError(await under.send('GET', `/v1/options/attributes?access_token=${token}`), 401, 'TOKEN_MISSING');
  });

  test('not in the body', async () => {
    expectError(await under.send('POST', '/v1/actions/ping', { access_token: token }), 401, 'TOKEN_MISSING');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expectError(await under.send('POST', '/v1/actions/ping', `access_token=${token}`, form), 401, 'TOKEN_MISSING');
  });

  test('not in another header', async () => {
    const headers = {
      'x-access-token': token,
      cookie: `access_token=${token}`,
      'proxy-authorization': `Bearer ${token}`,
    };
    expectError(await under.send('POST', '/v1/actions/ping', {}, headers), 401, 'TOKEN_MISSING');
  });
});

test('a bad token is refused before the body is looked at', async () => {
  const authorization = `Bearer ${(await under.token()).slice(0, -4)}AAAA`;
  const answer = await under.send('POST', '/v1/actions/set-user-values', 'no json', { authorization });
  expectError(answer, 401, 'TOKEN_BAD_SIGNATURE');
  expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
});

test('only clients that are allowed may call, when the setting names any', async () => {
  const closed = await start({ environment: { OKTA_CLIENT_IDS: 'the-flow, another' } });
  const answer = await closed.call('ping');
  expectError(answer, 403, 'CLIENT_NOT_ALLOWED');
  expect(answer.headers['www-authenticate']).toBe('Bearer error="insufficient_scope"');
  const authorization = `Bearer ${await closed.token({ cid: 'another' })}`;
  expect(await closed.send('POST', '/v1/actions/ping', {}, { authorization })).toMatchObject({ status: 200 });
});

test('exactly the routes of the contract answer without a token', async () => {
  const { paths } = (await under.send('GET', '/openapi.json')).body;
  const documented = Object.keys(paths);
  expect(documented).toEqual(expect.arrayContaining([...OPEN_ROUTES, ...ROUTES.map(({ path }) => path)]));
  const open: string[] = [];
  for (const path of documented) {
    const method = Object.keys(paths[path])[0] ?? '';
    if ((await under.send(method, path, method === 'post' ? {} : undefined)).status === 200) open.push(path);
  }
  expect(open.sort()).toEqual(OPEN_ROUTES.toSorted());
});
