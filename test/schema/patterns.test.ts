import { performance } from 'node:perf_hooks';
import { expect, test } from '@jest/globals';
import { schemaFiles } from '../../src/schema/validator.ts';

const MEGABYTE = 1024 * 1024;
const LIMIT_MS = 50;
const RUNS = 3;

function patternsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'pattern' && typeof inner === 'string' ? [inner] : patternsIn(inner),
  );
}

const patterns = [...new Set([...schemaFiles.values()].flatMap(patternsIn))];

/** A megabyte of what patterns accept, each also with an ending that they refuse. */
const hostile = ['a', ' ', '_', '-', '@', 'a@', 'a@a.', 'a ', 'a-', '0', '~', '\n', '\u00e9', '\u{1F600}']
  .map((piece) => piece.repeat(MEGABYTE / piece.length))
  .flatMap((text) => [text, `${text}\n`, `a@${text}\u0000`]);

/** The words that a pattern asks for first: without them a text would be refused before any repetition is tried. */
const prefixOf = (pattern: string): string => /^\^([\w/]*)/.exec(pattern)?.[1] ?? '';

function isFast(expression: RegExp, text: string): boolean {
  const start = performance.now();
  expression.test(text);
  return performance.now() - start <= LIMIT_MS;
}

/** Whether every run takes too long: a busy machine makes some of them longer, backtracking all of them. */
function isSlow(expression: RegExp, text: string): boolean {
  return !Array.from({ length: RUNS }).some(() => isFast(expression, text));
}

/** The beginnings of the texts that take too long. */
function slowTexts(pattern: string, texts: readonly string[]): string[] {
  // The validator compiles patterns with the flag u as well.
  const expression = new RegExp(pattern, 'u');
  const prefix = prefixOf(pattern);
  return texts.filter((text) => isSlow(expression, prefix + text)).map((text) => text.slice(0, 8));
}

test('a pattern that goes back and forth is found, on a text far shorter than a megabyte', () => {
  expect(slowTexts('^word[a ]*a*[a]*b$', ['a'.repeat(2_000)])).toEqual(['aaaaaaaa']);
});

test('the schemas have patterns to check', () => {
  expect(patterns.length).toBeGreaterThan(3);
});

test.each(patterns)('the pattern %s decides about a megabyte at once', (pattern) => {
  expect(slowTexts(pattern, hostile)).toEqual([]);
});

test.each(patterns)('the pattern %s begins at the beginning, and repeats no group', (pattern) => {
  expect(pattern).toMatch(/^\^/);
  expect(pattern).not.toMatch(/\)[*+{]/);
});
