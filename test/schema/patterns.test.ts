import { expect, test } from '@jest/globals';
import { schemaFiles } from '../../src/schema/validator.ts';
import { ends } from '../support/ends.ts';

const LENGTH = 256 * 1024;

function patternsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'pattern' && typeof inner === 'string' ? [inner] : patternsIn(inner),
  );
}

const patterns = [...new Set([...schemaFiles.values()].flatMap(patternsIn))];

/** Much of what patterns accept, each also with an ending that they refuse. */
const hostile = ['a', ' ', '_', '-', '@', 'a@', 'a@a.', 'a ', 'a-', '0', '~', '\n', '\u00e9', '\u{1F600}']
  .map((piece) => piece.repeat(LENGTH / piece.length))
  .flatMap((text) => [text, `${text}\n`, `a@${text}\u0000`]);

/** The words that a pattern asks for first: without them a text would be refused before any repetition is tried. */
const prefixOf = (pattern: string): string => /^\^([\w/]*)/.exec(pattern)?.[1] ?? '';

/** The beginnings of the texts about which the pattern does not decide at all. */
function slowTexts(pattern: string, texts: readonly string[], limitMs?: number): string[] {
  // The validator compiles patterns with the flag u as well.
  const expression = new RegExp(pattern, 'u');
  const prefix = prefixOf(pattern);
  return texts.filter((text) => !ends(() => expression.test(prefix + text), limitMs)).map((text) => text.slice(0, 8));
}

test('a pattern that goes back and forth is found', () => {
  expect(slowTexts('^word[a ]*a*[a]*b$', ['a'.repeat(LENGTH)], 100)).toEqual(['aaaaaaaa']);
});

test('the schemas have patterns to check', () => {
  expect(patterns.length).toBeGreaterThan(3);
});

test.each(patterns)('the pattern %s decides about a long text', (pattern) => {
  expect(slowTexts(pattern, hostile)).toEqual([]);
});

test.each(patterns)('the pattern %s begins at the beginning, and repeats no group', (pattern) => {
  expect(pattern).toMatch(/^\^/);
  expect(pattern).not.toMatch(/\)[*+{]/);
});
