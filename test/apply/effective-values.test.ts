import { expect, test } from '@jest/globals';
import { effectiveValues } from '../../src/apply/effective-values.ts';
import type { Attribute } from '../../src/push/attribute.ts';

const attribute = (reference: string, defaultValue: string[] = [], system = false): [string, Attribute] => [
  reference,
  {
    id: `id-${reference}`,
    reference,
    label: reference,
    type: 'string',
    multiValued: false,
    defaultValue,
    description: '',
    system,
  },
];
const ATTRIBUTES = new Map([attribute('tier', ['basic']), attribute('region'), attribute('omni_user_email', [], true)]);
const effective = (shown: Record<string, string[]> | undefined, remembered: Record<string, string[]> = {}) =>
  effectiveValues(ATTRIBUTES, shown && new Map(Object.entries(shown)), new Map(Object.entries(remembered)));

test('a value of the user’s own is in force, else the default, else nothing', () => {
  expect(effective({ region: ['emea'] })).toEqual([
    { reference: 'region', values: ['emea'], source: 'own' },
    { reference: 'tier', values: ['basic'], source: 'default' },
  ]);
  expect(effective({ tier: ['gold'] })).toEqual([
    { reference: 'region', values: [], source: 'none' },
    { reference: 'tier', values: ['gold'], source: 'own' },
  ]);
});

test('a default that is shown is the user’s own only where that was read back', () => {
  const tier = (remembered?: string[]) => effective({ tier: ['basic'] }, remembered && { tier: remembered })[1];
  expect([tier(), tier([]), tier(['basic'])]).toMatchObject([
    { source: 'default' },
    { source: 'default' },
    { source: 'own' },
  ]);
});

test('nothing is told where Omni does not show values', () => {
  expect(effective(undefined, { region: ['emea'] })).toEqual([]);
});
