import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { readUser, readUserPage } from '../../src/omni/scim.ts';
import { OmniUnderTest, ORIGIN, URN, USERS, useWholeNock } from './omni-under-test.ts';

useWholeNock();

const userName = 'analyst.one@acme.example';
const core = { id: 'u1', userName, displayName: 'Analyst One', active: true };
const full = { ...core, [URN]: { sales_area: 'emea' } };
const shown = {
  id: 'u1',
  userName,
  displayName: 'Analyst One',
  active: true,
  shown: new Map([['sales_area', 'emea']]),
};

const search = (...Resources: object[]) =>
  nock(ORIGIN).get(USERS).query(true).reply(200, { totalResults: Resources.length, Resources });
const read = (id: string, body?: object) =>
  nock(ORIGIN)
    .get(`${USERS}/${id}`)
    .reply(body ? 200 : 404, body ?? {});
const find = (omni: OmniUnderTest, name = userName) => omni.run((session) => session.findUser(name));

describe('a user as Omni shows them', () => {
  test.each<[string, object, object]>([
    [
      'with values in every form',
      { [URN]: { a: '1', b: 2, c: ['x'], d: null } },
      {
        shown: new Map<string, unknown>([
          ['a', '1'],
          ['b', 2],
          ['c', ['x']],
          ['d', null],
        ]),
      },
    ],
    ['with no values', { [URN]: {} }, { shown: new Map() }],
    ['without the object of values, which means not known', {}, { shown: undefined }],
    ['with something else in its place', { [URN]: ['x'] }, { shown: undefined }],
    ['with null in its place', { [URN]: null }, { shown: undefined }],
    ['deactivated', { active: false }, { active: false, shown: undefined }],
    ['without a word about being active', { active: undefined }, { active: true, shown: undefined }],
    ['without a display name', { displayName: null }, { displayName: '', shown: undefined }],
  ])('%s', (_, body, expected) => {
    expect(readUser({ ...core, ...body })).toEqual({ ...shown, ...expected });
  });

  test.each<[unknown]>([[undefined], [null], [[]], ['x'], [{ ...core, id: '' }], [{ ...core, id: 7 }], [{ id: 'u1' }]])(
    'is not read from %j',
    (body) => {
      expect(() => readUser(body)).toThrow('a user without id or userName');
    },
  );
});

describe('a page of users', () => {
  test.each<[unknown, number, number]>([
    [{ totalResults: 205, Resources: [core, core] }, 2, 205],
    [{ totalResults: '205', Resources: [core] }, 1, 205],
    [{ Resources: [core] }, 1, 1],
    [{ totalResults: 0, Resources: [] }, 0, 0],
    [{ totalResults: 0 }, 0, 0],
    [{ totalResults: 0, Resources: null }, 0, 0],
  ])('%j', (body, users, totalResults) => {
    const page = readUserPage(body);
    expect([page.users.length, page.totalResults]).toEqual([users, totalResults]);
  });

  test.each<[unknown]>([[undefined], [[core]], [{ totalResults: 3 }], [{ totalResults: 0, Resources: {} }], [{}]])(
    'is not read from %j',
    (body) => {
      expect(() => readUserPage(body)).toThrow('no SCIM list of users');
    },
  );

  test.each(['', '<html></html>', '{"Resources":['])(
    'that is %j is an answer that nobody understands',
    async (body) => {
      nock(ORIGIN).get(USERS).query(true).reply(200, body);
      const error = await new OmniUnderTest().refusal((session) => session.userPage(1));
      expect(error.code).toBe('OMNI_UNEXPECTED_ANSWER');
    },
  );
});

describe('a user is found by name', () => {
  test('when exactly one has it, in whatever case, and their id is remembered', async () => {
    const omni = new OmniUnderTest();
    search({ ...core, id: 'u2', userName: 'other@acme.example' }, { ...full, userName: 'Analyst.One@ACME.example' });
    expect(await find(omni)).toEqual({ ...shown, userName: 'Analyst.One@ACME.example' });
    expect(omni.ids.get(userName)).toBe('u1');
    expect(omni.exchanges).toHaveLength(1);
  });

  test('and read by id when the list leaves the values out', async () => {
    const omni = new OmniUnderTest();
    search(core);
    read('u1', full);
    expect(await find(omni)).toEqual(shown);
  });

  test('and known without values when they are gone a moment later', async () => {
    search(core);
    read('u1');
    expect(await find(new OmniUnderTest())).toEqual({ ...shown, shown: undefined });
  });

  test.each<[string, object[]]>([
    ['nobody', []],
    ['only somebody with a similar name', [{ ...core, userName: `x${userName}` }]],
  ])('not when there is %s', async (_, found) => {
    const omni = new OmniUnderTest();
    search(...found);
    expect(await find(omni)).toBeUndefined();
    expect(omni.ids.size).toBe(0);
  });

  test('not when two active users bear the name', async () => {
    search(full, { ...full, id: 'u2' });
    const error = await new OmniUnderTest().refusal((session) => session.findUser(userName));
    expect(error).toMatchObject({ code: 'USER_AMBIGUOUS', facts: { userName } });
  });

  test('as the active one beside a former one', async () => {
    search({ ...full, id: 'former', active: false }, full);
    expect((await find(new OmniUnderTest()))?.id).toBe('u1');
  });

  test('as deactivated when there is no active one, and that id is not remembered', async () => {
    const omni = new OmniUnderTest();
    search({ ...full, active: false });
    expect(await find(omni)).toMatchObject({ id: 'u1', active: false });
    expect(omni.ids.size).toBe(0);
  });
});

test('who is looked for is found in the same way, and nothing is remembered', async () => {
  const omni = new OmniUnderTest();
  search(core);
  read('u1', full);
  expect(await omni.run((session) => session.lookForUser(userName))).toEqual(shown);
  expect(omni.ids.size).toBe(0);
});

test('a user is told as a search shows them, without a look at what it leaves out', async () => {
  const omni = new OmniUnderTest();
  search(core);
  expect(await omni.run((session) => session.listedUser(userName))).toEqual({ ...shown, shown: undefined });
  expect(omni.exchanges).toHaveLength(1);
});

describe('a remembered id', () => {
  test('saves no search, which alone tells that nobody else bears the name', async () => {
    const omni = new OmniUnderTest();
    omni.ids.set(userName, 'u1');
    search(full, { ...full, id: 'u2', userName: userName.toUpperCase() });
    const error = await omni.refusal((session) => session.findUser(userName));
    expect(error.code).toBe('USER_AMBIGUOUS');
    expect(omni.ids.size).toBe(0);
  });

  test('is replaced by what the search shows, without a look at it', async () => {
    const omni = new OmniUnderTest();
    omni.ids.set(userName, 'old');
    search(full);
    expect(await find(omni)).toEqual(shown);
    expect(omni.ids.get(userName)).toBe('u1');
    expect(omni.exchanges).toHaveLength(1);
  });

  test('is all that is left of a deactivated user whom the list leaves out', async () => {
    const omni = new OmniUnderTest();
    omni.ids.set(userName, 'u1');
    search();
    read('u1', { ...full, active: false });
    expect(await find(omni)).toEqual({ ...shown, active: false });
    expect(omni.ids.get(userName)).toBe('u1');
  });

  test.each<[string, object | undefined]>([
    ['nobody has it any more', undefined],
    ['it belongs to another name', { ...full, id: 'old', userName: 'other@acme.example' }],
  ])('is forgotten when %s', async (_, stale) => {
    const omni = new OmniUnderTest();
    omni.ids.set(userName, 'old');
    search();
    read('old', stale);
    expect(await find(omni)).toBeUndefined();
    expect(omni.ids.size).toBe(0);
  });
});
