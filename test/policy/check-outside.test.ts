import { describe, expect, test } from '@jest/globals';
import { checkOutside, checkVariables, type OutsideFacts, warnOfGroups } from '../../src/policy/check-outside.ts';
import { missingVariables, variablesOf } from '../../src/policy/missing-variables.ts';
import { byReference } from '../../src/push/changes.ts';
import type { Policy, PolicyAttribute } from '../../src/schema/types.ts';
import { attribute } from '../push/arbitraries.ts';
import { one, policyOf } from './small-policies.ts';

const FACTS: OutsideFacts = {
  attributes: byReference([
    attribute({ reference: 'region' }),
    attribute({ reference: 'teams', multiValued: true }),
    attribute({ reference: 'omni_user_id', system: true }),
  ]),
  missing: [],
  unreadable: new Map(),
  unmatched: new Set(),
};
const check = (policy: Policy, facts: Partial<OutsideFacts> = {}) => [...checkOutside(policy, { ...FACTS, ...facts })];

describe('a definition of a policy', () => {
  test('that is as Omni has it is right', () => {
    expect(check(policyOf(one(), one({ reference: 'teams', multiValued: true })))).toEqual([]);
  });

  test.each<[string, Partial<PolicyAttribute>, string, string]>([
    [
      'that Omni does not have',
      { reference: 'headcount' },
      '/attributes/0/reference',
      'Omni has no attribute headcount: create it with ensure-attribute',
    ],
    [
      'that is misspelled',
      { reference: 'regoin' },
      '/attributes/0/reference',
      'Omni has no attribute regoin (did you mean region?): create it with ensure-attribute',
    ],
    [
      "that is misspelled and near to one of Omni's own",
      { reference: 'omni_user_ie' },
      '/attributes/0/reference',
      'Omni has no attribute omni_user_ie: create it with ensure-attribute',
    ],
    [
      "that is one of Omni's own",
      { reference: 'omni_user_id' },
      '/attributes/0/reference',
      "omni_user_id is one of Omni's own, which nobody writes: leave it out",
    ],
    [
      'of another type',
      { type: 'number' },
      '/attributes/0/type',
      'Omni has region with the type string, which stays: write string here',
    ],
    [
      'of several values where Omni has one',
      { multiValued: true },
      '/attributes/0/multiValued',
      'in Omni region holds one value: switch it on with update-attribute',
    ],
    [
      'of one value where Omni has several',
      { reference: 'teams' },
      '/attributes/0/multiValued',
      'in Omni teams holds several values: write multiValued: true here',
    ],
  ])('%s is told where it stands, with what to do', (_what, more, path, message) => {
    expect(check(policyOf(one(more)))).toEqual([{ path, message }]);
  });
});

describe('a variable that a profile in Okta does not have', () => {
  const missing = [
    { variable: 'user.regoin', suggestion: 'region' },
    { variable: 'app.territory', suggestion: '' },
  ];
  const policy = policyOf(
    one({ value: { okta: 'user.region' } }),
    one({ value: { okta: 'user.regoin' } }),
    one(),
    one({ value: { okta: 'app.territory' } }),
  );

  test('is told with the one that may be meant, and the profile', () => {
    expect([...checkVariables(policy, { missing })]).toEqual([
      {
        path: '/attributes/1/value/okta',
        message:
          'the Okta user profile has no attribute regoin (did you mean region?): take the variable name that the Profile Editor shows',
      },
      {
        path: '/attributes/3/value/okta',
        message:
          "the Omni app's profile in Okta has no attribute territory: take the variable name that the Profile Editor shows",
      },
    ]);
  });

  test('is found among those that a policy reads, each once', () => {
    const sourced = policy.attributes.flatMap((all) => (all.value ? [{ ...all, value: all.value }] : []));
    const variables = variablesOf([...sourced, ...sourced]);
    expect(variables).toEqual(['user.region', 'user.regoin', 'app.territory']);
    expect(missingVariables(variables, { user: new Set(['region']), app: new Set(['seats']) })).toEqual(missing);
  });

  test('is none where the policy takes a fixed value', () => {
    expect(variablesOf([{ reference: 'region', value: { fixed: 'emea' } } as never])).toEqual([]);
  });
});

describe('groups that Okta does not have as the policy names them', () => {
  const groups = [
    { group: 'Sales', value: 'a' },
    { groupLike: 'team-*', value: 'b' },
    { group: 'Partners', value: 'c' },
    { group: 'Known', value: 'd' },
  ];
  const policy = policyOf(one(), one({ reference: 'teams', multiValued: true, value: { groups } as never }));

  test('are told with the rule, the reason and what to do', () => {
    const unreadable = new Map([
      ['group Sales', 'missing'],
      ['groups team-*', 'refused'],
      ['group Partners', 'ambiguous'],
    ] as const);
    expect(check(policy, { unreadable })).toEqual([
      {
        path: '/attributes/1/value/groups/0/group',
        message: 'Okta has no group of exactly this name, case included: correct it, or create the group',
      },
      {
        path: '/attributes/1/value/groups/1/groupLike',
        message: 'Okta refuses to show the groups: grant the service app okta.groups.read and a role that covers them',
      },
      {
        path: '/attributes/1/value/groups/2/group',
        message: 'two groups in Okta bear one name, and nobody can tell which is meant: rename one of them',
      },
    ]);
  });

  test('are warned of where a pattern fits none', () => {
    expect([...warnOfGroups(policy, { unmatched: new Set(['groups team-*']) })]).toEqual([
      {
        path: '/attributes/1/value/groups/1/groupLike',
        message:
          'no group in Okta fits this pattern, so that it gives nobody a value: correct it, or create such a group',
      },
    ]);
  });
});

test('what is wrong is told in the order of the policy', () => {
  const policy = policyOf(
    one({ reference: 'seats', value: { okta: 'user.a' } }),
    one({ type: 'number', value: { okta: 'user.b' } }),
  );
  const missing = ['user.a', 'user.b'].map((variable) => ({ variable, suggestion: '' }));
  expect(check(policy, { missing }).map(({ path }) => path)).toEqual([
    '/attributes/0/reference',
    '/attributes/0/value/okta',
    '/attributes/1/type',
    '/attributes/1/value/okta',
  ]);
});
