import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { definitionChanges } from '../../src/cli/policy/definition-changes.ts';
import { planMarkdown } from '../../src/cli/policy/plan-markdown.ts';
import type { PolicyPlan } from '../../src/cli/policy/plan-policy.ts';
import { policyOf } from '../../src/cli/policy/policy-of.ts';
import { showPlan } from '../../src/cli/policy/show-plan.ts';
import { countMoves, valueMoves } from '../../src/cli/policy/value-moves.ts';
import { readPolicy } from '../../src/policy/read-policy.ts';
import type { Attribute } from '../../src/push/attribute.ts';
import { byReference } from '../../src/push/changes.ts';
import { readShown } from '../../src/push/compare.ts';
import type { Policy, PolicyAttribute } from '../../src/schema/types.ts';

const NOBODY = {
  usersFollowingDefault: 0,
  emailOnlyFollowingDefault: 0,
  usersHoldingValue: 0,
  usedCount: 0,
  countTruth: '' as const,
};

const attribute = (more: Partial<Attribute> = {}): Attribute => ({
  id: 'id',
  reference: 'region',
  label: 'Region',
  type: 'string',
  multiValued: false,
  defaultValue: [],
  description: '',
  system: false,
  ...more,
});

const policy = (...attributes: Partial<PolicyAttribute>[]): Policy => ({
  version: 1,
  attributes: attributes.map((one) => ({ reference: 'region', label: 'Region', type: 'string', ...one })),
});

describe('definitions that a policy would change', () => {
  const changes = (wanted: Partial<PolicyAttribute>, found: Partial<Attribute> = {}) =>
    definitionChanges(policy(wanted), byReference([attribute(found)]));

  test('are none where they are as it says, or where it says nothing', () => {
    expect(changes({})).toEqual({ changes: [], problems: [] });
    expect(changes({}, { defaultValue: ['emea'], description: 'Of the user' })).toEqual({ changes: [], problems: [] });
  });

  test.each<[Partial<PolicyAttribute>, string, string, string]>([
    [{ label: 'Area' }, 'label', 'Region', 'Area'],
    [{ multiValued: true }, 'multiValued', 'false', 'true'],
    [{ default: null }, 'defaultValue', 'emea', ''],
    [{ default: 'APAC', normalize: 'lower' }, 'defaultValue', 'emea', 'apac'],
    [{ multiValued: true, default: ['b', 'a'] }, 'defaultValue', 'emea', 'b, a'],
  ])('%j', (wanted, field, before, after) => {
    const [change] = changes(wanted, { defaultValue: ['emea'] }).changes;
    expect(change).toMatchObject({ reference: 'region', step: 'update' });
    expect(change?.fields).toContainEqual({ field, before, after });
  });

  test.each<[Partial<PolicyAttribute>, Partial<Attribute>]>([
    [{ type: 'number' }, {}],
    [{}, { multiValued: true }],
    [{}, { system: true }],
  ])('%j over %j is what Omni does not allow', (wanted, found) => {
    expect(changes(wanted, found)).toMatchObject({ changes: [], problems: [{ path: '/attributes/0' }] });
  });
});

describe('who gains and who loses', () => {
  const change = (userName: string, reference: string, beforeValues: string[], afterValues: string[]) => ({
    index: 0,
    userName,
    reference,
    before: '',
    after: '',
    beforeValues,
    afterValues,
    truth: 'list' as const,
    warnings: [],
  });
  const moves = valueMoves([
    change('ada', 'teams', ['north', 'south'], ['south', 'sales', 'sales']),
    change('ben', 'teams', [], ['north']),
    change('ben', 'pii', ['true'], []),
    change('cleo', 'pii', ['false'], ['false']),
  ]);

  test('is told by entries, so that whoever keeps one neither gains nor loses it', () => {
    expect(moves[0]).toEqual({ userName: 'ada', reference: 'teams', gains: ['sales'], loses: ['north'] });
    expect(moves.some(({ userName }) => userName === 'cleo')).toBe(false);
  });

  test('is counted by attribute and value, in the order of the policy', () => {
    expect(countMoves(moves, ['pii', 'teams', 'region'])).toEqual([
      { reference: 'pii', userCount: 1, values: [{ value: 'true', gainCount: 0, loseCount: 1 }] },
      {
        reference: 'teams',
        userCount: 2,
        values: [
          { value: 'north', gainCount: 1, loseCount: 1 },
          { value: 'sales', gainCount: 1, loseCount: 0 },
        ],
      },
    ]);
  });
});

describe('a plan as a comment', () => {
  const plan = (more: Partial<PolicyPlan>): PolicyPlan => ({
    planHash: 'a'.repeat(64),
    wouldChange: true,
    definitions: [],
    values: [],
    people: [],
    shownAlreadyCount: 0,
    warnings: [],
    changedCount: 0,
    unchangedCount: 0,
    failedCount: 0,
    failures: [],
    omniRequests: 4,
    estimatedSeconds: 90,
    oktaRequests: 1,
    guard: { tripped: false, reason: '' },
    policyInForce: true,
    message: '',
    ...more,
  });
  const gains = (userName: string, ...values: string[]) => ({ userName, reference: 'teams', gains: values, loses: [] });

  test('begins with what a workflow finds it by, and tells the cost and the hash', () => {
    const text = planMarkdown(plan({}));
    expect(text).toMatch(
      /^<!-- okta-workflows-omni policy plan -->\n\n## Policy plan\n\nThis policy would change Omni\./,
    );
    expect(text).toContain('Applying takes 4 requests to Omni, about 2 min, and 1 request to Okta.');
    expect(text).toContain(`Plan hash: \`${'a'.repeat(64)}\``);
  });

  test.each([
    ['@everyone <b>[x](https://e.example)</b>', '`@everyone <b>[x](https://e.example)</b>`'],
    ['a|b', '`a\\|b`'],
    ['a`b``c', '``` a`b``c ```'],
    ['a\n| b |\u202e', '`a \\| b \\| `'],
  ])('shows the name %j as code in its cell', (name, shown) => {
    expect(planMarkdown(plan({ people: [gains(name, 'north')] }))).toContain(`\n| ${shown} | \`teams\` | \`north\` |`);
  });

  test('shows the names in the reason of the guard as code: those of models and topics are from outside, too', () => {
    const guard = { tripped: true, reason: `1 user would see more: a@b (region: topic @everyone <b>\u001b[2K\u202e)` };
    const shown = 'a@b (region: topic @everyone <b> [2K )`';
    expect(planMarkdown(plan({ guard }))).toContain(`**Needs approval:** \`1 user would see more: ${shown}`);
    for (const odd of ['\u001b', '\u202e']) expect(showPlan(plan({ guard }))).not.toContain(odd);
  });

  test('stays within what a comment may have, however many people and values there are', () => {
    const long = '`|'.repeat(200);
    const people = Array.from({ length: 5_000 }, (_, at) => ({
      ...gains(`user-${at}-${long}`, long),
      loses: [long],
    }));
    const values = [
      {
        reference: 'teams',
        userCount: 5_000,
        values: people.map((_, at) => ({ value: `${at}${long}`, gainCount: 1, loseCount: 0 })),
      },
    ];
    const definitions = Array.from({ length: 500 }, (_, at) => ({
      reference: `reference_${at}`,
      step: 'create' as const,
      fields: [{ field: 'label' as const, before: '', after: long }],
      ...NOBODY,
    }));
    const text = planMarkdown(
      plan({ people, values, definitions, warnings: people.map(() => long), message: long.repeat(50) }),
    );
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/The first \d+ of 5000 lines/);
  });
});

describe('a policy of what exists', () => {
  const sources = new Map([
    ['region', { okta: 'app.region', note: 'mapped from user.region' }],
    ['seats', { okta: 'user.seats', note: '' }],
  ]);
  const attributes = [
    attribute({ defaultValue: ['emea'], description: 'Of the user' }),
    attribute({ reference: 'seats', label: 'Seats', type: 'number', defaultValue: ['12'] }),
    attribute({
      reference: 'ids',
      label: 'Ids',
      type: 'number',
      multiValued: true,
      defaultValue: ['1', '9007199254740993'],
    }),
    attribute({ reference: 'omni_user_email', system: true }),
  ];

  test('can be followed, says the same, and names its sources', () => {
    const text = policyOf(attributes, sources);
    const { policy: made, problems } = readPolicy(text);
    expect(problems).toBeUndefined();
    expect(made?.attributes.map(({ reference, value }) => [reference, value?.okta])).toEqual([
      ['region', 'app.region'],
      ['seats', 'user.seats'],
      ['ids', undefined],
    ]);
    expect(made && definitionChanges(made, byReference(attributes))).toEqual({ changes: [], problems: [] });
    expect(text).toContain('# mapped from user.region');
    expect(text).toContain('# no source: nothing in Okta feeds it');
  });

  const text = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
    fc.constantFrom(
      'yes',
      'null',
      '~',
      '1e3',
      ' x ',
      '- a',
      '# no',
      '"',
      "'",
      'a: b',
      '*a',
      '&a',
      '<<',
      '\t',
      'a\nb\n\n',
    ),
  );
  const found = fc.record({
    label: text,
    description: fc.oneof(fc.constant(''), text),
    type: fc.constantFrom('string' as const, 'number' as const),
    multiValued: fc.boolean(),
    defaultValue: fc.uniqueArray(fc.oneof(text, fc.double().map(String), fc.constantFrom('01', '1.50', '-0')), {
      maxLength: 3,
    }),
  });

  test('changes nothing, whatever labels, descriptions and defaults Omni has', () => {
    fc.assert(
      fc.property(fc.array(found, { minLength: 1, maxLength: 4 }), (all) => {
        const there = all.map(({ defaultValue, ...one }, at) =>
          attribute({
            ...one,
            reference: `r${at}`,
            defaultValue: readShown(one.type, defaultValue.slice(0, one.multiValued ? 3 : 1)),
          }),
        );
        const anchor = attribute({ reference: 'last' });
        const { policy: made, problems } = readPolicy(policyOf([...there, anchor], sources));
        expect(problems).toBeUndefined();
        expect(made && definitionChanges(made, byReference([...there, anchor]))).toEqual({ changes: [], problems: [] });
      }),
    );
  });

  test('leaves out, with the reason, what no policy can hold', () => {
    const text = policyOf([...attributes, attribute({ reference: 'bad', label: 'x'.repeat(300) })], sources);
    expect(readPolicy(text).policy?.attributes).toHaveLength(3);
    expect(text).toMatch(/# left out: bad: \/label /);
  });

  test('is none where there is nothing to hold', () => {
    expect(() => policyOf([attribute({ system: true })], sources)).toThrow('no attribute');
  });
});
