import { describe, expect, test } from '@jest/globals';
import { readPolicy } from '../../src/policy/read-policy.ts';

/** The policy of the contract. */
const WHOLE = `version: 1
attributes:
  - reference: region
    label: Region
    type: string            # or number
    multiValued: false
    default: null
    allowed: [emea, apac, amer]
    normalize: lower
    value: { okta: user.region }
  - reference: can_see_pii
    label: Can see PII
    type: string
    allowed: ["true", "false"]
    value:
      groups:
        - { group: PII Readers, value: "true" }
      otherwise: "false"
  - reference: territories
    label: Territories
    type: string
    multiValued: true
    value:
      groups:
        - { group: Sales EMEA, value: [emea] }
        - { groupLike: "omni-territory-*", value: "$1" }
      combine: union
`;

/** A policy of one attribute, with these lines from line 3 on. */
const withLines = (...lines: string[]): string =>
  ['version: 1', 'attributes:', ...lines.map((line, index) => (index === 0 ? `  - ${line}` : `    ${line}`))].join(
    '\n',
  );

const REGION = ['reference: region', 'label: Region', 'type: string'] as const;

/** @returns each problem in one line */
const problems = (text: string): string[] =>
  (readPolicy(text).problems ?? []).map(({ line, path, message }) => `${line} ${path} ${message}`);

test('a policy of every kind of rule is read', () => {
  const { policy } = readPolicy(WHOLE);
  expect(policy?.attributes.map(({ reference }) => reference)).toEqual(['region', 'can_see_pii', 'territories']);
  expect(policy?.attributes[2]?.value?.groups?.[1]).toEqual({ groupLike: 'omni-territory-*', value: '$1' });
});

test('JSON says the same as YAML', () => {
  const { policy } = readPolicy(WHOLE);
  expect(readPolicy(JSON.stringify(policy)).policy).toEqual(policy);
});

test('yes and no are texts, as everywhere in YAML 1.2', () => {
  expect(readPolicy(withLines(...REGION, 'allowed: [yes, no]')).policy?.attributes[0]?.allowed).toEqual(['yes', 'no']);
});

test.each<[string, string[]]>([
  ['yes-no of texts', ['normalize: yes-no', 'allowed: ["true", false]', 'default: "true"']],
  [
    'a group whose name looks like the pattern of another rule',
    ['value: { groups: [{ group: "x-*", value: a }, { groupLike: "x-*", value: b }] }'],
  ],
  [
    'a dollar in otherwise, which is no place of anything',
    ['value: { groups: [{ group: A, value: a }], otherwise: $100 }'],
  ],
])('%s can be followed', (_, lines) => {
  expect(problems(withLines(...REGION, ...lines))).toEqual([]);
});

test('allowed texts of a multi-valued attribute are entries, commas included', () => {
  const allowing = (value: string) =>
    withLines(...REGION, 'multiValued: true', 'allowed: ["a,b"]', `default: ${value}`);
  expect(problems(allowing('["a,b"]'))).toEqual([]);
  expect(problems(allowing('[a]'))).toEqual([expect.stringContaining('/attributes/0/default')]);
});

test('a group can give a number', () => {
  const text = withLines(
    'reference: seats',
    'label: S',
    'type: number',
    'value: { groups: [{ group: A, value: 12 }] }',
  );
  expect(problems(text)).toEqual([]);
});

test('allowed numbers are compared as numbers', () => {
  const text = withLines('reference: seats', 'label: S', 'type: number', 'allowed: ["12.0"]', 'default: 12');
  expect(problems(text)).toEqual([]);
});

describe('a policy that cannot be followed is refused, with the line and what is wrong', () => {
  test.each<[string, string, string[]]>([
    ['no YAML', 'version: [1', [expect.stringMatching(/^1 {2}cannot be read: /) as unknown as string]],
    ['another version', WHOLE.replace('version: 1', 'version: 2'), ['1 /version must be one of 1']],
    [
      'a misspelled field',
      withLines(...REGION, 'alowed: [a]'),
      ['6 /attributes/0/alowed is not a known field (did you mean allowed?)'],
    ],
    [
      'a number that is larger than any',
      withLines(...REGION, 'allowed: [-1e400]'),
      [expect.stringMatching(/^6 \/attributes\/0\/allowed\/0 must be /) as unknown as string],
    ],
    ['a missing field', withLines('reference: region', 'label: Region'), ['3 /attributes/0/type is missing']],
    [
      'a reference of another form',
      withLines('reference: Region', 'label: R', 'type: string'),
      [expect.stringMatching(/^3 \/attributes\/0\/reference does not have the right form/) as unknown as string],
    ],
    [
      'two entries of one reference',
      `${WHOLE}  - { reference: region, label: Again, type: string }\n`,
      ['28 /attributes/3/reference region has an entry above already'],
    ],
    [
      'a key that stands twice',
      withLines(...REGION, 'type: number'),
      [expect.stringMatching(/^6 {2}cannot be read: /) as unknown as string],
    ],
    [
      'neither okta nor groups',
      withLines(...REGION, 'value: { otherwise: a }'),
      ['6 /attributes/0/value must have either okta or groups'],
    ],
    [
      'both',
      withLines(...REGION, 'value:', '  okta: user.region', '  groups: [{ group: A, value: a }]'),
      ['7 /attributes/0/value must have either okta or groups'],
    ],
    [
      'otherwise beside okta',
      withLines(...REGION, 'value:', '  okta: user.region', '  otherwise: x'),
      ['8 /attributes/0/value/otherwise goes with groups, not with okta'],
    ],
    [
      'a variable of no profile',
      withLines(...REGION, 'value: { okta: region }'),
      [expect.stringMatching(/^6 \/attributes\/0\/value\/okta does not have the right form/) as unknown as string],
    ],
    [
      'a rule of no group',
      withLines(...REGION, 'value:', '  groups:', '    - { value: a }'),
      ['8 /attributes/0/value/groups/0 must have either group or groupLike'],
    ],
    [
      'two stars',
      withLines(...REGION, 'value: { groups: [{ groupLike: "a*b*", value: a }] }'),
      [expect.stringMatching(/^6 \/attributes\/0\/value\/groups\/0\/groupLike does not have/) as unknown as string],
    ],
    [
      '$1 of a group',
      withLines(...REGION, 'value: { groups: [{ group: A, value: "$1" }] }'),
      ['6 /attributes/0/value/groups/0/value $1 is what the * of a groupLike stands for; a group has none'],
    ],
    [
      'a group twice',
      withLines(...REGION, 'value:', '  groups:', '    - { group: A, value: a }', '    - { group: A, value: b }'),
      ['9 /attributes/0/value/groups/1 there is a rule for group A above already'],
    ],
    [
      'union of a single value',
      withLines(...REGION, 'value: { combine: union, groups: [{ group: A, value: a }] }'),
      ['6 /attributes/0/value/combine union gives several values: the attribute must be multiValued'],
    ],
    [
      'a value outside allowed',
      withLines(...REGION, 'allowed: [emea]', 'value: { groups: [{ group: A, value: apac }] }'),
      ['7 /attributes/0/value/groups/0/value The value sent for region is not one that the policy allows.'],
    ],
    [
      'a default outside allowed',
      withLines(...REGION, 'allowed: [emea]', 'default: apac'),
      ['7 /attributes/0/default The value sent for region is not one that the policy allows.'],
    ],
    [
      'a value that is no number',
      withLines('reference: seats', 'label: S', 'type: number', 'default: many'),
      ['6 /attributes/0/default seats takes numbers only, and text was sent.'],
    ],
    [
      'a list for a single value',
      withLines(...REGION, 'default: [a, b]'),
      ['6 /attributes/0/default region takes one value, and a list was sent.'],
    ],
    [
      'an allowed value that normalize never gives',
      withLines(...REGION, 'normalize: lower', 'allowed: [EMEA]'),
      ['7 /attributes/0/allowed/0 can never be reached: no value looks like this after normalize lower'],
    ],
    [
      'yes-no of a number',
      withLines('reference: seats', 'label: S', 'type: number', 'normalize: yes-no'),
      ['6 /attributes/0/normalize yes-no makes texts: the attribute must have the type string'],
    ],
    [
      'an otherwise outside allowed',
      withLines(...REGION, 'allowed: [emea]', 'value:', '  groups: [{ group: A, value: emea }]', '  otherwise: apac'),
      ['9 /attributes/0/value/otherwise The value sent for region is not one that the policy allows.'],
    ],
    [
      'an otherwise that only looks like what a * stands for',
      withLines(...REGION, 'allowed: [a]', 'value: { groups: [{ groupLike: "x-*", value: "$1" }], otherwise: "$1" }'),
      ['7 /attributes/0/value/otherwise The value sent for region is not one that the policy allows.'],
    ],
    [
      'a default that only looks like it',
      withLines('reference: seats', 'label: S', 'type: number', 'default: "$1"'),
      ['6 /attributes/0/default seats takes numbers only, and text was sent.'],
    ],
    [
      'a list from a pattern for a single value',
      withLines(...REGION, 'value: { groups: [{ groupLike: "x-*", value: ["$1"] }] }'),
      ['6 /attributes/0/value/groups/0/value region takes one value, and a list was sent.'],
    ],
    [
      '$1 of a group among other entries',
      withLines(...REGION, 'multiValued: true', 'value: { groups: [{ group: A, value: [a, "$1"] }] }'),
      ['7 /attributes/0/value/groups/0/value $1 is what the * of a groupLike stands for; a group has none'],
    ],
    [
      'a pattern twice',
      withLines(...REGION, 'value:', '  groups: [{ groupLike: "x-*", value: a }, { groupLike: "x-*", value: b }]'),
      ['7 /attributes/0/value/groups/1 there is a rule for groups x-* above already'],
    ],
    [
      'rules of no group, which do not repeat each other',
      withLines(...REGION, 'value: { groups: [{ value: a }, { value: b }] }'),
      [0, 1].map((at) => `6 /attributes/0/value/groups/${at} must have either group or groupLike`),
    ],
    [
      'otherwise beside okta, whatever its value would be',
      withLines(...REGION, 'allowed: [emea]', 'value: { okta: user.region, otherwise: apac }'),
      ['7 /attributes/0/value/otherwise goes with groups, not with okta'],
    ],
    [
      'an allowed value that is no number',
      withLines('reference: seats', 'label: S', 'type: number', 'normalize: lower', 'allowed: [1, many]'),
      ['7 /attributes/0/allowed/1 seats takes numbers only, and text was sent.'],
    ],
    [
      'allowed values that are wrong, with which no other value is compared',
      withLines(...REGION, 'normalize: lower', 'allowed: [EMEA]', 'default: apac'),
      ['7 /attributes/0/allowed/0 can never be reached: no value looks like this after normalize lower'],
    ],
    [
      'a missing field, at the entry that lacks it',
      withLines(...REGION).concat('\n  - reference: seats\n    label: Seats'),
      ['6 /attributes/1/type is missing'],
    ],
    [
      'a field of an entry behind the tenth',
      `version: 1\nattributes:\n${Array.from({ length: 11 }, (_, at) => `  - { reference: r${at}, label: R, type: string }\n`).join('')}  - { reference: x, label: X, type: date }\n`,
      ['14 /attributes/11/type must be one of string, number'],
    ],
    ...['a/b', 'a~b', '"2"'].map((name): [string, string, string[]] => [
      `the unknown field ${name}`,
      withLines(...REGION, `${name}: 1`),
      [expect.stringMatching(/^6 \/attributes\/0\/\S+ is not a known field$/) as unknown as string],
    ]),
    [
      'more than one document',
      'version: 1\n---\nversion: 1\n',
      ['1  cannot be read: it must hold exactly one document'],
    ],
    [
      'a tag of its own, as of a file to include',
      withLines(...REGION, 'description: !include region.txt'),
      ['6  cannot be read: Unresolved tag: !include'],
    ],
    [
      'an alias of nothing',
      withLines('*region'),
      ['1  cannot be read: more than 100 aliases, or one that leads nowhere'],
    ],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test('aliases that stand for more than they should', () => {
    const levels = [...'bcdefghi'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`)}]`);
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...levels].join('\n');
    expect(problems(bomb)).toEqual(['1  cannot be read: more than 100 aliases, or one that leads nowhere']);
  });

  test('more aliases than a hundred, also of something small', () => {
    const small = (count: number) => Array.from({ length: count }, (_, at) => `&a${at} {}, *a${at}`).join(', ');
    const of = (count: number) => problems(`version: 1\nattributes: [${small(count)}]`);
    expect(of(101)).toEqual(['1  cannot be read: more than 100 aliases, or one that leads nowhere']);
    expect(of(100)).toContain('2 /attributes/0/reference is missing');
  });

  test.each(['', '# nothing yet\n', '---\n', 'null'])('the empty text %j', (text) => {
    const what = '1  is empty: a policy begins with version: 1 and attributes:, as samples/policy.yaml does';
    expect(problems(text)).toEqual([what]);
  });

  test('a text that is too large', () => {
    const comment = (bytes: number) => `# ${'x'.repeat(bytes - 2)}`;
    expect(problems(comment(262_145))).toEqual(['1  is larger than 262144 bytes']);
    expect(problems(comment(262_144))).toEqual([expect.stringMatching(/^1 {2}is empty/)]);
  });

  test('twenty problems are enough', () => {
    const entries = Array.from({ length: 40 }, () => '  - { reference: a, label: A, type: string }');
    expect(problems(['version: 1', 'attributes:', ...entries].join('\n'))).toHaveLength(20);
  });
});

test('what the parser repeats of a text stays in one line, is short, and steers no terminal', () => {
  expect(problems('{"version\\u\r\n0": 1}')[0]).toMatch(/^1 {2}cannot be read: Invalid escape sequence \\u 0/);
  const [problem = ''] = problems(`version: |\u001b[31m${'x'.repeat(10_000)}`);
  expect(problem).toContain('\\u001b[31mxxx');
  expect(problem.length).toBeLessThan(250);
});
