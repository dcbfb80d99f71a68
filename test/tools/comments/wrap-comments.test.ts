import { describe, expect, test } from '@jest/globals';
import { wrapComments } from '../../../tools/comments/wrap-comments.ts';

const words = (count: number): string => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');
const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));
const wordsOf = (text: string): string[] => text.match(/word\d+/g) ?? [];

describe('comments', () => {
  test.each([
    ['a doc comment of one line', `/** ${words(30)} */`],
    ['a line of a block', `/**\n * ${words(30)}\n */`],
    ['a block that goes on', `/**\n * ${words(30)}\n * and goes on\n *\n * @returns nothing\n */`],
    ['a tag', `/**\n * @param one ${words(30)}\n *   and goes on\n * @returns nothing\n */`],
    ['a comment of lines', `  // ${words(30)}\n  // and goes on\n  code();`],
  ])('%s is wrapped, and keeps its words', (_, source) => {
    const text = wrapComments(source);
    expect(widest(source)).toBeGreaterThan(120);
    expect(widest(text)).toBeLessThanOrEqual(120);
    expect(wordsOf(text)).toEqual(wordsOf(source));
    expect(wrapComments(text)).toBe(text);
  });

  test('go on in the paragraph that was too wide, and leave the next one alone', () => {
    const text = wrapComments(`/**\n * ${words(20)}\n * tail\n *\n * @returns nothing\n */`);
    expect(text).toMatch(/word19 tail\n \*\n \* @returns nothing\n \*\/$/);
  });

  test.each([
    ['code', `call('${words(30)}');`],
    ['an address', `// https://docs.example/${'x'.repeat(120)}`],
    ['a word to a tool', `// biome-ignore lint/one/two: ${words(30)}`],
  ])('%s stays as it is', (_, source) => {
    expect(wrapComments(source)).toBe(source);
  });
});
