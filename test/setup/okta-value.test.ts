import { describe, expect, test } from '@jest/globals';
import type { ConnectorError } from '../../src/errors/connector-error.ts';
import type { OktaProperty, OktaType } from '../../src/okta/schemas.ts';
import { oktaJson, readOktaValue, shownOktaValue } from '../../src/setup/okta-value.ts';

const single = (type: OktaType, more: Partial<OktaProperty> = {}): OktaProperty => ({ title: 'X', type, ...more });
const list = (type: OktaType, values?: string[]): OktaProperty => ({
  title: 'X',
  type: 'array',
  items: { type, ...(values && { enum: values }) },
});

const json = (property: OktaProperty, input: unknown) => oktaJson('x', property, readOktaValue('x', property, input));

describe('an input', () => {
  test.each<[OktaProperty, unknown, unknown]>([
    [single('string'), 'emea', 'emea'],
    [single('string'), 7, '7'],
    [single('string'), true, 'true'],
    [single('number'), '2.50', 2.5],
    [single('integer'), '7.0', 7],
    [single('integer'), -3, -3],
    [single('boolean'), true, true],
    [single('boolean'), 'false', false],
    [list('string'), ['a', 'b'], ['a', 'b']],
    [list('string'), 'a, b', ['a', 'b']],
    [list('number'), ['1', 2], [1, 2]],
    [single('string', { enum: ['emea', 'apac'] }), 'apac', 'apac'],
    [single('number', { enum: [1.5, 2] }), '1.50', 1.5],
    [list('string', ['a', 'b']), ['b'], ['b']],
    [single('string', { enum: ['emea'] }), null, null],
    [single('number'), [], null],
    [list('string'), [], null],
  ])('for %j: %j is sent as %j', (property, input, sent) => {
    expect(json(property, input)).toEqual(sent);
  });

  test.each<[OktaProperty, unknown, string, string]>([
    [single('number'), 'many', 'VALUE_NOT_A_NUMBER', ''],
    [single('number'), '12345678901234567890', 'OKTA_VALUE_NOT_ALLOWED', 'numbers that JSON carries unrounded'],
    [single('integer'), '2.5', 'OKTA_VALUE_NOT_ALLOWED', 'whole numbers that JSON carries unrounded'],
    [single('boolean'), 'yes', 'OKTA_VALUE_NOT_ALLOWED', 'true or false'],
    [single('string'), ['a', 'b'], 'VALUE_NOT_SINGLE', ''],
    [single('string'), ' ', 'VALUE_EMPTY_TEXT', ''],
    [single('string', { enum: ['emea'] }), 'EMEA', 'OKTA_VALUE_NOT_ALLOWED', 'the values of its closed list'],
    [list('string', ['a']), ['a', 'c'], 'OKTA_VALUE_NOT_ALLOWED', 'the values of its closed list'],
    [single('array'), ['emea'], 'OKTA_VALUE_NOT_ALLOWED', 'values that this connector cannot write'],
  ])('for %j: %j is refused with %s %s, and not repeated', (property, input, code, takes) => {
    let error: ConnectorError | undefined;
    try {
      readOktaValue('x', property, input);
    } catch (thrown) {
      error = thrown as ConnectorError;
    }
    expect(error).toMatchObject({ code });
    expect(error?.facts.takes ?? '').toBe(takes);
    expect(error?.message).not.toContain(String(input).trim() || 'nothing');
  });
});

test.each<[OktaProperty, unknown, string[]]>([
  [single('string'), 'emea', ['emea']],
  [single('string'), undefined, []],
  [single('integer'), 7, ['7']],
  [single('boolean'), false, ['false']],
  [list('string'), ['a', 'b'], ['a', 'b']],
  [list('string'), null, []],
])('for %j Okta shows %j, which is %j', (property, shown, value) => {
  expect(shownOktaValue('x', property, shown)).toEqual(value);
});
