import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ExportedUser, exportTable } from '../../src/files/export-table.ts';
import type { Attribute } from '../../src/push/attribute.ts';
import { byReference } from '../../src/push/changes.ts';
import { planRow } from '../../src/push/plan-row.ts';
import { anyCharacter } from '../support/any-character.ts';
import { readFileText } from './read-file-text.ts';

const attribute = (reference: string, differences: Partial<Attribute> = {}): Attribute => ({
  id: reference,
  reference,
  label: reference,
  type: 'string',
  multiValued: false,
  defaultValue: [],
  description: '',
  system: false,
  ...differences,
});
const ATTRIBUTES = [
  attribute('text'),
  attribute('texts', { multiValued: true }),
  attribute('amount', { type: 'number' }),
  attribute('amounts', { type: 'number', multiValued: true }),
  attribute('with_default', { defaultValue: ['none'] }),
];

type Value = ExportedUser['valueList'][number];
const value = (reference: string, values: readonly string[], source: Value['source'] = 'own'): Value => ({
  reference,
  values,
  source,
});
const user = (userName: string, valueList: readonly Value[] = [], differences: Partial<ExportedUser> = {}) => ({
  omniUserId: userName,
  userName,
  active: true,
  valuesKnown: true,
  valueList,
  ...differences,
});

/** What pushing a file back would do to each user who is in it. */
async function pushBack(users: readonly ExportedUser[], { lines }: { readonly lines: readonly string[] }) {
  const { rows } = await readFileText(lines.join(''), ATTRIBUTES, { apostrophes: 'remove' });
  const byName = new Map(users.map((one) => [one.userName, one]));
  return rows.map((row, index) => {
    const { userName, valueList = [] } = byName.get(row.userName) ?? {};
    const shown = new Map(valueList.map(({ reference, values }) => [reference, values]));
    const look = { by: 'list' as const, at: 1, shown };
    const own = valueList.filter(({ source }) => source === 'own');
    const remembered = new Map(own.map(({ reference, values }) => [reference, values]));
    const known = {
      id: '1',
      userName: userName ?? '',
      active: true,
      look,
      remembered,
      rememberedAt: 1,
      oldestReadAt: 1,
    };
    return planRow({ ...row, index }, byReference(ATTRIBUTES), known, 'ignore').kind;
  });
}

const SPECIAL = [
  '=1+1',
  '+1',
  '-1',
  '@x',
  "'=1",
  "'",
  "''",
  ' x ',
  ';',
  ',',
  '"',
  '[a]',
  '{a}',
  '["a"]',
  '\n',
  '\r\n',
  '\t',
  '\u00a0x',
  'NULL',
  'ü',
  'a,b;c',
  'none',
  '',
];
const anyText = fc.oneof(fc.constantFrom(...SPECIAL), fc.string({ unit: anyCharacter, maxLength: 8 }));
const anyNumber = fc.constantFrom('0', '-5', '12.5', '12345678901234567890', '-0.001');
const distinct = (entry: fc.Arbitrary<string>) => fc.uniqueArray(entry, { minLength: 1, maxLength: 4 });
const anyUser = fc
  .record({
    text: anyText,
    texts: distinct(anyText),
    amount: anyNumber,
    amounts: distinct(anyNumber),
    source: fc.constantFrom('own' as const, 'default' as const, 'unclear' as const),
  })
  .map(({ text, texts, amount, amounts, source }) => [
    value('text', [text]),
    value('texts', texts),
    value('amount', [amount]),
    value('amounts', amounts),
    value('with_default', ['none'], source),
  ]);

describe('an export', () => {
  test('that is pushed back as it is changes nothing, whatever the users hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyUser, { minLength: 1, maxLength: 5 }), async (all) => {
        const users = all.map((values, index) => user(`${index === 0 ? '=' : ''}user-${index}@acme.example`, values));
        const kinds = await pushBack(users, exportTable(users, ATTRIBUTES));
        expect(kinds).toEqual(users.map(() => 'unchanged'));
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['text', ['a;b'], '"a;b"'],
    ['text', ['=1+1'], "'=1+1"],
    ['text', ['say "hi", now'], '"say ""hi"", now"'],
    ['texts', ['c1', 'c2'], '"c1;c2"'],
    ['texts', ['c1'], 'c1'],
    ['texts', ['Brook, Inc.'], '"[""Brook, Inc.""]"'],
    ['texts', ['a;b', 'c'], '"[""a;b"",""c""]"'],
    ['texts', ['=1', '2'], '"\'=1;2"'],
    ['amount', ['-5'], '-5'],
    ['amounts', ['1', '-2'], '"1;-2"'],
  ])('writes %s %j as %j', (reference, values, cell) => {
    const [, row] = exportTable([user('ada', [value(reference, values)])], [attributeOf(reference)]).lines;
    expect(row).toBe(`ada,${cell}\n`);
  });

  test('leaves a default blank that the user may not hold, and says so', () => {
    const users = [
      user('ada', [value('with_default', ['none'], 'unclear')]),
      user('ben', [value('with_default', ['none'], 'default')]),
      user('cleo', [value('with_default', ['none'])]),
    ];
    const { lines, omissions } = exportTable(users, [attributeOf('with_default')]);
    expect(lines).toEqual(['\ufeffuserName,with_default\n', 'ada,\n', 'ben,\n', 'cleo,none\n']);
    expect(omissions).toEqual([{ code: 'DEFAULT_UNCLEAR', userName: 'ada', reference: 'with_default' }]);
  });

  test.each([
    ['INACTIVE', user('ada', [], { active: false })],
    ['VALUES_UNKNOWN', user('ada', [], { valuesKnown: false })],
    ['NAME_UNREADABLE', user('a\u200bda')],
    ['NAME_UNREADABLE', user(' ada')],
  ] as const)('has no row for a user who is %s', (code, one) => {
    const { lines, omissions } = exportTable([one], ATTRIBUTES);
    expect(lines).toHaveLength(1);
    expect(omissions).toEqual([{ code, userName: one.userName, reference: '' }]);
  });

  test('has no row for a name that two active users bear', () => {
    const users = [user('ada'), user('ADA'), user('ben'), user('Ben', [], { active: false })];
    const { lines, omissions } = exportTable(users, []);
    expect(lines.slice(1)).toEqual(['ben\n']);
    expect(omissions.map(({ code }) => code)).toEqual(['AMBIGUOUS', 'AMBIGUOUS', 'INACTIVE']);
  });
});

function attributeOf(reference: string): Attribute {
  return ATTRIBUTES.find((one) => one.reference === reference) ?? attribute(reference);
}
