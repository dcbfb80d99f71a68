import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Exchange } from '../../local/okta-org/exchanges.ts';
import { OktaDescription } from './okta-description.ts';

const description = new OktaDescription();
const MAPPING = '/api/v1/mappings/prm1';
const APP_SCHEMA = '/api/v1/meta/schemas/apps/0oa1/default';

const APP = { label: 'Omni', signOnMode: 'SAML_2_0', status: 'ACTIVE', features: ['PUSH_NEW_USERS'] };

const read = (path: string, scope: string, answer: unknown, query: Record<string, string> = {}): Exchange => ({
  ...{ method: 'GET', path, query, body: undefined, scopes: [scope], status: 200, answer },
});
const write = (path: string, scope: string, body: unknown): Exchange => ({
  ...{ method: 'POST', path, query: {}, body, scopes: [scope], status: 200, answer: {} },
});
const mapped = (properties: unknown) => write(MAPPING, 'okta.profileMappings.manage', { properties });
const defined = (properties: unknown) =>
  write(APP_SCHEMA, 'okta.schemas.manage', { definitions: { custom: { id: '#custom', type: 'object', properties } } });

test('names its source and version', () => {
  const { info } = JSON.parse(readFileSync(join(import.meta.dirname, 'okta-openapi.json'), 'utf8'));
  expect(info).toMatchObject({
    version: '2026.06.3',
    description: expect.stringContaining('github.com/okta/okta-management-openapi-spec'),
  });
});

describe('takes', () => {
  test.each<[string, Exchange]>([
    ['a mapping that is set', mapped({ region: { expression: 'user.region', pushStatus: 'PUSH' } })],
    ['a mapping that is removed', mapped({ region: { expression: null, pushStatus: null } })],
    [
      'a definition with what the description leaves out',
      defined({ tags: { title: 'T', type: 'array', union: 'ENABLE' } }),
    ],
    ['a definition that is removed', defined({ region: null })],
    ['uniqueness as text', defined({ region: { title: 'R', type: 'string', unique: 'UNIQUE_VALIDATED' } })],
    [
      'a closed list of numbers',
      defined({ tier: { title: 'T', type: 'number', enum: [1.5], oneOf: [{ const: 1.5, title: 'One and a half' }] } }),
    ],
    ['an app', read('/api/v1/apps/0oa1', 'okta.apps.read', APP)],
    ['a refused request, whatever it was', { ...mapped(1), status: 400, answer: { errorCode: 'E0000001' } }],
  ])('%s', (_, exchange) => {
    expect(description.problems(exchange)).toEqual([]);
  });
});

describe('finds', () => {
  const users = (query: Record<string, string>) => read('/api/v1/apps/0oa1/users', 'okta.apps.read', [], query);

  test.each<[string, Exchange, RegExp]>([
    ['a call that is none of its own', read('/api/v1/nothing', 'x', {}), /no such operation/],
    ['a method that is none', { ...mapped({}), method: 'PUT' }, /no such operation/],
    ['a token without the scope', read(APP_SCHEMA, 'okta.schemas.manage', {}), /lacks okta.schemas.read/],
    ['a query that is unknown', users({ size: '5' }), /the query has size/],
    ['a page that is too long', users({ limit: '501' }), /limit .*<= 500/],
    ['a mapping at the top', write(MAPPING, 'okta.profileMappings.manage', { expression: 'x' }), /the request/],
    ['a mapping without a push status', mapped({ region: { expression: 'user.region' } }), /pushStatus/],
    ['an unknown push status', mapped({ region: { expression: 'x', pushStatus: 'NEVER' } }), /the request/],
    ['an unknown type', defined({ region: { title: 'R', type: 'text' } }), /type must be equal/],
    ['an unknown scope', defined({ region: { title: 'R', type: 'string', scope: 'ALL' } }), /scope must be equal/],
    [
      'a choice that is neither',
      defined({ tier: { title: 'T', type: 'number', oneOf: [{ const: true }] } }),
      /const must be/,
    ],
    ['a title that is empty', defined({ region: { title: '', type: 'string' } }), /title must NOT have fewer/],
    [
      'an unknown feature',
      read('/api/v1/apps/0oa1', 'okta.apps.read', { features: ['PUSH'] }),
      /the answer \/features/,
    ],
    ['a list where one is due', read('/api/v1/users/00u1', 'okta.users.read', []), /the answer \/ must be object/],
    ['a status of its own', { ...mapped({}), status: 204 }, /no answer 204/],
    ['an error that is none', { ...mapped({}), status: 400, answer: { errorCode: 5 } }, /the error \/errorCode/],
  ])('%s', (_, exchange, problem) => {
    expect(description.problems(exchange).join('\n')).toMatch(problem);
  });
});
