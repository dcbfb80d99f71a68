import { describe, expect, test } from '@jest/globals';
import { readModel } from '../../src/models/read-model.ts';

const one = (file: string, text: string) => readModel({ [file]: text });

describe('large files of a model', () => {
  test('a megabyte is read to its last line', () => {
    const columns = Array.from(
      { length: 15_000 },
      (_, at) => `  column_${at}:\n    sql: \${TABLE}.column_${at}\n    label: "Column ${at}"\n`,
    );
    const text = `dimensions:\n${columns.join('')}  last:\n    sql: "{{omni_attributes.last}}"\n`;
    expect(text.length).toBeGreaterThan(1_000_000);
    expect(one('wide.view', text).mentions).toMatchObject([{ reference: 'last', line: 45_003 }]);
  });

  test.each([
    ['aliases of aliases', (last: string) => `access_filters: ${last}`],
    ['aliases of aliases in a part that is not known', (last: string) => `x: ${last}\naccess_filters: []`],
  ])('%s come to an end, in a sentence', (_, use) => {
    const layers = Array.from({ length: 40 }, (_, at) =>
      at === 0
        ? 'l0: &l0 [x, x, x, x, x, x, x, x, x, x]'
        : `l${at}: &l${at} [${Array(10)
            .fill(`*l${at - 1}`)
            .join(', ')}]`,
    );
    const { problems } = one('bomb.topic', `${layers.join('\n')}\n${use('*l39')}\n`);
    expect(problems).toMatchObject([
      { file: 'bomb.topic', message: expect.stringContaining('aliases stand for too many') },
    ]);
  });

  test('maps that merge a large one over and over come to an end, in a sentence', () => {
    const base = Array.from({ length: 2_000 }, (_, at) => `k${at}: ${at}`).join(', ');
    const text = `base: &base { ${base} }\nlist:\n${'  - { <<: *base, x: 1 }\n'.repeat(5_000)}access_filters: []\n`;
    expect(one('bomb.topic', text).problems[0]).toMatchObject({ message: expect.stringContaining('merged keys') });
  });

  test('as many columns as a file can name are read, and one that stands twice is told', () => {
    const columns = Array.from({ length: 60_000 }, (_, at) => `  column_${at}: {}\n`);
    const text = `dimensions:\n${columns.join('')}  last: { sql: "{{omni_attributes.last}}" }\n  column_7: {}\n`;
    const { mentions, problems } = one('wide.view', text);
    expect(mentions).toMatchObject([{ reference: 'last', line: 60_002 }]);
    expect(problems).toEqual([{ file: 'wide.view', line: 60_003, message: 'Map keys must be unique' }]);
  });

  test.each([
    ['lists', '['.repeat(50_000)],
    ['maps', '{a: '.repeat(5_000)],
    ['lists of lists', '\n'.concat(' - '.repeat(50_000))],
    ['an anchor within itself', '&a [ *a ]'],
  ])('%s without an end are told', (_, part) => {
    expect(one('deep.topic', `access_filters: ${part}`).problems).not.toEqual([]);
  });
});
