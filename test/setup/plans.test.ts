import { describe, expect, test } from '@jest/globals';
import type { ConnectorError } from '../../src/errors/connector-error.ts';
import { plainVariable, readsVariable } from '../../src/okta/omni-app-attributes.ts';
import type { OktaProperty } from '../../src/okta/schemas.ts';
import { planAppAttribute } from '../../src/setup/app-attribute.ts';
import { planMapping } from '../../src/setup/mapping.ts';
import type { AttributeToSync } from '../../src/setup/synced-attribute.ts';
import { planUserAttribute } from '../../src/setup/user-attribute.ts';

const OMNI = 'urn:omni:params:1.0:UserAttribute';
const REGION: AttributeToSync = {
  reference: 'region',
  label: 'Region',
  description: '',
  type: 'string',
  multiValued: false,
  choices: [],
};
const TEXT: OktaProperty = { title: 'Something', type: 'string' };
const SENT: OktaProperty = {
  ...TEXT,
  externalName: 'region',
  externalNamespace: OMNI,
  scope: 'NONE',
  union: 'DISABLE',
};

const schema = (custom: Record<string, OktaProperty> = {}, base: Record<string, OktaProperty> = {}) => ({
  base: new Map(Object.entries(base)),
  custom: new Map(Object.entries(custom)),
});

function refusal(work: () => unknown): Partial<ConnectorError> {
  try {
    work();
  } catch (thrown) {
    return thrown as ConnectorError;
  }
  throw new Error('nothing was refused');
}

describe('the attribute of the Okta user profile', () => {
  test('is created readable by its user and mastered by Okta', () => {
    expect(planUserAttribute(schema({ city: TEXT }), 'region', { ...REGION, description: 'For row filters' })).toEqual({
      kind: 'create',
      variable: 'region',
      property: {
        title: 'Region',
        description: 'For row filters',
        type: 'string',
        permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
        master: { type: 'PROFILE_MASTER' },
      },
    });
  });

  test("is taken as it is, Okta's own as well", () => {
    expect(planUserAttribute(schema({ area: TEXT }), 'area', REGION)).toEqual({ kind: 'none', variable: 'area' });
    expect(planUserAttribute(schema({}, { city: TEXT }), 'city', REGION)).toEqual({ kind: 'none', variable: 'city' });
  });

  test('of another type is a conflict that names place, variable and difference', () => {
    const error = refusal(() => planUserAttribute(schema({ region: { ...TEXT, type: 'boolean' } }), 'region', REGION));
    expect(error).toMatchObject({
      code: 'OKTA_ATTRIBUTE_CONFLICT',
      facts: {
        where: 'The Okta user profile',
        variable: 'region',
        difference: 'it is of the type boolean, not string',
      },
    });
  });
});

describe("the attribute of the Omni app's profile", () => {
  const plan = (custom: Record<string, OktaProperty>, wanted = REGION, references: readonly string[] = []) =>
    planAppAttribute(schema(custom), (name) => references.includes(name), wanted);

  test('is created with external name, namespace, scope and union', () => {
    expect(plan({})).toEqual({
      kind: 'create',
      variable: 'region',
      property: {
        title: 'Region',
        type: 'string',
        externalName: 'region',
        externalNamespace: OMNI,
        scope: 'NONE',
        union: 'DISABLE',
      },
    });
  });

  test('of several values joins those of several groups', () => {
    expect(plan({}, { ...REGION, multiValued: true })).toMatchObject({
      property: { type: 'array', items: { type: 'string' }, scope: 'NONE', union: 'ENABLE' },
    });
  });

  test('is found by external name and namespace, whatever its variable is called', () => {
    expect(plan({ region: { ...TEXT, type: 'number' }, sales_area: SENT })).toEqual({
      kind: 'none',
      variable: 'sales_area',
    });
  });

  test('that shows no scope and no union is as wanted', () => {
    const { scope: _scope, union: _union, ...shown } = SENT;
    expect(plan({ region: shown })).toEqual({ kind: 'none', variable: 'region' });
  });

  test.each<[string, Partial<OktaProperty>]>([
    ['made before provisioning was on, without a namespace', { externalName: 'region' }],
    ['without any external name', {}],
    [
      'with a misspelled namespace',
      { externalName: 'region', externalNamespace: 'urn:omni:params:1.0:UserAttributes' },
    ],
    ['with the full path as external name', { externalName: `${OMNI}:region`, externalNamespace: OMNI }],
    ['with the scope SELF', { ...SENT, scope: 'SELF' }],
    ['with the union of lists', { ...SENT, union: 'ENABLE' }],
  ])('%s is set right, and all else of it stays', (_, found) => {
    const before = { ...TEXT, description: 'Mine', ...found };
    expect(plan({ region: before }, REGION, ['region', 'area'])).toEqual({
      kind: 'change',
      variable: 'region',
      property: { ...before, externalName: 'region', externalNamespace: OMNI, scope: 'NONE', union: 'DISABLE' },
    });
  });

  test.each<[string, Record<string, OktaProperty>, string]>([
    ['of another type', { region: { ...SENT, type: 'number' } }, 'it is of the type number, not string'],
    [
      'without a namespace and of another type',
      { region: { ...TEXT, type: 'number' } },
      'it is of the type number, not string',
    ],
    [
      'that belongs to another reference',
      { region: { ...SENT, externalName: 'area' } },
      'it bears the external name of the reference area',
    ],
    [
      'that was meant for another reference, with a misspelled namespace',
      { region: { ...SENT, externalName: 'area', externalNamespace: 'urn:omni' } },
      'it bears the external name of the reference area',
    ],
    [
      'that belongs to the SCIM standard',
      {
        region: {
          ...TEXT,
          externalName: 'addresses.region',
          externalNamespace: 'urn:ietf:params:scim:schemas:core:2.0:User',
        },
      },
      'it is sent as addresses.region of the SCIM standard',
    ],
    ['that exists twice', { first: SENT, second: SENT }, 'it is sent as region, as first is'],
  ])('%s is a conflict', (_, custom, difference) => {
    const error = refusal(() => plan(custom, REGION, ['area']));
    expect(error).toMatchObject({ code: 'OKTA_ATTRIBUTE_CONFLICT', facts: { difference } });
  });

  test("of the app's own is a conflict", () => {
    const error = refusal(() => planAppAttribute(schema({}, { region: TEXT }), () => false, REGION));
    expect(error).toMatchObject({ facts: { difference: "it is the app's own and cannot be changed" } });
  });
});

describe('the mapping', () => {
  const mapping = (properties: Record<string, { expression: string; pushStatus: 'PUSH' | 'DONT_PUSH' }>) => ({
    id: 'm',
    properties: new Map(Object.entries(properties)),
  });
  const wanted = { expression: 'user.region', pushStatus: 'PUSH' } as const;

  test('is created where the attribute has none', () => {
    expect(planMapping(mapping({ other: wanted }), 'region', wanted)).toBe('create');
  });

  test('that is the same stays, also with blanks around it', () => {
    const region = { expression: ' user.region ', pushStatus: 'PUSH' } as const;
    expect(planMapping(mapping({ region }), 'region', wanted)).toBe('none');
  });

  test('with another push status is set right', () => {
    expect(planMapping(mapping({ region: { ...wanted, pushStatus: 'DONT_PUSH' } }), 'region', wanted)).toBe('change');
  });

  test('from another expression is a conflict', () => {
    const region = { expression: 'user.city', pushStatus: 'PUSH' } as const;
    const error = refusal(() => planMapping(mapping({ region }), 'region', wanted));
    expect(error).toMatchObject({
      code: 'OKTA_MAPPING_CONFLICT',
      facts: { variable: 'region', expression: 'user.city' },
    });
  });

  test.each([
    ['user.region', 'region'],
    [' user.region ', 'region'],
    ['String.toUpperCase(user.region)', undefined],
    ['user.region + user.city', undefined],
    ['appuser.region', undefined],
    ['user.a.b', undefined],
  ])('%j is plainly the variable %j', (expression, variable) => {
    expect(plainVariable(expression)).toBe(variable);
  });

  test.each([
    ['user.region', true],
    ['String.append(user.city, user.region)', true],
    ['user.regions', false],
    ['appuser.region', false],
    ['"region"', false],
  ])('%j reads user.region: %j', (expression, reads) => {
    expect(readsVariable(expression, 'region')).toBe(reads);
  });
});
