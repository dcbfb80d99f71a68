import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { rotatingFile } from '../../src/config/rotating-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'rotating-'));
const path = join(folder, 'secret');
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => writeFileSync(path, 'one'));

/** As a rotation does it: the new file is moved into the place of the old one. */
function replace(content: string): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}
const read = (content: string): string => {
  if (content === '') throw new Error('holds nothing');
  return content;
};

test('what is moved into the place of a file is taken at once', () => {
  const now = rotatingFile(path, read);
  expect([now(), now()]).toEqual(['one', 'one']);
  replace('two');
  expect([now(), now()]).toEqual(['two', 'two']);
});

test('a file that is the same is read once', () => {
  const reads: string[] = [];
  const now = rotatingFile(path, (content) => reads.push(content));
  const first = now();
  expect([now(), now(), reads.length]).toEqual([first, first, first]);
});

test('what is of no use, or gone, changes nothing; what comes after it counts', () => {
  const now = rotatingFile(path, read);
  replace('');
  expect(now()).toBe('one');
  rmSync(path);
  expect(now()).toBe('one');
  replace('three');
  expect(now()).toBe('three');
});

test('what is of no use from the start is an error', () => {
  replace('');
  expect(() => rotatingFile(path, read)).toThrow('holds nothing');
  expect(() => rotatingFile(join(folder, 'nothing'), read)).toThrow('cannot be read (ENOENT)');
});
