import { describe, expect, test } from '@jest/globals';
import { asProposed, definitionOf } from '../../src/policy/policy-definitions.ts';
import { samePolicy } from '../../src/policy/same-policy.ts';
import { unmatchedRules } from '../../src/policy/unreadable-rules.ts';
import { byReference } from '../../src/push/changes.ts';
import type { PolicyAttribute } from '../../src/schema/types.ts';
import { attribute } from '../push/arbitraries.ts';
import { one, policyOf } from './small-policies.ts';

describe('what a policy says about a definition', () => {
  test('leaves out what it does not say', () => {
    expect(definitionOf(one())).toStrictEqual({
      reference: 'region',
      label: 'Region',
      type: 'string',
      multiValued: false,
    });
  });

  test.each<[string, Partial<PolicyAttribute>, object]>([
    ['a description', { description: 'Rows' }, { description: 'Rows' }],
    ['a default in the form of its values', { type: 'number', default: '12.0' }, { defaultValue: '12' }],
    ['several defaults', { multiValued: true, default: ['a', 'b'] }, { defaultValue: ['a', 'b'] }],
    ['no default', { default: null } as never, { defaultValue: null }],
  ])('has %s where it says so', (_what, more, expected) => {
    expect(definitionOf(one(more))).toMatchObject(expected);
  });
});

describe('the definitions once a policy is in place', () => {
  const found = byReference([
    attribute({ reference: 'region', label: 'Old', defaultValue: ['emea'] }),
    attribute({ reference: 'seats', type: 'number' }),
  ]);
  const policy = policyOf(
    one({ default: 'apac', allowed: ['emea', 'apac'] } as never),
    one({ reference: 'tier', label: 'Tier', default: 'free' } as never),
  );
  const proposed = asProposed(found, policy);

  test('are those of the policy, with the defaults that Omni shows now', () => {
    expect(proposed.get('region')).toMatchObject({ label: 'Region', defaultValue: ['emea'] });
    expect(proposed.get('tier')).toMatchObject({ label: 'Tier', defaultValue: [] });
  });

  test('and the others as they are', () => {
    expect([...proposed.keys()]).toEqual(['region', 'seats', 'tier']);
    expect(proposed.get('seats')).toEqual({ ...found.get('seats'), rule: undefined });
  });

  test('have what the policy allows', () => {
    expect(proposed.get('region')?.rule?.allowed).toEqual(new Set(['emea', 'apac']));
  });
});

test('two policies say the same however they are written, and another one does not', () => {
  const policy = policyOf(one());
  const reordered = policyOf({ type: 'string', label: 'Region', reference: 'region' });
  expect(samePolicy(policy, reordered)).toBe(true);
  expect(samePolicy(policy, policyOf(one({ label: 'Other' })))).toBe(false);
  expect(samePolicy(policy, undefined)).toBe(false);
});

describe('a pattern that no group fits', () => {
  const found = [
    { id: '1', name: 'team-north', members: 'read' },
    { id: '2', name: 'ops-gone', members: 'gone' },
  ] as const;
  const unmatched = (rules: Parameters<typeof unmatchedRules>[0], refused: readonly string[] = []) =>
    unmatchedRules(rules, found, new Set(refused));

  test('is told by its text', () => {
    expect(unmatched([{ groupLike: 'team-*' }, { groupLike: 'dept-*' }, { groupLike: 'ops-*' }])).toEqual([
      'groups dept-*',
      'groups ops-*',
    ]);
  });

  test('is none where Okta refuses to name the groups, and no group of one name', () => {
    expect(unmatched([{ groupLike: 'dept-*' }], ['groups dept-*'])).toEqual([]);
    expect(unmatched([{ group: 'Nobody' }])).toEqual([]);
  });
});
