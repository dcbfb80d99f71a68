import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { captured } from '../../src/policy/group-pattern.ts';
import { groupGift } from '../../src/policy/group-values.ts';
import { type OktaPerson, wantedValues } from '../../src/policy/wanted-values.ts';
import type { PolicySource } from '../../src/schema/types.ts';

const NOBODY: OktaPerson = { user: {}, app: {}, groups: [] };

/** What a policy of one attribute wants of a person. */
function wanted(value: PolicySource, person: Partial<OktaPerson>) {
  const attributes = [{ reference: 'region', label: 'Region', type: 'string', value } as const];
  const [one] = wantedValues({ version: 1, attributes: [...attributes] }, { ...NOBODY, ...person });
  return one;
}

describe('a value of a profile', () => {
  test.each<[string, PolicySource, Partial<OktaPerson>, object]>([
    [
      'the user profile',
      { okta: 'user.region' },
      { user: { region: 'emea' } },
      {
        want: { kind: 'set', value: 'emea' },
        from: 'profile',
        detail: 'user.region',
      },
    ],
    [
      'the app profile',
      { okta: 'app.region' },
      { app: { region: ['a', 'b'] } },
      {
        want: { kind: 'set', value: ['a', 'b'] },
        from: 'mapping',
        detail: 'app.region',
      },
    ],
    [
      'nothing there',
      { okta: 'user.region' },
      {},
      { want: { kind: 'empty' }, from: 'profile', detail: 'user.region is empty' },
    ],
    ['an empty text', { okta: 'user.region' }, { user: { region: '' } }, { want: { kind: 'empty' } }],
    [
      'false and 0 are values',
      { okta: 'user.region' },
      { user: { region: false } },
      { want: { kind: 'set', value: false } },
    ],
    ['a name that every object has', { okta: 'user.constructor' }, {}, { want: { kind: 'empty' } }],
  ])('%s', (_, source, person, expected) => {
    expect(wanted(source, person)).toMatchObject(expected);
  });
});

describe('a value of groups', () => {
  const pii: PolicySource = { groups: [{ group: 'PII Readers', value: 'true' }], otherwise: 'false' };
  const either: PolicySource = {
    groups: [
      { group: 'EMEA', value: 'emea' },
      { groupLike: 'region-*', value: '$1' },
    ],
  };
  test.each<[string, PolicySource, OktaPerson['groups'], object]>([
    [
      'a member',
      pii,
      ['PII Readers', 'X'],
      { want: { kind: 'set', value: 'true' }, from: 'policy', detail: 'group PII Readers' },
    ],
    [
      'case counts',
      pii,
      ['pii readers'],
      { want: { kind: 'set', value: 'false' }, from: 'policy', detail: 'otherwise' },
    ],
    ['otherwise: null clears', { ...pii, otherwise: null }, [], { want: { kind: 'set', value: null } }],
    ['no otherwise leaves alone', either, [], { want: { kind: 'leave' }, from: 'none' }],
    [
      'groups that cannot be read never become otherwise',
      pii,
      undefined,
      { want: { kind: 'unreadable' }, from: 'none' },
    ],
    ['the first rule wins', either, ['region-apac', 'EMEA'], { want: { kind: 'set', value: 'emea' } }],
    [
      'of one pattern the first group by name',
      either,
      ['region-b', 'region-a'],
      {
        want: { kind: 'set', value: 'a' },
        detail: 'group region-a',
      },
    ],
    [
      'union takes all, sorted',
      { ...either, combine: 'union' },
      ['region-b', 'EMEA', 'region-a'],
      {
        want: { kind: 'set', value: ['a', 'b', 'emea'] },
        detail: 'groups EMEA, region-a, region-b',
      },
    ],
    [
      'dollars in a name are no placeholders of their own',
      either,
      ['region-$&$1'],
      { want: { kind: 'set', value: '$&$1' } },
    ],
  ])('%s', (_, source, groups, expected) => {
    expect(wanted(source, { groups })).toMatchObject(expected);
  });
});

test('an attribute without a source wants nothing', () => {
  const policy = { version: 1, attributes: [{ reference: 'a', label: 'A', type: 'string' }] } as const;
  expect(wantedValues({ ...policy, attributes: [...policy.attributes] }, NOBODY)).toEqual([]);
});

describe('a pattern has one star', () => {
  test.each([
    ['a-*', 'a-b', 'b'],
    ['*-a', 'b-a', 'b'],
    ['a*c', 'abc', 'b'],
    ['a*a', 'a', undefined],
    ['a*a', 'aa', ''],
    ['*', 'x', 'x'],
    ['a-*', 'A-b', undefined],
    ['a.*', 'axb', undefined],
  ])('%s and %s give %s', (pattern, name, expected) => {
    expect(captured(pattern, name)).toBe(expected);
  });
});

describe('whatever the rules and the groups', () => {
  const name = fc.constantFrom('a', 'b', 't-a', 't-b', 't-c', 'other');
  const value = fc.constantFrom('x', 'y', '$1', ['x', 'z']);
  const rule = fc.oneof(
    fc.record({ group: name, value }),
    fc.record({ groupLike: fc.constantFrom('t-*', '*', '*-b'), value }),
  );
  const rules = fc.array(rule, { minLength: 1, maxLength: 5 });
  const groups = fc.uniqueArray(name);

  test('the order of the groups means nothing', () => {
    const shuffled = groups.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(rules, shuffled, fc.constantFrom('first', 'union'), (given, [one, other], combine) => {
        const source = { groups: given, combine } as PolicySource;
        expect(groupGift(source, one)).toEqual(groupGift(source, other));
      }),
    );
  });

  test('first: what stands behind the rule that wins means nothing', () => {
    fc.assert(
      fc.property(rules, rules, groups, (given, more, all) => {
        const gift = groupGift({ groups: given }, all);
        if (gift) expect(groupGift({ groups: [...given, ...more] }, all)).toEqual(gift);
      }),
    );
  });

  test('union: neither the order of the rules nor a rule that stands twice means anything', () => {
    fc.assert(
      fc.property(rules, groups, (given, all) => {
        const gift = groupGift({ groups: given, combine: 'union' }, all);
        expect(groupGift({ groups: [...given, ...given].reverse(), combine: 'union' }, all)).toEqual(gift);
      }),
    );
  });

  test('a further group only adds to a union', () => {
    fc.assert(
      fc.property(rules, groups, name, (given, all, further) => {
        const before = groupGift({ groups: given, combine: 'union' }, all)?.value ?? [];
        const after = groupGift({ groups: given, combine: 'union' }, [...all, further])?.value ?? [];
        expect(after).toEqual(expect.arrayContaining(before as string[]));
      }),
    );
  });
});
