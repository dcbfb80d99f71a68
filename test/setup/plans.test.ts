import { describe, expect, test } from '@jest/globals';
import type { ConnectorError } from '../../src/errors/connector-error.ts';
import { plainVariable, readsGroups, readsVariable } from '../../src/okta/omni-app-attributes.ts';
import type { OktaProperty } from '../../src/okta/schemas.ts';
import { type AppAttributeToSync, planAppAttribute } from '../../src/setup/app-attribute.ts';
import { planMapping } from '../../src/setup/mapping.ts';
import { planUserAttribute } from '../../src/setup/user-attribute.ts';
import { shown } from './fake-okta.ts';

const OMNI = 'urn:omni:params:1.0:UserAttribute';
const REGION: AppAttributeToSync = {
  reference: 'region',
  label: 'Region',
  description: '',
  type: 'string',
  multiValued: false,
  choices: [],
  appVariable: undefined,
  fromGroups: false,
};
const FROM_GROUPS: AppAttributeToSync = { ...REGION, fromGroups: true };
const TEXT: OktaProperty = { title: 'Something', type: 'string' };
const SENT: OktaProperty = {
  ...TEXT,
  externalName: 'region',
  externalNamespace: OMNI,
  scope: 'NONE',
};

const schema = (custom: Record<string, object> = {}, base: Record<string, object> = {}) => ({
  base: shown(Object.entries(base)),
  custom: shown(Object.entries(custom)),
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
  const plan = (custom: Record<string, object>, wanted = REGION, references: readonly string[] = []) =>
    planAppAttribute(schema(custom), (name) => references.includes(name), wanted);

  test('is created with external name, namespace and scope', () => {
    expect(plan({})).toEqual({
      kind: 'create',
      variable: 'region',
      property: {
        title: 'Region',
        type: 'string',
        externalName: 'region',
        externalNamespace: OMNI,
        scope: 'NONE',
      },
    });
  });

  test('joins the values of several groups only where groups give them and there may be several', () => {
    const union = (wanted: AppAttributeToSync) => plan({}, wanted);
    expect(union({ ...FROM_GROUPS, multiValued: true })).toMatchObject({
      property: { type: 'array', items: { type: 'string' }, scope: 'NONE', union: 'ENABLE' },
    });
    expect(union(FROM_GROUPS)).toMatchObject({ property: { union: 'DISABLE' } });
    expect(union({ ...REGION, multiValued: true })).not.toMatchObject({ property: { union: expect.anything() } });
  });

  test('is found by external name and namespace, whatever its variable is called', () => {
    expect(plan({ region: { ...TEXT, type: 'number' }, sales_area: SENT })).toEqual({
      kind: 'none',
      variable: 'sales_area',
    });
  });

  test.each([REGION, FROM_GROUPS])('that shows no scope and no union is as wanted', (wanted) => {
    const { scope: _scope, ...plain } = SENT;
    expect(plan({ region: plain }, wanted)).toEqual({ kind: 'none', variable: 'region' });
  });

  test.each<[string, Record<string, OktaProperty>, Record<string, OktaProperty>, string]>([
    ['Okta reserves', {}, {}, 'groups'],
    ['the app has of its own', {}, { title: TEXT }, 'title'],
    ['the app has of its own in another case', {}, { Title: TEXT }, 'title'],
    ['another attribute has in another case', { Title: TEXT }, {}, 'title'],
    [
      'an attribute of the SCIM standard has',
      { title: { ...TEXT, externalName: 'title', externalNamespace: 'urn:ietf:params:scim:schemas:core:2.0:User' } },
      {},
      'title',
    ],
    ['another reference has', { title: { ...SENT, externalName: 'area' } }, {}, 'title'],
  ])('goes under omni_ where the reference bears a name that %s', (_, custom, base, reference) => {
    const found = planAppAttribute(schema(custom, base), (name) => name === 'area', { ...REGION, reference });
    expect(found).toMatchObject({
      kind: 'create',
      variable: `omni_${reference}`,
      property: { externalName: reference, externalNamespace: OMNI },
    });
  });

  test('goes under no name that is taken as well', () => {
    const theirs = { title: { ...SENT, externalName: 'area' }, omni_title: { ...SENT, externalName: 'segment' } };
    const plan = () => planAppAttribute(schema(theirs), (name) => name !== 'title', { ...REGION, reference: 'title' });
    expect(refusal(plan)).toMatchObject({
      code: 'OKTA_ATTRIBUTE_CONFLICT',
      facts: { variable: 'omni_title', difference: 'it bears the external name of the reference segment' },
    });
  });

  test('bears the name that is given', () => {
    expect(plan({}, { ...REGION, appVariable: 'area' })).toMatchObject({
      kind: 'create',
      variable: 'area',
      property: { externalName: 'region' },
    });
  });

  test('that sends the reference under another name than the one that is given is a conflict', () => {
    const error = refusal(() => plan({ region: SENT }, { ...REGION, appVariable: 'area' }));
    expect(error).toMatchObject({ code: 'OKTA_ATTRIBUTE_CONFLICT', facts: { variable: 'region' } });
  });

  test('of the scope SELF stays so, and says what that means', () => {
    const self: OktaProperty = { ...SENT, scope: 'SELF' };
    const note = expect.stringContaining('stays SELF');
    expect(plan({ region: self })).toEqual({ kind: 'none', variable: 'region', note });
    const repaired = plan({ region: { ...self, externalNamespace: 'urn:omni' } });
    expect(repaired).toEqual({ kind: 'change', variable: 'region', property: self, note });
  });

  test('of the scope SELF cannot take values of groups', () => {
    const error = refusal(() => plan({ region: { ...SENT, scope: 'SELF' } }, FROM_GROUPS));
    expect(error).toMatchObject({ facts: { difference: 'its scope is SELF, so groups cannot give it values' } });
  });

  test.each<[string, Partial<OktaProperty>]>([
    ['made before provisioning was on, without a namespace', { externalName: 'region' }],
    ['without any external name', {}],
    [
      'with a misspelled namespace',
      { externalName: 'region', externalNamespace: 'urn:omni:params:1.0:UserAttributes' },
    ],
    ['with the full path as external name', { externalName: `${OMNI}:region`, externalNamespace: OMNI }],
  ])('%s is set right, and all else of it stays', (_, found) => {
    const whole = {
      ...TEXT,
      description: 'Mine',
      ...found,
      master: { type: 'OVERRIDE', priority: [{ type: 'APP', value: '0oa1' }] },
      ...{ minLength: 2, maxLength: 20, required: true, default: 'emea', mutability: 'READ_ONLY' },
      ...{ unique: 'UNIQUE_VALIDATED', union: 'ENABLE', pattern: '.+' },
    };
    expect(plan({ region: whole }, REGION, ['region', 'area'])).toEqual({
      kind: 'change',
      variable: 'region',
      property: { ...whole, externalName: 'region', externalNamespace: OMNI },
    });
  });

  test('with the union of lists is set right where groups give one value', () => {
    expect(plan({ region: { ...SENT, union: 'ENABLE' } }, FROM_GROUPS)).toMatchObject({
      kind: 'change',
      property: { union: 'DISABLE' },
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
    const wanted = 'first' in custom ? REGION : { ...REGION, appVariable: 'region' };
    const error = refusal(() => plan(custom, wanted, ['area']));
    expect(error).toMatchObject({ code: 'OKTA_ATTRIBUTE_CONFLICT', facts: { difference } });
  });

  test("of the app's own is a conflict", () => {
    const wanted = { ...REGION, appVariable: 'title' };
    const error = refusal(() => planAppAttribute(schema({}, { title: TEXT }), () => false, wanted));
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
    ['isMemberOfGroupName("Sales") ? "emea" : ""', true],
    ['user.x == "a" and isMemberOfAnyGroup("00g1", "00g2")', true],
    ['getFilteredGroups({"00g1"}, "group.name", 40)', true],
    ['user.getGroups({"group.profile.name": "Sales"}).size() > 0', true],
    ['Groups.startsWith("OKTA", "omni-", 10)', true],
    ['Arrays.contains(Groups.contains("OKTA", "Sales", 1), "Sales")', true],
    ['user.isMemberOf', false],
    ['user.getGroupsOfPartner', false],
    ['user.region', false],
  ])('%j asks for groups: %j', (expression, asks) => {
    expect(readsGroups(expression)).toBe(asks);
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
