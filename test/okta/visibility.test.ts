import { describe, expect, test } from '@jest/globals';
import type { OktaSession } from '../../src/okta/okta-org.ts';
import { useNock } from '../support/nock.ts';
import { MAPPING_ID, mapping, schema } from './answers.ts';
import { OktaUnderTest, type Reply } from './okta-under-test.ts';

useNock();

const region = {
  title: 'Region',
  type: 'string',
  description: 'Where',
  scope: 'NONE',
  enum: ['EMEA', 'APAC'],
} as const;
const push = { expression: 'user.region', pushStatus: 'PUSH' } as const;

interface Case {
  readonly write: (session: OktaSession) => Promise<void>;
  readonly shown: Reply;
  readonly hidden: Reply;
  readonly what: string;
}

const mapped = mapping({ region: push });
const defined = schema({ region: { ...region, scope: 'SELF', mutability: 'READ_WRITE' } });

const CASES: Readonly<Record<string, Case>> = {
  'a user attribute': {
    write: (session) => session.writeUserAttribute('region', region),
    shown: defined,
    hidden: schema({}),
    what: 'the attribute region of the Okta user profile',
  },
  'the removal of a user attribute': {
    write: (session) => session.writeUserAttribute('region', undefined),
    shown: schema({}),
    hidden: defined,
    what: 'the removal of the attribute region of the Okta user profile',
  },
  'an app attribute': {
    write: (session) => session.writeAppAttribute('region', region),
    shown: defined,
    hidden: schema({ region: { ...region, enum: ['EMEA'] } }),
    what: "the attribute region of the Omni app's profile",
  },
  'a mapping': {
    write: (session) => session.writeMapping(MAPPING_ID, 'region', push),
    shown: mapped,
    hidden: mapping({ region: { ...push, pushStatus: 'DONT_PUSH' } }),
    what: 'the mapping of region',
  },
  'the removal of a mapping': {
    write: (session) => session.writeMapping(MAPPING_ID, 'region', undefined),
    shown: mapping({}),
    hidden: mapped,
    what: 'the removal of the mapping of region',
  },
};

describe.each(Object.entries(CASES))('%s', (_, { write, shown, hidden, what }) => {
  const methods = (okta: OktaUnderTest) => okta.sent.map(({ method }) => method).join(' ');

  test('is waited for with growing patience until Okta shows it', async () => {
    const okta = new OktaUnderTest().replies(hidden, ...Array(7).fill(hidden), shown);
    await write(okta.session());
    expect(methods(okta)).toBe('POST GET GET GET GET GET GET GET GET');
    expect(okta.clock.slept).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  test('that does not show within two minutes is told as taken and not yet visible', async () => {
    const okta = new OktaUnderTest();
    okta.otherwise = () => hidden;
    const error = await okta.failure(write);
    expect([error.code, error.facts]).toEqual(['OKTA_NOT_VISIBLE_YET', { what }]);
    expect(okta.clock.now()).toBe(120_000);
    expect(okta.sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  test('is waited for no longer than there is time', async () => {
    const okta = new OktaUnderTest();
    // Fetch the tokens.
    okta.otherwise = () => shown;
    await write(okta.session());
    okta.otherwise = () => hidden;
    expect((await okta.failure(write, 8_000)).code).toBe('OKTA_NOT_VISIBLE_YET');
    expect(okta.clock.now()).toBe(6_000);
  });

  test.each<Reply>([{ status: 500 }, { breaks: 'ECONNRESET' }])(
    'that was written in spite of %j is not written again',
    async (failure) => {
      const okta = new OktaUnderTest().replies(failure, hidden, shown);
      await write(okta.session());
      expect(methods(okta)).toBe('POST GET GET');
    },
  );

  test('that a failure prevented is written once more', async () => {
    const okta = new OktaUnderTest().replies({ status: 500 }, ...Array(5).fill(hidden), hidden, shown);
    await write(okta.session());
    expect(methods(okta)).toBe('POST GET GET GET GET GET POST GET');
    expect(okta.sent[0]?.body).toEqual(okta.sent[6]?.body);
  });

  test('that fails twice and does not show has failed', async () => {
    const okta = new OktaUnderTest();
    okta.otherwise = ({ method }) => (method === 'POST' ? { status: 500 } : hidden);
    const error = await okta.failure(write);
    expect([error.code, error.facts]).toEqual(['OKTA_UNREACHABLE', { problem: 'status 500' }]);
    expect(okta.sent.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  test('is not looked for when Okta refuses it', async () => {
    const okta = new OktaUnderTest().replies({ status: 400, json: {} });
    expect((await okta.failure(write)).code).toBe('OKTA_REFUSED');
    expect(methods(okta)).toBe('POST');
  });
});
