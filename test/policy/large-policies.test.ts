import { describe, expect, test } from '@jest/globals';
import { readPolicy } from '../../src/policy/read-policy.ts';

describe('a large text comes to an end, however it is made', () => {
  const many = (count: number, part: (at: number) => string): string =>
    Array.from({ length: count }, (_, at) => part(at)).join('');

  test.each<[string, string, string]>([
    ['keys', many(25_000, (at) => `a${at}: 1\n`), 'is not a known field'],
    ['anchors, each with its alias', many(12_000, (at) => `- &a${at} x\n- *a${at}\n`), 'more than 100 aliases'],
    ['lists within lists', ' - '.repeat(80_000), 'more than 200 levels'],
    ['brackets within brackets', '['.repeat(100_000), 'more than 200 levels'],
    ['maps within maps', '{a: '.repeat(60_000), 'more than 200 levels'],
  ])('of %s', (_, text, message) => {
    const found = (readPolicy(text).problems ?? []).map((problem) => problem.message);
    expect(found.length).toBeLessThanOrEqual(20);
    expect(found.join('\n')).toContain(message);
  });

  test('of many rules beside many allowed values', () => {
    const allowed = many(9_000, (at) => `a${at},`);
    const rules = many(1_000, (at) => `{group: g${at}, value: a${at}},`);
    const one = (at: number) =>
      `- {reference: r${at}, label: R, type: string, allowed: [${allowed}], value: {groups: [${rules}]}}\n`;
    expect(readPolicy(`version: 1\nattributes:\n${many(3, one)}`).policy?.attributes).toHaveLength(3);
  });
});
