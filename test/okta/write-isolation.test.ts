import { expect, test } from '@jest/globals';
import { useNock } from '../support/nock.ts';
import { MAPPING_ID, mapping, mappings, schema, URN, userTypes } from './answers.ts';
import { OktaUnderTest } from './okta-under-test.ts';

useNock();

const MAPPING = `/api/v1/mappings/${MAPPING_ID}`;
const appRegion = {
  title: 'Region',
  type: 'string',
  scope: 'NONE',
  externalName: 'region',
  externalNamespace: URN,
} as const;
const push = { expression: 'user.region', pushStatus: 'PUSH' } as const;

test('no write ever holds the definition or the mapping of another attribute', async () => {
  const others = { team: { title: 'Team', type: 'string' }, seats: { title: 'Seats', type: 'number' } };
  const mapped = {
    team: { expression: 'user.team', pushStatus: 'PUSH' },
    seats: { expression: '3', pushStatus: 'PUSH' },
  };
  let attribute: Readonly<Record<string, unknown>> = {};
  let expression: Readonly<Record<string, unknown>> = {};
  const okta = new OktaUnderTest();
  okta.otherwise = ({ path }) => {
    if (path === '/api/v1/meta/types/user') return userTypes;
    if (path.startsWith('/api/v1/mappings?')) return mappings;
    return path === MAPPING ? mapping({ ...mapped, ...expression }) : schema({ ...others, ...attribute });
  };
  const session = okta.session();
  const { id } = await session.mapping();
  await session.userSchema();
  await session.appSchema();
  for (const property of [appRegion, undefined]) {
    attribute = property ? { region: property } : {};
    expression = property ? { region: push } : {};
    await session.writeUserAttribute('region', property);
    await session.writeAppAttribute('region', property);
    await session.writeMapping(id, 'region', property && push);
  }
  const bodies = okta.sent.filter(({ method }) => method === 'POST').map(({ body }) => body);
  const written = bodies.map((body) => {
    const { definitions, properties } = body as {
      definitions?: { custom: { properties: object } };
      properties?: object;
    };
    return Object.keys(definitions?.custom.properties ?? properties ?? {});
  });
  expect(written).toEqual(Array.from({ length: 6 }, () => ['region']));
  expect(JSON.stringify(bodies)).not.toMatch(/team|seats/i);
});
