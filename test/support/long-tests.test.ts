import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { packageRoot } from '../../src/base/package-root.ts';
import { inPart, isNamed, longRun, ONLY_LONG } from './long-tests.ts';

const OWN = '/test/support/long-tests.test.ts';
const files = globSync('test/**/*.test.ts', { cwd: packageRoot })
  .map((path) => `/${path}`)
  .filter((path) => path !== OWN);
const isOneOf = (patterns: readonly string[], path: string): boolean =>
  patterns.some((pattern) => new RegExp(pattern).test(path));

test('each place of what only the long run plays is there', () => {
  expect(ONLY_LONG.filter((place) => !files.some((path) => isOneOf([place], path)))).toEqual([]);
});

test('the long run plays each file that the everyday run leaves out', () => {
  const left = files.filter((path) => isOneOf(ONLY_LONG, path));
  expect(left.filter((path) => !isOneOf(longRun(), path))).toEqual([]);
});

test('the long run plays each file of whose cases the everyday run plays a part', () => {
  const partly = files.filter((path) =>
    /each\((databases|crossedDatabases|partOf\(|played\(|atOnce\()|numRuns: RUNS|RUNS \//.test(
      readFileSync(join(packageRoot, path), 'utf8'),
    ),
  );
  expect(partly.filter((path) => !isOneOf(longRun(), path))).toEqual([]);
});

test('no file of which the long run plays the rest is left out of the everyday run, which plays the part', () => {
  expect(inPart().filter((path) => isOneOf(ONLY_LONG, path))).toEqual([]);
});

test.each<[boolean, string[]]>([
  [true, ['test/order/clock']],
  [true, ['--ci', './test/order/', '-t', 'a clock']],
  [true, [join(packageRoot, 'test/order/clock.test.ts')]],
  [false, ['--testPathIgnorePatterns', 'test/crash/']],
  [false, ['--ci', '--outputFile=/tmp/test/report.json']],
  [false, ['-t', 'a test of tests']],
  [false, []],
])('that files are named is %s of %j', (expected, words) => {
  expect(isNamed(words)).toBe(expected);
});
