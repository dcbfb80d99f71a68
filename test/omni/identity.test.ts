import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { ATTRIBUTES, OmniUnderTest, ORIGIN, USERS, useWholeNock } from './omni-under-test.ts';

useWholeNock();

const admin = { keyScope: 'organization', orgRole: 'ORG_ADMIN' };
const document = { paths: { [ATTRIBUTES]: { get: {}, post: {} } } };

const whoami = (status: number, body: object = {}) => nock(ORIGIN).get('/api/v1/whoami').reply(status, body);
const openapi = (status: number, body: object | string) => nock(ORIGIN).get('/openapi.json').reply(status, body);
const scim = (status = 200) => nock(ORIGIN).get(USERS).query({ count: '1', startIndex: '1' }).reply(status, {});
const list = (status = 200) => nock(ORIGIN).get(ATTRIBUTES).reply(status, { records: [] });
const read = (omni: OmniUnderTest) => omni.run((session) => session.identity());

describe('who the connector is to Omni', () => {
  test('is told by whoami, and that it may manage definitions by the published API', async () => {
    whoami(200, admin);
    scim();
    list();
    openapi(200, document);
    expect(await read(new OmniUnderTest())).toEqual({ ...admin, canManageAttributes: true });
  });

  test.each<[string, number, object | string]>([
    ['lacks the route', 200, { paths: { [ATTRIBUTES]: { get: {} } } }],
    ['has no definitions at all', 200, { paths: {} }],
    ['is none', 200, '<html></html>'],
    ['is not there', 404, document],
    ['is not for us', 403, document],
  ])('without managing definitions when the API document %s', async (_, status, body) => {
    whoami(200, admin);
    scim();
    list();
    openapi(status, body);
    expect((await read(new OmniUnderTest())).canManageAttributes).toBe(false);
  });

  test('without managing definitions as a member, whatever the API document says', async () => {
    whoami(200, { ...admin, orgRole: 'MEMBER' });
    scim();
    list();
    const identity = { keyScope: 'organization', orgRole: 'MEMBER', canManageAttributes: false };
    expect(await read(new OmniUnderTest())).toEqual(identity);
  });

  test.each<[number, object]>([
    [404, {}],
    [400, { detail: 'Invalid method' }],
    [200, { keyScope: 'new', orgRole: 7 }],
    [404, admin],
    [200, []],
  ])('is unknown on an instance whose whoami answers %i %j', async (status, body) => {
    whoami(status, body);
    scim();
    list();
    const unknown = { keyScope: 'unknown', orgRole: 'unknown', canManageAttributes: false };
    expect(await read(new OmniUnderTest())).toEqual(unknown);
  });

  test('is unknown where whoami says nothing at all', async () => {
    nock(ORIGIN).get('/api/v1/whoami').reply(200, 'null');
    scim();
    list();
    expect(await read(new OmniUnderTest())).toMatchObject({ keyScope: 'unknown', orgRole: 'unknown' });
  });

  test('costs three requests of the budget: of the instance all of /api counts, and its API document does not', async () => {
    const omni = new OmniUnderTest();
    whoami(200, admin);
    scim();
    list();
    openapi(200, document);
    const sent = await omni.run(async (session) => {
      await session.identity();
      return session.sent;
    });
    expect([omni.exchanges.length, omni.slots, sent]).toEqual([4, 3, 3]);
  });

  test('is kept for five minutes', async () => {
    const omni = new OmniUnderTest();
    const ask = () => {
      whoami(200, { ...admin, orgRole: 'MEMBER' });
      scim();
      list();
    };
    ask();
    await read(omni);
    omni.clock.pass(299_999);
    await read(omni);
    expect(omni.exchanges).toHaveLength(3);
    omni.clock.pass(1);
    ask();
    await read(omni);
    expect(omni.exchanges).toHaveLength(6);
  });
});

describe('a key that does not do', () => {
  test('is a personal one', async () => {
    whoami(200, { keyScope: 'user', orgRole: 'ORG_ADMIN' });
    expect((await new OmniUnderTest().refusal((session) => session.identity())).code).toBe('OMNI_KEY_NOT_ORGANIZATION');
  });

  test('is one that may not use SCIM, and its failure is not kept', async () => {
    const omni = new OmniUnderTest();
    for (let count = 0; count < 2; count += 1) {
      whoami(200, admin);
      scim(403);
      expect((await omni.refusal((session) => session.identity())).code).toBe('OMNI_KEY_REFUSED');
    }
  });

  test('is one that may not read definitions', async () => {
    whoami(200, admin);
    scim();
    list(403);
    expect((await new OmniUnderTest().refusal((session) => session.identity())).code).toBe('OMNI_KEY_REFUSED');
  });
});
