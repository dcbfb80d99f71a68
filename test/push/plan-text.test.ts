import { describe, expect, test } from '@jest/globals';
import { byReference } from '../../src/push/changes.ts';
import { planText } from '../../src/push/plan-text.ts';
import type { ChangeRow, RowPlan } from '../../src/push/push-row.ts';
import { attribute } from './arbitraries.ts';

const definitions = byReference([
  attribute({ id: 'a1' }),
  attribute({ id: 'a2', reference: 'tier', multiValued: true }),
]);

const row = (facts: Partial<ChangeRow> = {}): ChangeRow => ({
  kind: 'change',
  index: 0,
  userName: 'Ana@acme.example',
  omniUserId: 'omni-1',
  truth: 'list',
  coerced: [],
  warnings: [],
  changes: [{ reference: 'tier', before: ['b', 'a'], after: ['gold'] }],
  ...facts,
});
const text = (...plans: RowPlan[]) => planText(plans, definitions);

describe('the text of a plan', () => {
  test('holds the definitions in use and every change', () => {
    expect(text(row())).toBe('["tier","a2","string",true]\n\n["ana@acme.example","omni-1","tier",["a","b"],["gold"]]');
  });

  test.each<[string, Partial<ChangeRow>]>([
    ['another user', { userName: 'ben@acme.example' }],
    ['the user under another id', { omniUserId: 'omni-2' }],
    ['another reference', { changes: [{ reference: 'sales_area', before: ['b', 'a'], after: ['gold'] }] }],
    ['another value before', { changes: [{ reference: 'tier', before: ['b'], after: ['gold'] }] }],
    ['another value after', { changes: [{ reference: 'tier', before: ['b', 'a'], after: [] }] }],
    ['entries cut in another place', { changes: [{ reference: 'tier', before: ['b,a'], after: ['gold'] }] }],
    ['before and after exchanged', { changes: [{ reference: 'tier', before: ['gold'], after: ['b', 'a'] }] }],
  ])('differs for %s', (_, facts) => {
    expect(text(row(facts))).not.toBe(text(row()));
  });

  test.each<[string, Partial<ChangeRow>]>([
    ['the row', { index: 9 }],
    ['the case of the name', { userName: 'ANA@ACME.EXAMPLE' }],
    ['how the values are known', { truth: 'read' }],
    ['the order of entries', { changes: [{ reference: 'tier', before: ['a', 'b'], after: ['gold'] }] }],
  ])('does not depend on %s', (_, facts) => {
    expect(text(row(facts))).toBe(text(row()));
  });

  test('does not depend on the order of rows, nor on rows that write nothing', () => {
    const other = row({ userName: 'ben@acme.example', omniUserId: 'omni-2' });
    const { index, userName, omniUserId } = row();
    expect(text(row(), other)).toBe(text(other, { kind: 'unknown', index, userName, omniUserId }, row()));
  });

  test('holds a definition that Omni no longer has by its name alone', () => {
    expect(planText([row()], new Map()).split('\n')[0]).toBe('["tier","","",false]');
  });

  test('differs when a definition in use was made anew or takes several values now', () => {
    const changed = (facts: object) =>
      planText([row()], byReference([...definitions.values()].map((one) => ({ ...one, ...facts }))));
    expect(changed({ id: 'a3' })).not.toBe(text(row()));
    expect(changed({ multiValued: false })).not.toBe(text(row()));
    expect(changed({ type: 'number' })).not.toBe(text(row()));
    expect(changed({ label: 'Other' })).toBe(text(row()));
  });
});
