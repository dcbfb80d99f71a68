import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { captured } from '../../src/policy/group-pattern.ts';
import { groupRules } from '../../src/policy/group-rule.ts';
import { type GroupGift, groupGift, type KnownGroups } from '../../src/policy/group-values.ts';
import { sourcedAttributes } from '../../src/policy/sourced-attributes.ts';
import { type FoundGroup, unreadableRules, unreadableText } from '../../src/policy/unreadable-rules.ts';
import { type OktaPerson, wantedValues } from '../../src/policy/wanted-values.ts';
import type { PolicySource } from '../../src/schema/types.ts';

const known = (names: readonly string[], unreadable: readonly string[] = []): KnownGroups => ({
  names,
  unreadable: new Set(unreadable),
});
const NOBODY: OktaPerson = { user: {}, app: {}, groups: known([]) };

/** What a policy of one attribute wants of a person. */
function wanted(value: PolicySource, person: Partial<OktaPerson>) {
  const [one] = wantedValues([{ reference: 'region', value }], { ...NOBODY, ...person });
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
      { want: { kind: 'empty' }, from: 'profile', detail: 'user.region is empty, or no such variable' },
    ],
    ['null', { okta: 'user.region' }, { user: { region: null } }, { want: { kind: 'empty' } }],
    ['an empty list', { okta: 'user.region' }, { user: { region: [] } }, { want: { kind: 'empty' } }],
    ['an empty text', { okta: 'user.region' }, { user: { region: '' } }, { detail: 'user.region is empty' }],
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
  test.each<[string, PolicySource, readonly string[], object]>([
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
    [
      'no otherwise leaves alone',
      either,
      [],
      { want: { kind: 'leave' }, from: 'none', detail: 'no group gives a value' },
    ],
    [
      'a union of no group is otherwise, and clears nothing',
      { ...pii, combine: 'union' },
      ['X'],
      { want: { kind: 'set', value: 'false' }, detail: 'otherwise' },
    ],
    [
      'a union is no less for a rule that gives no value',
      { groups: [...(either.groups ?? []), { group: 'X', value: null }], combine: 'union' },
      ['X', 'EMEA'],
      { want: { kind: 'set', value: ['emea'] } },
    ],
    ...[12, true, null].map((value): [string, PolicySource, readonly string[], object] => [
      `a pattern gives ${value} as it is`,
      { groups: [{ groupLike: 'region-*', value }] },
      ['region-a'],
      { want: { kind: 'set', value } },
    ]),
    [
      'of a list of a pattern the texts are filled, wherever $1 stands',
      { groups: [{ groupLike: 'region-*', value: ['$1', 'of-$1/$1', 'all', 7] }] },
      ['region-a'],
      { want: { kind: 'set', value: ['a', 'of-a/a', 'all', 7] } },
    ],
    [
      'a rule that names no group is about nobody',
      { groups: [{ value: 'all' }] },
      ['A', ''],
      { want: { kind: 'leave' } },
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
    ['a name that leaves nothing for $1 gives nothing', either, ['region-', 'region- '], { want: { kind: 'leave' } }],
    [
      'dollars in a name are no placeholders of their own',
      either,
      ['region-$&$1'],
      { want: { kind: 'set', value: '$&$1' } },
    ],
  ])('%s', (_, source, groups, expected) => {
    expect(wanted(source, { groups: known(groups) })).toMatchObject(expected);
  });
});

describe('a rule that cannot be read never becomes otherwise', () => {
  const rules = [
    { group: 'A', value: 'a' },
    { groupLike: 'b-*', value: '$1' },
    { group: 'C', value: 'c' },
  ];
  const first: PolicySource = { groups: rules, otherwise: 'none' };
  const union: PolicySource = { ...first, combine: 'union' };
  const unreadable = { want: { kind: 'unreadable' }, from: 'none' };
  test.each<[string, PolicySource, KnownGroups, object]>([
    ['the only one', first, known([], ['group A']), { ...unreadable, detail: 'group A could not be read' }],
    ['before the one that fits', first, known(['C'], ['groups b-*']), unreadable],
    ['behind the one that fits', first, known(['A'], ['groups b-*', 'group C']), { want: { kind: 'set', value: 'a' } }],
    ['a group of which they are said to be a member', first, known(['A'], ['group A']), unreadable],
    ['of a union any', union, known(['A'], ['group C']), { ...unreadable, detail: 'group C could not be read' }],
    ['a pattern with the text of a name is another rule', first, known([], ['groups A']), { from: 'policy' }],
  ])('%s', (_, source, groups, expected) => {
    expect(wanted(source, { groups })).toMatchObject(expected);
  });
});

describe('which rules can be read', () => {
  const rules = [{ group: 'A' }, { group: 'B' }, { groupLike: 't-*' }];
  const group = (id: string, name: string, members: FoundGroup['members'] = 'read'): FoundGroup => ({
    id,
    name,
    members,
  });
  const [a, b] = [group('1', 'A'), group('2', 'B')];
  test.each<[string, readonly FoundGroup[], readonly string[], Record<string, string>]>([
    ['all, also a pattern without groups', [a, b], [], {}],
    ['all, also a pattern with several groups', [a, b, group('3', 't-x'), group('4', 't-y')], [], {}],
    ['not a name that no group bears', [a], [], { 'group B': 'missing' }],
    ['not a name that another case bears', [a, group('2', 'b')], [], { 'group B': 'missing' }],
    ['not a name that two bear', [a, b, group('3', 'A')], [], { 'group A': 'ambiguous' }],
    ['not a pattern with such a name', [a, b, group('3', 't-x'), group('4', 't-x')], [], { 'groups t-*': 'ambiguous' }],
    ['not a group whose members Okta does not show', [a, group('2', 'B', 'refused')], [], { 'group B': 'refused' }],
    ['not a pattern with such a group', [a, b, group('3', 't-x', 'refused')], [], { 'groups t-*': 'refused' }],
    ['not a group that went meanwhile', [a, group('2', 'B', 'gone')], [], { 'group B': 'missing' }],
    ['a pattern without the one that went', [a, b, group('3', 't-x', 'gone')], [], {}],
    ['not what Okta does not name', [a, b], ['groups t-*'], { 'groups t-*': 'refused' }],
  ])('%s', (_, found, refused, expected) => {
    expect(Object.fromEntries(unreadableRules(rules, found, new Set(refused)))).toEqual(expected);
  });

  test('told in words', () => {
    const told = unreadableText(unreadableRules(rules, [a, a], new Set(['groups t-*'])));
    expect(told).toBe(
      'group A (two bear one name), group B (Okta has none of this name), groups t-* (Okta refuses them)',
    );
  });

  test('attributes that ask the same ask once', () => {
    const value = {
      groups: [
        { group: 'A', value: 'x' },
        { groupLike: 't-*', value: '$1' },
      ],
    };
    expect(groupRules([{ value }, { value }, {}, { value: { okta: 'user.a' } }])).toEqual([
      { group: 'A' },
      { groupLike: 't-*' },
    ]);
  });
});

test('an attribute without a source wants nothing', () => {
  const value = { okta: 'user.b' };
  const attributes = [{ reference: 'a' }, { reference: 'b', value }];
  expect(wantedValues(sourcedAttributes(attributes), NOBODY).map(({ reference }) => reference)).toEqual(['b']);
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
        expect(groupGift(source, known(one))).toEqual(groupGift(source, known(other)));
      }),
    );
  });

  test('first: what stands behind the rule that wins means nothing', () => {
    fc.assert(
      fc.property(rules, rules, groups, (given, more, all) => {
        const gift = groupGift({ groups: given }, known(all));
        if (gift) expect(groupGift({ groups: [...given, ...more] }, known(all))).toEqual(gift);
      }),
    );
  });

  test('union: neither the order of the rules nor a rule that stands twice means anything', () => {
    fc.assert(
      fc.property(rules, groups, (given, all) => {
        const gift = groupGift({ groups: given, combine: 'union' }, known(all));
        expect(groupGift({ groups: [...given, ...given].reverse(), combine: 'union' }, known(all))).toEqual(gift);
      }),
    );
  });

  test('a further group only adds to a union', () => {
    fc.assert(
      fc.property(rules, groups, name, (given, all, further) => {
        const source = { groups: given, combine: 'union' } as const;
        const valuesOf = (names: readonly string[]) =>
          (groupGift(source, known(names)) as GroupGift | undefined)?.value ?? [];
        expect(valuesOf([...all, further])).toEqual(expect.arrayContaining(valuesOf(all) as string[]));
      }),
    );
  });

  test('who is in a group that cannot be read changes no answer that is given all the same', () => {
    const exact = fc.array(fc.record({ group: name, value }), { minLength: 1, maxLength: 5 });
    const combines = fc.constantFrom('first', 'union');
    fc.assert(
      fc.property(exact, combines, name, groups, (given, combine, hidden, names) => {
        const source = { groups: given, combine } as PolicySource;
        const others = names.filter((one) => one !== hidden);
        const seen = groupGift(source, known(others, [`group ${hidden}`]));
        if (seen && 'unreadable' in seen) return;
        expect(groupGift(source, known(others))).toEqual(seen);
        expect(groupGift(source, known([...others, hidden]))).toEqual(seen);
      }),
    );
  });
});
