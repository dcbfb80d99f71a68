import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import type { FileOptions } from '../../src/files/file-options.ts';
import { readFileText } from './read-file-text.ts';

const FOLDER = join(import.meta.dirname, 'inputs');

const attribute = (reference: string, label = reference, multiValued = false) => ({ reference, label, multiValued });
const ATTRIBUTES = [
  attribute('region', 'Sales Region'),
  attribute('blob_entity', 'Blob Entity'),
  attribute('cost_centers', 'Cost Centers', true),
  attribute('groups', 'Groups', true),
  attribute('seat_count'),
  attribute('level'),
  attribute('department'),
  attribute('usage', 'usageLocation'),
];

/** What becomes of a file: the values of each user by line, the refusal, and the codes of its warnings. */
interface Expected {
  readonly options?: FileOptions;
  readonly rows?: Readonly<Record<number, object>>;
  readonly refused?: string;
  readonly warned?: readonly string[];
  readonly report?: object;
}

async function check(content: string | Uint8Array, { options, rows, refused, warned = [], report = {} }: Expected) {
  if (refused !== undefined) return await expect(readFileText(content, ATTRIBUTES, options)).rejects.toThrow(refused);
  // One byte at a time is the hardest way for a file to come.
  for (const pieceLength of [65_536, 1]) {
    const read = await readFileText(content, ATTRIBUTES, options, { pieceLength });
    expect(Object.fromEntries(read.rows.map(({ line, values }) => [line, values]))).toEqual(rows);
    expect(read.report.warnings.map(({ code, column }) => `${code} ${column}`)).toEqual(warned);
    expect(read.report).toMatchObject(report);
  }
}

const INPUTS: Readonly<Record<string, readonly Expected[]>> = {
  'blank-rows.csv': [
    { rows: { 2: { region: 'emea' } }, report: { leftOut: [{ why: 'blank', count: 2, lines: [3, 4] }] } },
  ],
  'braces.csv': [{ rows: { 2: { cost_centers: '{c1,c2}' }, 3: { cost_centers: '("a","b")' } } }],
  'brackets.csv': [{ rows: { 2: { cost_centers: '["Brook; Daughters","c2"]' }, 3: { cost_centers: '[c1;c2]' } } }],
  'duplicate-keys.json': [{ refused: 'names /dryRun more than once' }],
  'empty-options.json': [{ refused: 'neither a list of users nor a list of SCIM' }],
  'entra-template.csv': [
    { rows: { 3: { department: 'Sales', usage: 'DE' } }, report: { leftOut: [{ count: 1, lines: [1] }] } },
  ],
  'event-time-forms.json': [{ refused: 'User 1 is no object.' }],
  'excel-number.csv': [
    {
      rows: { 2: { blob_entity: '1.23457E+15', seat_count: '1.23457E+15' } },
      warned: ['DIGITS_LOST blob_entity', 'DIGITS_LOST seat_count'],
    },
  ],
  'latin1-body.json': [{ refused: 'Line 1 is not UTF-8' }],
  'latin1.csv': [
    { refused: 'Line 2 is not UTF-8: say with --encoding' },
    { options: { encoding: 'windows-1252' }, rows: { 2: { region: 'Köln' } }, report: { encoding: 'windows-1252' } },
  ],
  'list-columns.csv': [
    { refused: "--list 'Group*=reference'" },
    { options: { list: ['Group*=groups'] }, rows: { 2: { groups: ['c1', 'c2'] } } },
  ],
  'mixed-line-ends.csv': [
    { rows: { 2: { region: 'lyon' }, 3: { region: 'nice' } }, report: { lineEnds: ['LF', 'CRLF'] } },
  ],
  'null-texts.csv': [
    {
      rows: { 2: { region: 'NULL', seat_count: 'N/A' }, 3: { region: '#N/A', seat_count: '12' } },
      warned: ['NO_VALUE_TEXT region', 'NO_VALUE_TEXT seat_count'],
    },
    {
      options: { nullText: ['NULL', 'N/A', '#N/A'] },
      rows: { 2: { region: null, seat_count: null }, 3: { region: null, seat_count: '12' } },
    },
  ],
  'outer-blanks.csv': [{ refused: 'Line 4: the user name "\\u200bcleo@acme.example" holds invisible characters' }],
  'scim-resources.json': [{ rows: { 1: { region: 'emea' } }, report: { format: 'scim', delimiter: '' } }],
  'semicolon.csv': [{ rows: { 2: { region: 'Graz-Süd' } }, report: { delimiter: ';', encoding: 'utf-8' } }],
  'sep-line.csv': [{ rows: { 3: { region: 'emea' } }, report: { delimiter: ';', lineEnds: ['CRLF'] } }],
  'terminal.csv': [{ rows: { 2: { blob_entity: 'evil\x1b[2K\x1b[1A\x1b]0;x\x07' } } }],
  'title-line.csv': [
    { refused: 'Line 1 is no header, and line 2 looks like one: say --skip-lines 1.' },
    {
      options: { skipLines: 1, skipFooter: 1 },
      rows: { 3: { region: 'emea' } },
      report: { leftOut: [{ why: '--skip-footer' }, { why: '--skip-lines' }], ignored: ['column 3 (no header)'] },
    },
  ],
  'two-bad-cells.csv': [{ rows: { 2: { seat_count: 'many', level: 'high' } } }],
  'upper-header.csv': [
    { rows: { 2: { blob_entity: 'north' } }, report: { userColumn: 'Email', ignored: ['column 3 (no header)'] } },
  ],
  'users-with-attributes.json': [
    {
      rows: { 1: { region: 'emea', cost_centers: ['c1', 'c2'] }, 2: { region: null } },
      report: { format: 'users-json' },
    },
  ],
  'utf16le-tab.txt': [{ rows: { 2: { region: 'emea' } }, report: { encoding: 'utf-16le', delimiter: '\t' } }],
};

test('every file of the folder is in the table', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(INPUTS).sort());
});

/** What a run of this file alone prints as a table. */
function outcome({ refused, warned = [], rows = {} }: Expected): string {
  if (refused !== undefined) return `refused: ${refused}`;
  const read = `read as ${JSON.stringify(Object.values(rows))}`;
  return warned.length === 0 ? read : `${read}, warned: ${warned.join(', ')}`;
}

const CASES = Object.entries(INPUTS).flatMap(([name, all]) =>
  all.map((expected) => ({
    name: [name, JSON.stringify(expected.options)].filter(Boolean).join(' with '),
    file: name,
    outcome: outcome(expected),
    expected,
  })),
);

test.each(CASES)('$name: $outcome', async ({ file, expected }) => {
  await check(readFileSync(join(FOLDER, file)), expected);
});

const ADA = 'ada@acme.example';
const HEADER = 'email,region';
const bytes = (...parts: readonly (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

const RELATIVES: readonly (readonly [kind: string, content: string | Uint8Array, Expected])[] = [
  ['a euro of Windows, late', bytes(`${HEADER}\n${ADA},a\nben,b\ncleo,`, 0x80, '\n'), { refused: 'Line 4 is not' }],
  ['a character cut off at the end', bytes(`${HEADER}\n${ADA},a`, 0xe2, 0x82), { refused: 'Line 2 is not UTF-8' }],
  ['half a surrogate pair', bytes(`${HEADER}\r${ADA},`, 0xed, 0xa0, 0x80), { refused: 'Line 2 is not UTF-8' }],
  [
    'Cyrillic with its encoding',
    iconv.encode(`${HEADER}\n${ADA},Москва\n`, 'windows-1251'),
    { options: { encoding: 'cp1251' }, rows: { 2: { region: 'Москва' } } },
  ],
  [
    'a byte without a meaning in the encoding',
    bytes(`${HEADER}\n${ADA},`, 0x81, '\n'),
    { options: { encoding: 'shift_jis' }, refused: 'Line 2 is not shift_jis' },
  ],
  ['an encoding that nobody knows', HEADER, { options: { encoding: 'klingon' }, refused: '--encoding klingon is not' }],
  [
    'a replacement character',
    `${HEADER}\n${ADA},K\ufffdln\n`,
    { rows: { 2: { region: 'K\ufffdln' } }, warned: ['CHARACTERS_LOST region'] },
  ],

  [
    'UTF-16, the high byte first',
    iconv.encode(`\ufeff${HEADER}\n${ADA},ü\n`, 'utf-16be', { addBOM: false }),
    { rows: { 2: { region: 'ü' } }, report: { encoding: 'utf-16be' } },
  ],
  ['UTF-16 without a mark', iconv.encode(`${HEADER}\n${ADA},x\n`, 'utf-16le'), { refused: '--encoding utf-16le' }],
  [
    'UTF-16 of which the order of the bytes is not told',
    iconv.encode(`${HEADER}\n${ADA},x\n`, 'utf-16le'),
    { options: { encoding: 'utf-16' }, refused: 'say --encoding utf-16le or utf-16be' },
  ],
  [
    'UTF-16 that is named',
    iconv.encode(`${HEADER}\n${ADA},x\n`, 'utf-16le'),
    { options: { encoding: 'UTF-16LE' }, rows: { 2: { region: 'x' } } },
  ],
  [
    'a mark and another encoding',
    `\ufeff${HEADER}\n`,
    { options: { encoding: 'latin1' }, refused: 'the mark of utf-8, and --encoding says latin1' },
  ],
  ['an Excel workbook', bytes('PK', 3, 4, 'rest'), { refused: 'as Excel workbooks (.xlsx) are' }],
  ['a PDF', '%PDF-1.7', { refused: 'The file is a PDF' }],

  [
    'CR alone',
    `${HEADER}\r${ADA},a\rben,b\r`,
    { rows: { 2: { region: 'a' }, 3: { region: 'b' } }, report: { lineEnds: ['CR'] } },
  ],
  [
    'CRLF inside of a cell',
    `${HEADER}\r\n${ADA},"a\r\nb"\r\nben,c\r\n`,
    { rows: { 2: { region: 'a\r\nb' }, 4: { region: 'c' } } },
  ],
  ['no end of the last line', `${HEADER}\n${ADA},a`, { rows: { 2: { region: 'a' } } }],
  [
    'an error below a CRLF in a cell',
    `${HEADER}\r\n${ADA},"a\r\nb"\r\nben,c"\r\n`,
    { refused: 'Line 4: a quote stands' },
  ],

  ['tabs', `email\tregion\n${ADA}\ta,b\n`, { rows: { 2: { region: 'a,b' } } }],
  ['pipes', `email|region\n${ADA}|a;b\n`, { rows: { 2: { region: 'a;b' } } }],
  [
    'a quoted header with the other separator',
    `email;"Sales Region, now"\n${ADA};x\n`,
    { options: { map: ['Sales Region, now=region'] }, rows: { 2: { region: 'x' } } },
  ],
  [
    'two readings of its header',
    'user,region,x;email;level\n',
    { refused: 'may be separated by comma or semicolon: say by which with --delimiter' },
  ],
  [
    'two readings of its header and the option',
    `user,region,x;email;level\na,b,c;${ADA};e\n`,
    { options: { delimiter: ';' }, rows: { 2: { level: 'e' } } },
  ],
  [
    'a separator that is told twice',
    `sep=;\nemail,region\n${ADA},x\n`,
    { options: { delimiter: ',' }, rows: { 3: { region: 'x' } } },
  ],
  ['a separator of its own', `email~region\n${ADA}~x\n`, { options: { delimiter: '~' }, rows: { 2: { region: 'x' } } }],

  ['blank lines above the header', `\n;;\nemail;region\n${ADA};x\n`, { rows: { 4: { region: 'x' } } }],
  ['rows of blanks', `${HEADER}\n \t , \n${ADA},x\n\n\n`, { rows: { 3: { region: 'x' } } }],
  ['blank cells too many', `${HEADER}\n${ADA},x,,\n`, { rows: { 2: { region: 'x' } } }],
  ['a cell too many', `${HEADER}\n${ADA},x,y\n`, { refused: 'Line 2 has 3 cells, the header 2' }],
  ['a footer of one cell', `${HEADER}\n${ADA},x\n1 user\n`, { refused: 'Line 3 has 1 cell, the header 2' }],
  ['a footer without a user', `${HEADER}\n${ADA},x\n,1\n`, { refused: 'Line 3 names no user.' }],
  ['two title lines', `Users\nof Acme\n${HEADER}\n${ADA},x\n`, { refused: 'say --skip-lines 2' }],
  ['no header at all', `${ADA},x\nben@acme.example,y\n`, { refused: 'No column names the user' }],

  ['\\N of MySQL', `${HEADER}\n${ADA},\\N\n`, { rows: { 2: { region: '\\N' } }, warned: ['NO_VALUE_TEXT region'] }],
  ['#REF!', `${HEADER}\n${ADA},#REF!\n`, { rows: { 2: { region: '#REF!' } }, warned: ['NO_VALUE_TEXT region'] }],
  ['nullable', `${HEADER}\n${ADA},nullable\n`, { rows: { 2: { region: 'nullable' } } }],
  [
    'a text for no value among a list',
    `email,g1,g2\n${ADA},c1,NULL\n`,
    { options: { list: ['g*=groups'], nullText: ['NULL'] }, rows: { 2: { groups: ['c1'] } } },
  ],

  [
    'a German long number',
    `${HEADER}\n${ADA},"1,2E+11"\n`,
    { rows: { 2: { region: '1,2E+11' } }, warned: ['DIGITS_LOST region'] },
  ],
  ['a part number', `${HEADER}\n${ADA},1E5\n`, { rows: { 2: { region: '1E5' } } }],
  ['a small number', `${HEADER}\n${ADA},1.5E-07\n`, { rows: { 2: { region: '1.5E-07' } } }],

  ['NBSP around a user name', `${HEADER}\n\u00a0${ADA}\u00a0,x\n`, { rows: { 2: { region: 'x' } } }],
  ['NBSP inside of a user name', `${HEADER}\nada\u00a0a@acme.example,x\n`, { refused: '"ada\\u00a0a@acme.example"' }],
  ['a soft hyphen in a user name', `${HEADER}\na\u00adda@acme.example,x\n`, { refused: '"a\\u00adda@acme.example"' }],
  [
    'a filler of Hangul in a user name',
    `${HEADER}\na\u3164da@acme.example,x\n`,
    { refused: '"a\\u3164da@acme.example"' },
  ],
  ['a selector in a user name', `${HEADER}\nada\ufe0f@acme.example,x\n`, { refused: '"ada\\ufe0f@acme.example"' }],
  ['a joiner in a user name', `${HEADER}\na\u200dda@acme.example,x\n`, { refused: '"a\\u200dda@acme.example"' }],
  ['a header that looks right', `email,reg\u200bion,level\n${ADA},x,y\n`, { refused: 'The header "reg\\u200bion"' }],
  ['NBSP around a header', `email,\u00a0region\n${ADA},x\n`, { rows: { 2: { region: 'x' } } }],

  ['a label in another case', `E-MAIL,COST centers\n${ADA},a\n`, { rows: { 2: { cost_centers: 'a' } } }],
  ['a header twice', `email,region,REGION\n${ADA},a,b\n`, { refused: 'both hold region' }],
  [
    'a mapping in another case',
    `email,Size\n${ADA},a\n`,
    { options: { map: ['size=level'] }, rows: { 2: { level: 'a' } } },
  ],

  [
    'list columns apart from each other',
    `Group2,email,x,Group1\nb,${ADA},,a\n,ben@acme.example,,\n`,
    { options: { list: ['group*=groups'] }, rows: { 2: { groups: ['b', 'a'] }, 3: { groups: '' } } },
  ],
  [
    'a list of one value',
    `email,g1,g2\n${ADA},a,b\n`,
    { options: { list: ['g*=region'] }, refused: 'region takes one value' },
  ],
  [
    'a list without columns',
    `email,g1\n${ADA},a\n`,
    { options: { list: ['h*=groups'] }, refused: 'has no such column' },
  ],
  [
    'a list of an unknown attribute',
    `email,g1\n${ADA},a\n`,
    { options: { list: ['g*=teams'] }, refused: 'no attribute "teams"' },
  ],
  [
    'columns that look like a list',
    `email,region,Team 1,Team 2\n${ADA},x,a,b\n`,
    { rows: { 2: { region: 'x' } }, warned: ['LIST_COLUMNS Team 1, Team 2'] },
  ],

  [
    "omni-user-manager's CSV",
    `id,userName,groups,userAttributes\n1,${ADA},"[]","{""region"":""emea"",""cost_centers"":[""a"",""b""],""omni_user_timezone"":null}"\n2,ben,[],{}\n`,
    {
      rows: { 2: { region: 'emea', cost_centers: ['a', 'b'] } },
      report: { ignored: ['id', 'groups', 'omni_user_timezone'], leftOut: [{ why: 'without a value', lines: [3] }] },
    },
  ],
  [
    'an object that is no JSON',
    `userName,userAttributes\n${ADA},"{'region':'emea'}"\n`,
    { refused: 'Line 2: userAttributes is no JSON' },
  ],
  [
    'an attribute in an object and in a column',
    `userName,region,userAttributes\n${ADA},a,"{""region"":""b""}"\n`,
    { options: { map: ['region=region'] }, refused: 'holds region, which has a column of its own' },
  ],
  [
    'a long number in an object',
    `userName,userAttributes\n${ADA},"{""seat_count"":12345678901234567890}"\n`,
    { rows: { 2: { seat_count: '12345678901234567890' } } },
  ],
  [
    'a key twice in an object',
    `userName,userAttributes\n${ADA},"{""region"":""a"",""region"":""b""}"\n`,
    { refused: 'names /region more than once' },
  ],

  [
    'users of other keys',
    `[{"email":"${ADA}","userAttributes":{"Sales Region":"x","shoe":1}}]`,
    { rows: { 1: { region: 'x' } }, report: { ignored: ['shoe'] } },
  ],
  [
    'an object as a value',
    `[{"userName":"${ADA}","userAttributes":{"region":{"a":1}}}]`,
    { refused: 'User 1: region holds an object.' },
  ],
  ['a user without a name', `[{"userAttributes":{"region":"a"}}]`, { refused: 'User 1 names no user.' }],
  ['a list cut off', `[{"userName":"${ADA}"`, { refused: 'The file begins as JSON and is no JSON' }],
  ['JSON in CSV', `[x],email,region\n1,${ADA},a\n`, { options: { format: 'csv' }, rows: { 2: { region: 'a' } } }],
  [
    'one page of a SCIM list',
    `{"Resources":[{"userName":"${ADA}","urn:omni:params:1.0:UserAttribute":{"region":"a"}}],"totalResults":250}`,
    { rows: { 1: { region: 'a' } }, warned: ['PAGE_OF_LIST Resources'] },
  ],
  [
    'a SCIM user without attributes',
    `{"Resources":[{"userName":"${ADA}"},{"userName":"ben","urn:omni:params:1.0:UserAttribute":{"level":null}}]}`,
    { rows: { 2: { level: null } }, report: { leftOut: [{ why: 'without a value', lines: [1] }] } },
  ],
  [
    'a SCIM list of attributes that Omni does not have',
    `{"Resources":[{"userName":"${ADA}","urn:omni:params:1.0:UserAttribute":{"shoe":"42"}}]}`,
    { refused: 'No key is an attribute: name one with --map KEY=reference. Omni has region, blob_entity' },
  ],
  [
    'users that were to be SCIM',
    `[{"userName":"${ADA}"}]`,
    { options: { format: 'scim' }, refused: 'no list of SCIM' },
  ],

  [
    "Entra's template, quoted",
    `"version:v1.0"\n"Email [email] Required","Dept [department]"\n${ADA},x\n`,
    { rows: { 3: { department: 'x' } } },
  ],
  [
    'an Entra header that a label shows',
    `version:v1.0;\nUser name [userPrincipalName] Required;Sales Region [extension_1]\n${ADA};x\n`,
    { rows: { 3: { region: 'x' } } },
  ],
  [
    'an Entra property that is no attribute',
    `version:v1.0,\nUser name [userPrincipalName] Required,Level [level],Shoe [shoe]\n${ADA},x,42\n`,
    { rows: { 3: { level: 'x' } }, report: { ignored: ['Shoe [shoe]'] } },
  ],

  ['a marked formula', `${HEADER}\n${ADA},'=1+1\n`, { refused: 'say --apostrophes remove or keep' }],
  [
    'a mark that is removed',
    `${HEADER}\n${ADA},'=1+1\n`,
    { options: { apostrophes: 'remove' }, rows: { 2: { region: '=1+1' } } },
  ],
  [
    'a mark that is kept',
    `${HEADER}\n${ADA},'=1+1\n`,
    { options: { apostrophes: 'keep' }, rows: { 2: { region: "'=1+1" } } },
  ],
  [
    'half a surrogate pair in a name',
    '[{"userName":"\\ud800@acme.example","userAttributes":{"region":"x"}}]',
    { refused: 'holds text with half a surrogate pair.' },
  ],
  [
    'half a surrogate pair in a key',
    `[{"userName":"${ADA}","userAttributes":{"\\udc00":"x"}}]`,
    { refused: 'holds text with half a surrogate pair.' },
  ],
  ['an apostrophe', `${HEADER}\n${ADA},'t Gooi\n`, { rows: { 2: { region: "'t Gooi" } } }],
];

describe('a file with', () => {
  test.each(RELATIVES)('%s', async (_, content, expected) => {
    await check(content, expected);
  });
});
