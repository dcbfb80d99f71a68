import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { OktaSession } from '../../src/okta/okta-org.ts';
import { useNock } from '../support/nock.ts';
import { appUser, MAPPING_ID, mapping, oktaError, schema, user, userTypes } from './answers.ts';
import { OktaUnderTest, type Reply } from './okta-under-test.ts';

useNock();

const region = { title: 'Region', type: 'string' } as const;
const push = { expression: 'user.region', pushStatus: 'PUSH' } as const;

const READS: Readonly<Record<string, (session: OktaSession) => Promise<unknown>>> = {
  userSchema: (session) => session.userSchema(),
  appSchema: (session) => session.appSchema(),
  app: (session) => session.app(),
  userTypes: (session) => session.userTypes(),
  mapping: (session) => session.mapping(),
  user: (session) => session.user('00u1'),
  appUser: (session) => session.appUser('00u1'),
  appUserPage: (session) => session.appUserPage(),
};
const WRITES: Readonly<Record<string, (session: OktaSession) => Promise<unknown>>> = {
  writeUserAttribute: (session) => session.writeUserAttribute('region', region),
  writeAppAttribute: (session) => session.writeAppAttribute('region', region),
  writeMapping: (session) => session.writeMapping(MAPPING_ID, 'region', push),
  updateUser: (session) => session.updateUser('00u1', { region: 'EMEA' }),
};
const ALL = Object.entries({ ...READS, ...WRITES });

describe('a read', () => {
  test.each<[string, Reply]>([
    ['a failure of Okta', { status: 500, json: oktaError('E0000009', 'Internal Server Error') }],
    ['a page of a proxy', { status: 502, json: '<html>' }],
    ['a broken connection', { breaks: 'ECONNRESET' }],
    ['no connection', { breaks: 'ECONNREFUSED' }],
  ])('is repeated after %s', async (_, reply) => {
    const okta = new OktaUnderTest().replies(reply, reply, reply, { json: user('00u1') });
    expect((await okta.session().user('00u1'))?.id).toBe('00u1');
    expect(okta.clock.slept).toEqual([500, 1_000, 2_000]);
    expect(okta.exchanges).toHaveLength(5);
  });

  test.each<[Reply, string]>([
    [{ status: 503 }, 'status 503'],
    [{ breaks: 'ECONNRESET' }, 'the connection failed (ECONNRESET)'],
  ])('is given up after four tries: %j', async (reply, problem) => {
    const okta = new OktaUnderTest();
    okta.otherwise = () => reply;
    const error = await okta.failure((session) => session.user('00u1'));
    expect([error.code, error.facts, okta.sent.length]).toEqual(['OKTA_UNREACHABLE', { problem }, 4]);
  });

  test('is given up earlier when the next try would come too late', async () => {
    const okta = new OktaUnderTest().replies({ json: user('00u1') }, { status: 503 }, { status: 503 });
    await okta.session().user('00u1');
    const error = await okta.failure((session) => session.user('00u1'), 1_000);
    expect([error.code, okta.sent.length]).toEqual(['OKTA_UNREACHABLE', 3]);
  });
});

test.each<Reply>([{ breaks: 'ECONNRESET' }, { status: 503 }])(
  'a try that lasts beyond the deadline (%j) was too slow',
  async (reply) => {
    const okta = new OktaUnderTest().replies({ json: user('00u1') });
    await okta.session().user('00u1');
    okta.otherwise = () => {
      okta.clock.pass(10_000);
      return reply;
    };
    expect((await okta.failure((session) => session.user('00u1'), 10_000)).code).toBe('OKTA_TOO_SLOW');
    expect(okta.sent).toHaveLength(2);
  },
);

describe('a write of a user', () => {
  test('is repeated when the request was surely not delivered', async () => {
    const okta = new OktaUnderTest().replies({ breaks: 'ECONNREFUSED' }, { json: user('00u1') });
    await okta.session().updateUser('00u1', { region: 'EMEA' });
    expect(okta.sent).toHaveLength(2);
  });

  test.each<Reply>([{ breaks: 'ECONNRESET' }, { status: 500 }])(
    'that may have happened (%j) is settled by reading',
    async (reply) => {
      const okta = new OktaUnderTest().replies(reply, { json: user('00u1', { region: 'EMEA' }) });
      const after = await okta.session().updateUser('00u1', { region: 'EMEA', seats: null });
      expect(after.profile.region).toBe('EMEA');
      expect(okta.calls.map(([method]) => method)).toEqual(['POST', 'GET']);
    },
  );

  test('of which reading shows nothing has failed, and is not sent again', async () => {
    const okta = new OktaUnderTest().replies({ status: 500 }, { json: user('00u1', { region: 'APAC' }) });
    const error = await okta.failure((session) => session.updateUser('00u1', { region: 'EMEA' }));
    expect([error.code, okta.sent.length]).toEqual(['OKTA_UNREACHABLE', 2]);
  });
});

describe('a refusal', () => {
  const headers = { 'X-Okta-Request-Id': 'reqZ9' };

  test.each(ALL)('of access is told as such by %s', async (_, call) => {
    const okta = new OktaUnderTest().replies({
      status: 403,
      json: oktaError('E0000006', 'You do not have permission to perform the requested action'),
      headers,
    });
    const error = await okta.failure(call);
    expect([error.code, error.facts.detail]).toEqual([
      'OKTA_ACCESS_REFUSED',
      'E0000006 You do not have permission to perform the requested action',
    ]);
    expect(error.details).toEqual([{ path: '', message: 'X-Okta-Request-Id: reqZ9' }]);
  });

  test('for a missing scope is told from the header', async () => {
    const challenge = 'Bearer error="insufficient_scope", error_description="The token lacks a scope."';
    const okta = new OktaUnderTest().replies({ status: 403, headers: { 'WWW-Authenticate': challenge } });
    const error = await okta.failure((session) => session.userSchema());
    expect(error.facts.detail).toBe('insufficient_scope: The token lacks a scope');
  });

  test.each([
    ['a user whom another directory masters', 'E0000023', 'user profile is mastered under another system'],
    [
      'an attribute that is mapped and pushed',
      'E0000075',
      'Cannot modify the region attribute because it has a field mapping and profile push is enabled',
    ],
  ])('of %s is none of access', async (_, code, summary) => {
    const json = oktaError(code, summary);
    const okta = new OktaUnderTest().replies({ status: 403, json });
    const error = await okta.failure((session) => session.updateUser('00u1', { region: 'EMEA' }));
    expect([error.code, error.facts.detail]).toEqual(['OKTA_REFUSED', `${code} ${summary}`]);
  });

  test('is read also where Okta shows its cause as an object, not as a list', async () => {
    const json = { ...oktaError('E0000041', 'Credentials should not be set'), errorCauses: { errorSummary: 'why' } };
    const okta = new OktaUnderTest().replies({ status: 400, json });
    const error = await okta.failure((session) => session.userSchema());
    expect(error.facts.detail).toBe('E0000041 Credentials should not be set (why)');
  });

  test.each(['writeUserAttribute', 'writeAppAttribute', 'writeMapping'])(
    'of %s keeps all that Okta says, is final, and waits for nothing',
    async (name) => {
      const json = oktaError(
        'E0000001',
        'Api validation failed: schema',
        'Items not present for array property: region',
      );
      const okta = new OktaUnderTest().replies({ status: 400, json });
      const error = await okta.failure(WRITES[name] ?? Promise.reject);
      expect([error.code, error.facts.detail]).toEqual([
        'OKTA_REFUSED',
        'E0000001 Api validation failed: schema (Items not present for array property: region)',
      ]);
      expect([okta.sent.length, okta.clock.now()]).toEqual([1, 0]);
    },
  );

  test('of a user names the attributes and repeats no value', async () => {
    const json = oktaError(
      'E0000001',
      "Api validation of 'planted' failed: planted",
      'region: planted is not in the list',
      'planted: seats',
      'note: planted',
    );
    const okta = new OktaUnderTest().replies({ status: 400, json });
    const values = { region: 'planted', seats: 3, team: 'planted' };
    const error = await okta.failure((session) => session.updateUser('00u1', values));
    expect([error.code, error.facts.detail]).toEqual(['OKTA_REFUSED', 'E0000001 Api validation of … failed (region)']);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('planted');
  });

  test.each([
    ['appSchema', 'OKTA_APP_NOT_FOUND'],
    ['app', 'OKTA_APP_NOT_FOUND'],
    ['appUserPage', 'OKTA_APP_NOT_FOUND'],
    ['writeAppAttribute', 'OKTA_APP_NOT_FOUND'],
    ['writeMapping', 'OKTA_MAPPING_NOT_FOUND'],
    ['updateUser', 'OKTA_USER_NOT_FOUND'],
    ['userSchema', 'OKTA_REFUSED'],
  ])('because something is not there: %s', async (name, code) => {
    const okta = new OktaUnderTest().replies({ status: 404, json: oktaError('E0000007', 'Not found: Resource') });
    expect((await okta.failure({ ...READS, ...WRITES }[name] ?? Promise.reject)).code).toBe(code);
  });

  test.each(ALL)('of a redirect by %s: the token goes nowhere else', async (_, call) => {
    const okta = new OktaUnderTest().replies({ status: 302, headers: { Location: 'https://other.example/' } });
    expect((await okta.failure(call)).code).toBe('OKTA_UNEXPECTED_ANSWER');
  });

  test.each(['', '.', '..'])('comes before anything is sent for the id %j', async (id) => {
    const okta = new OktaUnderTest();
    const calls = [
      okta.failure((session) => session.user(id)),
      okta.failure((session) => session.updateUser(id, {})),
      okta.failure((session) => session.appUser(id)),
      okta.failure((session) => session.writeMapping(id, 'region', push)),
    ];
    expect((await Promise.all(calls)).map(({ code }) => code)).toEqual(Array(4).fill('OKTA_REFUSED'));
    expect(okta.sent).toEqual([]);
  });
});

describe('an answer that is not as documented is none', () => {
  const { lastUpdated: _, ...withoutTime } = user('00u1');

  test.each<[string, readonly Reply[]]>([
    ['userSchema', [{ json: {} }]],
    ['userSchema', [{ json: { definitions: { custom: [] } } }]],
    ['userSchema', [schema({ region: 'planted' })]],
    ['userSchema', [schema({ region: { title: 'planted' } })]],
    ['userSchema', [schema({ region: { ...region, enum: [['planted']] } })]],
    ['userSchema', [schema({ region: { ...region, oneOf: [{ const: 'planted' }] } })]],
    ['userSchema', [schema({ region: { ...region, type: 'array', items: 'planted' } })]],
    ['app', [{ json: { features: [] } }]],
    ['app', [{ json: { status: 'ACTIVE', features: 'planted' } }]],
    ['app', [{ json: { status: 'ACTIVE', features: [{ planted: true }] } }]],
    ['mapping', [{ json: { planted: true } }]],
    ['mapping', [{ json: [{ id: 'planted', name: 'planted', default: false }] }]],
    ['userTypes', [{ json: [{ id: 'planted', default: false }] }]],
    ['mapping', [userTypes, { json: { planted: true } }]],
    ['writeMapping', [mapping({}), mapping({ region: { expression: 'planted', pushStatus: 'planted' } })]],
    ['user', [{ json: [user('planted')] }]],
    ['user', [{ json: { ...user('00u1'), profile: { region: 'planted' } } }]],
    ['user', [{ json: withoutTime }]],
    ['user', [{ json: { ...user('00u1'), lastUpdated: 'planted' } }]],
    ['updateUser', [{}]],
    ['appUser', [{ json: { ...appUser('00u1'), status: 5 } }]],
    ['appUser', [{ json: { ...appUser('00u1'), _embedded: { user: 'planted' } } }]],
    ['appUserPage', [{ json: { planted: [] } }]],
    ['appUserPage', [{ json: ['planted'] }]],
  ])('%s %#', async (name, replies) => {
    const okta = new OktaUnderTest().replies(...replies);
    const error = await okta.failure({ ...READS, ...WRITES }[name] ?? Promise.reject);
    expect(error.code).toBe('OKTA_UNEXPECTED_ANSWER');
    expect(inspect(error, { depth: 10 })).not.toContain('planted');
  });
});

test.each(ALL)('after the deadline %s sends nothing', async (_, call) => {
  const okta = new OktaUnderTest();
  okta.clock.pass(1_000);
  expect((await okta.failure(call, 1_000)).code).toBe('OKTA_TOO_SLOW');
  expect([okta.sent, okta.tokenRequests]).toEqual([[], []]);
});
