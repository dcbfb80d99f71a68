import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { OmniUnderTest, ORIGIN, useWholeNock } from './omni-under-test.ts';

useWholeNock();

const document = () => nock(ORIGIN).get('/openapi.json');
const published = (omni = new OmniUnderTest()) => omni.run((session) => session.published());

test('an instance publishes its routes in its own document, which costs nothing of the budget', async () => {
  const omni = new OmniUnderTest();
  document().reply(200, {
    paths: { '/api/v1/user-attributes': { get: {}, post: {} }, '/api/v1/odd': 'x', '/api/v1/none': null },
  });
  expect(await published(omni)).toEqual(new Set(['GET /api/v1/user-attributes', 'POST /api/v1/user-attributes']));
  expect(omni.slots).toBe(0);
});

describe('an instance tells nothing of its routes', () => {
  test.each<[number, unknown]>([
    [404, { paths: { '/a': { get: {} } } }],
    [401, { detail: 'Unauthorized' }],
    [403, { detail: 'Invalid bearer token' }],
    [302, ''],
    [204, ''],
    [200, ''],
    [200, '<html></html>'],
    [200, null],
    [200, {}],
    [200, { paths: 'x' }],
    [200, { paths: null }],
    [200, { paths: [] }],
  ])('by %i %j, which is no failure', async (status, body) => {
    document().reply(status, typeof body === 'string' ? body : JSON.stringify(body));
    expect(await published()).toBeUndefined();
  });
});

test.each([429, 500])('a %i is repeated, as of every request', async (status) => {
  const omni = new OmniUnderTest();
  document().reply(status);
  document().reply(200, { paths: {} });
  expect(await published(omni)).toEqual(new Set());
  expect(omni.statuses).toEqual([status, 200]);
});
