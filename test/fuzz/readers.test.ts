import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { packageRoot } from '../../src/base/package-root.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { type ExportedUser, type ExportTable, exportTable } from '../../src/files/export-table.ts';
import { readModel } from '../../src/models/read-model.ts';
import { readPolicy } from '../../src/policy/read-policy.ts';
import type { Attribute, AttributeValue } from '../../src/push/attribute.ts';
import { coerce } from '../../src/push/coerce.ts';
import { schemaFiles, validatorOf } from '../../src/schema/validator.ts';
import { type ReadRow, readFileText } from '../files/read-file-text.ts';
import { FUZZ_TIMEOUT_MS, fuzzing } from '../support/fuzz-runs.ts';
import { fitting } from './fitting.ts';
import { spoilingText } from './spoil-text.ts';

const contents = (pattern: string): Buffer[] =>
  globSync(pattern, { cwd: packageRoot })
    .sort()
    .map((path) => readFileSync(join(packageRoot, path)));

/** Good texts, the same ones spoilt, and bytes of any kind. */
const anyBytes = (good: fc.Arbitrary<string | Uint8Array>, alphabet: readonly string[]): fc.Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 2, arbitrary: good.map((text) => Buffer.from(text)) },
    { weight: 6, arbitrary: fc.tuple(good, spoilingText).map(([text, spoil]) => spoil(text)) },
    {
      weight: 2,
      arbitrary: fc.array(fc.constantFrom(...alphabet), { maxLength: 60 }).map((parts) => Buffer.from(parts.join(''))),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  );

const YAML = [
  'a',
  '1',
  ': ',
  ':',
  '- ',
  '\n',
  '  ',
  '{',
  '}',
  '[',
  ']',
  ',',
  '&a ',
  '*a',
  '<<: ',
  '!!',
  '|',
  '>',
  '"',
  "'",
  '#',
  '%',
  '---\n',
  '?',
  '\t',
  '\0',
  '~',
  '@',
];
const lines = (text: string): number => text.split(/\r\n|\n|\r/).length;

/** One sentence, or the end of one: what a terminal and an answer can show. */
function expectSentence(text: string): void {
  expect(text.trim()).not.toBe('');
  expect(text).not.toMatch(/[\n\r]|undefined|\[object|\bat .*\.ts:/);
}

describe('the reader of a policy', () => {
  const good = fc.oneof(
    fc.constantFrom(...contents('samples/policy.yaml')),
    fitting(schemaFiles.get('policy.json') ?? {}).map((policy) => JSON.stringify(policy, null, 1)),
  );
  const fits = validatorOf('policy.json');

  test(
    'either follows a text, and the same written as JSON, or says on which lines it is wrong',
    () => {
      fc.assert(
        fc.property(anyBytes(good, YAML), (bytes) => {
          const text = bytes.toString();
          const { policy, problems = [] } = readPolicy(text);
          expect(policy === undefined).toBe(problems.length > 0);
          for (const { line, message } of problems) {
            expectSentence(message);
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(lines(text));
          }
          if (!policy) return;
          expect(fits(policy)).toBe(true);
          expect(readPolicy(JSON.stringify(policy)).policy).toEqual(policy);
        }),
        fuzzing(),
      );
    },
    FUZZ_TIMEOUT_MS,
  );
});

describe('the reader of models', () => {
  const good = fc.constantFrom(...contents('samples/models/**/*.{topic,view,model,yaml,yml}'));
  const names = fc.constantFrom('model', 'orders.topic', 'orders.view', 'relationships', '', '__proto__', '\0', 'a\nb');

  test(
    'reads what it can of any files, and tells the lines of what it cannot',
    () => {
      fc.assert(
        fc.property(
          fc.dictionary(
            names,
            anyBytes(good, [...YAML, 'access_filters', 'access_grants', 'extends', 'user_attribute']),
            { maxKeys: 3 },
          ),
          (files) => {
            const texts = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, bytes.toString()]));
            const reading = readModel(texts);
            for (const { line, message } of reading.problems) {
              expectSentence(message);
              expect(line).toBeGreaterThanOrEqual(1);
            }
            for (const { line } of reading.filters) expect(line).toBeGreaterThanOrEqual(1);
          },
        ),
        fuzzing(),
      );
    },
    FUZZ_TIMEOUT_MS,
  );
});

describe('the reader of files of users', () => {
  const attribute = (reference: string, more: Partial<Attribute> = {}): Attribute => ({
    id: reference,
    reference,
    label: reference,
    type: 'string',
    multiValued: false,
    defaultValue: [],
    description: '',
    system: false,
    ...more,
  });
  const attributes = [
    attribute('region'),
    attribute('groups', { multiValued: true }),
    attribute('seat_count', { type: 'number' }),
    attribute('levels', { type: 'number', multiValued: true }),
  ];
  const HEADER = 'userName,region,groups,seat_count,levels\n';
  const CELLS = [
    'ada@acme.example',
    'ben@acme.example',
    ',',
    ';',
    '\t',
    '|',
    '"',
    '""',
    '\n',
    '\r\n',
    '\r',
    "'",
    '=1',
    '[',
    ']',
    '["a"]',
    'a',
    '1',
    '-0',
    '1e5',
    ' ',
    '\u00a0',
    '\ufeff',
    '\0',
    'ü',
    '\\',
    'NULL',
    'region',
  ];
  const cells = fc.array(fc.constantFrom(...CELLS), { maxLength: 40 }).map((parts) => parts.join(''));
  const row = fc
    .tuple(
      fc.constantFrom('ada@acme.example', 'ben@acme.example', '=cleo@acme.example'),
      fc.string(),
      fc.string(),
      fc.constantFrom('', '1', '007', 'x'),
      fc.constantFrom('', '1;2', '[1]'),
    )
    .map((all) => all.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
  const good = fc.oneof(
    fc.constantFrom(...contents('{test/files/inputs,samples}/*.{csv,json,txt}')),
    fc.array(row, { maxLength: 4 }).map((rows) => `${HEADER}${rows.join('\n')}`),
    cells.map((text) => `${HEADER}ada@acme.example,${text}`),
  );
  const options = fc.record(
    {
      apostrophes: fc.constantFrom('keep' as const, 'remove' as const),
      delimiter: fc.constantFrom(',', ';'),
      encoding: fc.constantFrom('utf-8', 'windows-1252', 'utf-16le'),
    },
    { requiredKeys: ['apostrophes'] },
  );

  /** What a push of a row asks for, by reference; what it would refuse is left out. */
  function asked({ values }: ReadRow): Map<string, AttributeValue> {
    const wanted = attributes.flatMap((one) => {
      const { [one.reference]: value } = values;
      if (value === undefined) return [];
      try {
        const found = coerce(one, value, 'ignore')?.value;
        return found === undefined ? [] : [[one.reference, found] as const];
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(ConnectorError);
        return [];
      }
    });
    return new Map(wanted);
  }

  /** Reads a file, or says why not in one line. */
  async function attempt(bytes: Buffer, how: object): Promise<readonly ReadRow[] | undefined> {
    try {
      return (await readFileText(bytes, attributes, how)).rows;
    } catch (thrown) {
      // Ours, not the parser's or the engine's.
      expect(Object.getPrototypeOf(thrown)).toBe(Error.prototype);
      expect(thrown).not.toHaveProperty('code');
      expectSentence((thrown as Error).message);
      return undefined;
    }
  }

  /** Holds what a file of an export is read as against what the users hold, but for what it says it leaves out. */
  async function expectReadAgain(
    users: readonly ExportedUser[],
    { lines: exported, omissions }: ExportTable,
  ): Promise<void> {
    const { rows } = await readFileText(exported.join(''), attributes, { apostrophes: 'remove' });
    const again = new Map(rows.map((one) => [one.userName, asked(one)]));
    for (const { userName, valueList } of users) {
      const omitted = new Set(omissions.filter((one) => one.userName === userName).map(({ reference }) => reference));
      if (omitted.has('')) continue;
      const expected = valueList.filter(({ reference, values }) => values.length > 0 && !omitted.has(reference));
      const found = expected.map(({ reference }) => [reference, again.get(userName)?.get(reference)]);
      expect(found).toEqual(expected.map(({ reference, values }) => [reference, values]));
    }
  }

  test(
    'either reads bytes or refuses them in one line, and what it has read and exported it reads again',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyBytes(good, [...CELLS, HEADER]), options, async (bytes, how) => {
          const rows = await attempt(bytes, how);
          if (!rows) return;
          const held = [...new Map(rows.map((one) => [one.userName.toLowerCase(), one])).values()];
          const users = held.map((one, index) => ({
            omniUserId: String(index),
            userName: one.userName,
            active: true,
            valuesKnown: true,
            valueList: [...asked(one)].map(([reference, values]) => ({ reference, values, source: 'own' as const })),
          }));
          const table = exportTable(users, attributes);
          await expectReadAgain(users, table);
        }),
        fuzzing(),
      );
    },
    FUZZ_TIMEOUT_MS,
  );
});
