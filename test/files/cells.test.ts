import { describe, expect, test } from '@jest/globals';
import type { FileOptions } from '../../src/files/file-options.ts';
import { readFileText } from './read-file-text.ts';

const ATTRIBUTES = [
  { reference: 'blob_entity', label: 'Blob Entity', multiValued: false },
  { reference: 'cost_centers', label: 'Cost Centers', multiValued: true },
];

const read = (text: string, options?: FileOptions) => readFileText(text, ATTRIBUTES, options);
const costCenters = async (cell: string, options?: FileOptions) =>
  (await read(`email,cost_centers\nana@acme.example,"${cell}"\n`, options)).rows[0]?.values.cost_centers;

describe('a file of users', () => {
  test('becomes rows with their lines: byte order mark, quotes, line breaks, blank lines', async () => {
    const text = '\uFEFFEmail, Blob Entity \r\nana@acme.example,"a, ""b"""\r\n\r\n ben@acme.example ,"two\nlines"\r\n';
    expect((await read(text)).rows).toEqual([
      { line: 2, userName: 'ana@acme.example', values: { blob_entity: 'a, "b"' } },
      { line: 4, userName: 'ben@acme.example', values: { blob_entity: 'two\nlines' } },
    ]);
  });

  test.each([
    ['a row without a user', 'email,blob_entity\nana@acme.example,x\n ,y\n', 'Line 3 names no user.'],
    ['a row with too few cells', 'email,blob_entity\nana@acme.example\n', 'Line 2 has 1 cell, the header 2'],
    ['a quote that never ends', 'email,blob_entity\nana@acme.example,"x\n', 'Line 2: a quote is never closed.'],
    ['nothing but a header', 'email,blob_entity\n', 'The file holds no rows.'],
    ['nothing', '', 'The file holds no rows.'],
  ])('with %s is refused as a whole', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});

describe('a cell of several values', () => {
  test.each([
    ['c100; c200', ['c100', 'c200']],
    ['c100,c200', 'c100,c200'],
    ['Acme, Inc.;Beta', ['Acme, Inc.', 'Beta']],
    ['[""a"",""b;c""]', '["a","b;c"]'],
    [' [a;b] ', ' [a;b] '],
    ['{a;b}', '{a;b}'],
    ['(""a"";""b"")', '("a";"b")'],
    ['""a"";""b""', '"a";"b"'],
    ['[""a"";""b', '["a";"b'],
    ['HQ;[a;b]', 'HQ,[a,b]'],
    ['Acme (Sales, EMEA);Beta', ['Acme (Sales, EMEA)', 'Beta']],
    ['[EMEA] Sales;Ops', ['[EMEA] Sales', 'Ops']],
    ['', ''],
    [' ', ' '],
  ])('%j is sent as %j', async (cell, sent) => {
    expect(await costCenters(cell)).toEqual(sent);
  });

  test('with a separator that was named, nothing else separates', async () => {
    expect(await costCenters('Acme, Inc.', { separator: '|' })).toEqual(['Acme, Inc.']);
    expect(await costCenters('c100 | c200;x', { separator: '|' })).toEqual(['c100', 'c200;x']);
    expect(await costCenters('[a|b]', { separator: '|' })).toBe('[a|b]');
  });
});

test('a semicolon in a cell of one value is part of the value', async () => {
  const { rows } = await read('email,blob_entity\nana@acme.example,a;b\n');
  expect(rows[0]?.values).toEqual({ blob_entity: 'a;b' });
});
