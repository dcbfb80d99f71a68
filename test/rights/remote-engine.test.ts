import { expect, test } from '@jest/globals';
import nock from 'nock';
import { Secret } from '../../src/base/secret.ts';
import { remoteEngine } from '../../src/cli/push/remote-engine.ts';
import { useNock } from '../support/nock.ts';

const ISSUER = 'https://acme.okta.com/oauth2/default';
const URL = 'https://connector.acme.example';
const MANAGE = 'omni.jobs.manage';
const JSON_TYPE = { 'Content-Type': 'application/json' };

useNock();

/** The command with an app whose access policy grants these scopes, and every set of scopes that it asked for. */
function commandOf(granted: readonly string[]) {
  const asked: string[] = [];
  nock(ISSUER)
    .persist()
    .post('/v1/token')
    .reply(async (request: Request) => {
      const scope = new URLSearchParams(await request.clone().text()).get('scope') ?? '';
      asked.push(scope);
      const isGranted = scope.split(' ').every((one) => granted.includes(one));
      const [status, answer] = isGranted
        ? [200, { access_token: scope, expires_in: 3_600 }]
        : [400, { error: 'access_denied' }];
      return [status, JSON.stringify(answer), JSON_TYPE];
    });
  nock(URL)
    .persist()
    .post(/^\/v1\/actions\//)
    .reply((request: Request) => [200, JSON.stringify({ token: request.headers.get('authorization') }), JSON_TYPE]);
  const engine = remoteEngine({ url: URL, issuer: ISSUER, clientId: 'app', clientSecret: new Secret('secret') });
  return { asked, call: (action: string) => engine.call<{ token: string }>(action, {}) };
}

test('an app that pushes asks for what each action needs, and once whether it may manage jobs', async () => {
  const { asked, call } = commandOf(['omni.attributes.read', 'omni.values.read', 'omni.values.write']);
  for (const action of ['list-attributes', 'plan-push', 'apply-plan', 'get-job', 'get-job']) await call(action);
  expect(asked).toEqual([
    `omni.attributes.read ${MANAGE}`,
    'omni.attributes.read',
    'omni.values.write',
    'omni.values.read',
  ]);
});

test('an app that approves can do that and look on, at jobs of every client', async () => {
  const { asked, call } = commandOf(['omni.values.read', MANAGE]);
  expect(await call('approve-job')).toEqual({ output: { token: `Bearer ${MANAGE}` } });
  expect(await call('get-job')).toEqual({ output: { token: `Bearer omni.values.read ${MANAGE}` } });
  expect(asked).toEqual([MANAGE, `omni.values.read ${MANAGE}`]);
});

test('a scope that is not granted is named', async () => {
  const { call } = commandOf(['omni.values.read']);
  await expect(call('apply-plan')).rejects.toThrow(`${ISSUER} gave no token with omni.values.write: access_denied`);
});
