import { describe, expect, test } from '@jest/globals';
import { setUp, setUpUser, USER_ATTRIBUTES, USERS } from './set-up.ts';

const NAME = 'analyst.one@acme.example';
const where = (filter: string) => `${USERS}?filter=${encodeURIComponent(filter)}`;
const names = (answer: { json: { Resources: { userName: string }[] } }) =>
  answer.json.Resources.map((one) => one.userName);

async function setUpMany(count: number, switches = {}) {
  const double = await setUp({ switches });
  for (let i = 1; i <= count; i++) double.omni.addUser({ userName: `user${i}@acme.example` });
  return double;
}

describe('filters', () => {
  test.each([
    [`userName eq "${NAME}"`, 1],
    [`USERNAME EQ "ANALYST.ONE@acme.example"`, 1],
    ['userName eq "analyst.one"', 0],
    ['userName co "ANALYST"', 2],
    ['userName co "nobody"', 0],
  ])('%s finds %i', async (filter, found) => {
    const { omni, send } = await setUpUser();
    omni.addUser({ userName: 'analyst.two@acme.example' });
    const answer = await send('GET', where(filter));
    expect([answer.status, answer.json.totalResults, answer.json.Resources.length]).toEqual([200, found, found]);
  });

  test.each([
    'userName',
    'userName eq',
    'userName eq "a" and displayName eq "b"',
    'userName sw "a"',
    'id eq "x"',
    `${USER_ATTRIBUTES}:sales_area eq "x"`,
    'userName eq "unclosed',
  ])('%s is a 400', async (filter) => {
    const { send } = await setUp();
    const answer = await send('GET', where(filter));
    expect([answer.status, answer.json.detail]).toEqual([400, expect.stringMatching(/^Bad Request: filter: /)]);
  });
});

describe('pages', () => {
  test('come in the order of creation, 100 at a time, each with its own size', async () => {
    const { send } = await setUpMany(230);
    const sizes: number[] = [];
    const seen = new Set<string>();
    for (const startIndex of [1, 101, 201, 301]) {
      const { json } = await send('GET', `${USERS}?startIndex=${startIndex}`);
      expect(json).toMatchObject({ totalResults: 230, startIndex });
      sizes.push(json.itemsPerPage);
      for (const { userName } of json.Resources) seen.add(userName);
    }
    expect(sizes).toEqual([100, 100, 30, 0]);
    expect([seen.size, [...seen][0], [...seen][229]]).toEqual([230, 'user1@acme.example', 'user230@acme.example']);
  });

  test.each([
    ['100', 100],
    ['none', 150],
  ] as const)('maxCount=%s gives %i of 150', async (maxCount, given) => {
    const { send } = await setUpMany(150, { maxCount });
    expect((await send('GET', `${USERS}?count=1000`)).json.itemsPerPage).toBe(given);
  });

  test('count=0 asks for the total only; a count that is no number is a 400', async () => {
    const { send } = await setUpMany(3);
    expect((await send('GET', `${USERS}?count=0`)).json).toMatchObject({ totalResults: 3, Resources: [] });
    expect((await send('GET', `${USERS}?count=all`)).status).toBe(400);
  });

  test.each([
    ['no', 4, 3],
    ['yes', 5, 2],
  ] as const)(
    'pageShift=%s: the total becomes %i, and page two begins with user %i',
    async (pageShift, total, first) => {
      const { send } = await setUpMany(4, { pageShift });
      const one = await send('GET', `${USERS}?count=2`);
      const two = await send('GET', `${USERS}?count=2&startIndex=3`);
      expect(names(one)).toEqual(['user1@acme.example', 'user2@acme.example']);
      expect(names(two)[0]).toBe(`user${first}@acme.example`);
      expect(two.json.totalResults).toBe(total);
      expect((await send('GET', `${USERS}?count=100`)).json.totalResults).toBe(total);
    },
  );
});
