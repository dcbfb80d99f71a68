import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import type { WireValue } from '../../src/omni/wire-value.ts';
import { attribute } from '../push/arbitraries.ts';
import { ATTRIBUTES, OmniUnderTest, ORIGIN, URN, USERS, useWholeNock } from './omni-under-test.ts';

useWholeNock();

interface Seen {
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Answers one request with 200 and keeps all of it. */
function record(method: string, answer: object = {}): Seen[] {
  const seen: Seen[] = [];
  nock(ORIGIN)
    .intercept(/.*/, method)
    .reply(async (request: Request) => {
      const text = await request.text();
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      seen.push({ url: request.url.slice(ORIGIN.length), headers: Object.fromEntries(request.headers), body });
      return [200, JSON.stringify(answer)];
    });
  return seen;
}

const id = '6f0c2d5e-3b1a-4c8e-9a57-1d2e3f405162';
const definition = attribute({ id, defaultValue: ['emea'], description: 'Row filters' });
const user = { id, userName: 'analyst.one@acme.example', displayName: 'Analyst One', active: true, [URN]: {} };

test('every request carries a key of the instance and asks for JSON', async () => {
  const omni = new OmniUnderTest();
  const seen = record('GET', { records: [] });
  await omni.run((session) => session.listAttributes());
  expect(seen[0]?.headers).toMatchObject({
    authorization: `Bearer ${omni.keys[0]?.reveal()}`,
    accept: 'application/json',
    'user-agent': 'okta-workflows-omni',
    host: 'acme.omniapp.co',
  });
});

describe('definitions', () => {
  test('are listed', async () => {
    const seen = record('GET', { records: [] });
    await new OmniUnderTest().run((session) => session.listAttributes());
    expect(seen).toMatchObject([{ url: ATTRIBUTES, body: undefined }]);
  });

  test('are created with their four parts, and with description and default where there are any', async () => {
    const omni = new OmniUnderTest();
    const [full, bare] = [record('POST'), record('POST')];
    await omni.run((session) => session.createAttribute(definition));
    await omni.run((session) => session.createAttribute(attribute({ type: 'number', multiValued: true })));
    const common = { name: 'sales_area', label: 'Sales area' };
    expect([full[0], bare[0]].map((seen) => [seen?.url, seen?.body])).toEqual([
      [
        ATTRIBUTES,
        { ...common, type: 'String', multiple_values: false, description: 'Row filters', default_value: 'emea' },
      ],
      [ATTRIBUTES, { ...common, type: 'Number', multiple_values: true }],
    ]);
    expect(full[0]?.headers['content-type']).toBe('application/json');
  });

  test.each([
    ['label', { label: 'Area' }, { label: 'Area' }],
    ['description', { description: 'New' }, { description: 'New' }],
    ['lack of a description', { description: '' }, { description: null }],
    ['several values', { multiValued: true }, { multiple_values: true }],
    ['default', { defaultValue: ['apac'] }, { default_value: 'apac' }],
    ['lack of a default', { defaultValue: [] }, { default_value: null }],
    [
      'several defaults',
      { multiValued: true, defaultValue: ['a', 'b'] },
      { multiple_values: true, default_value: ['a', 'b'] },
    ],
  ])('are updated in their %s and nothing else, never in their name', async (_, update, body) => {
    const seen = record('PUT');
    await new OmniUnderTest().run((session) => session.updateAttribute({ ...definition, ...update }, update));
    expect(seen).toMatchObject([{ url: `${ATTRIBUTES}/${id}` }]);
    expect(seen[0]?.body).toEqual(body);
  });

  test('are deleted by id, which is encoded', async () => {
    const seen = record('DELETE');
    await new OmniUnderTest().run((session) => session.deleteAttribute({ ...definition, id: '../a b?' }));
    expect(seen).toMatchObject([{ url: `${ATTRIBUTES}/..%2Fa%20b%3F`, body: undefined }]);
  });

  test('of Omni itself have no id and are never written', async () => {
    const system = attribute({ id: '', system: true });
    const omni = new OmniUnderTest();
    expect((await omni.refusal((session) => session.deleteAttribute(system))).code).toBe('ATTRIBUTE_SYSTEM');
    expect((await omni.refusal((session) => session.updateAttribute(system, {}))).code).toBe('ATTRIBUTE_SYSTEM');
    expect(omni.exchanges).toEqual([]);
  });
});

describe('users', () => {
  test('are read by id, which is encoded', async () => {
    const seen = record('GET', user);
    await new OmniUnderTest().run((session) => session.readUser('a/b'));
    expect(seen).toMatchObject([{ url: `${USERS}/a%2Fb` }]);
  });

  test('are listed in pages of a hundred', async () => {
    const seen = record('GET', { totalResults: 0, Resources: [] });
    await new OmniUnderTest().run((session) => session.userPage(101));
    expect(seen).toMatchObject([{ url: `${USERS}?count=100&startIndex=101` }]);
  });

  test.each([
    ['analyst.one+test@acme.example', '%22analyst.one%2Btest%40acme.example%22'],
    ['a"b@acme.example', '%22a%5C%22b%40acme.example%22'],
    ['a\\b@acme.example', '%22a%5C%5Cb%40acme.example%22'],
    ['x" or userName co "', '%22x%5C%22%20or%20userName%20co%20%5C%22%22'],
    ['a&count=1@acme.example', '%22a%26count%3D1%40acme.example%22'],
    ['zoë@acme.example', '%22zo%C3%AB%40acme.example%22'],
  ])('are found by name, with quotes and backslashes escaped: %s', async (userName, quoted) => {
    const seen = record('GET', { totalResults: 0 });
    await new OmniUnderTest().run((session) => session.findUser(userName));
    expect(seen).toMatchObject([{ url: `${USERS}?filter=userName%20eq%20${quoted}&count=100&startIndex=1` }]);
  });

  test('are patched with one replace without a path that holds exactly what is to be set and cleared', async () => {
    const seen = record('PATCH', user);
    const values = new Map<string, WireValue>([
      ['sales_area', 'emea'],
      ['seat_count', 12],
      ['cost_centers', ['c300']],
      ['old_flag', null],
    ]);
    await new OmniUnderTest().run((session) => session.patchUser(user, values));
    expect(seen).toMatchObject([{ url: `${USERS}/${id}` }]);
    expect(seen[0]?.body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        {
          op: 'replace',
          value: { [URN]: { sales_area: 'emea', seat_count: 12, cost_centers: ['c300'], old_flag: null } },
        },
      ],
    });
  });
});
