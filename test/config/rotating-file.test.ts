import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { RotatingFile, StartFile } from '../../src/config/rotating-file.ts';

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
const rotating = () => new RotatingFile('SECRET_FILE', path, read);

describe('a file that is read again when it was replaced', () => {
  test('what is moved into its place is taken at once, and told once', () => {
    const file = rotating();
    expect([file.now(), file.news()]).toEqual(['one', undefined]);
    replace('two');
    expect([file.now(), file.news(), file.news(), file.problem]).toEqual(['two', 'taken', undefined, '']);
  });

  test('one that is the same is read no further', () => {
    const reads: string[] = [];
    const file = new RotatingFile('SECRET_FILE', path, (content) => reads.push(content));
    file.now();
    const count = reads.length;
    expect([file.now(), file.problem, file.news(), reads.length]).toEqual([file.now(), '', undefined, count]);
  });

  test('what is of no use, or gone, changes nothing and is told once; what comes after it counts', () => {
    const file = rotating();
    replace('');
    expect([file.now(), file.problem, file.news(), file.news()]).toEqual([
      'one',
      'holds nothing',
      'refused',
      undefined,
    ]);
    rmSync(path);
    expect([file.now(), file.problem, file.news()]).toEqual(['one', 'cannot be read (ENOENT)', 'refused']);
    replace('three');
    expect([file.now(), file.problem, file.news()]).toEqual(['three', '', 'taken']);
  });

  test('one that is put back as it was is told to count again', () => {
    const file = new RotatingFile('SECRET_FILE', path, read);
    rmSync(path);
    expect(file.news()).toBe('refused');
    replace('one');
    expect([file.news(), file.now()]).toEqual(['taken', 'one']);
  });

  test('what is of no use from the start is an error', () => {
    replace('');
    expect(rotating).toThrow('holds nothing');
    expect(() => new RotatingFile('SECRET_FILE', join(folder, 'nothing'), read)).toThrow('cannot be read (ENOENT)');
  });
});

describe('a file that counts as it was at the start', () => {
  test('tells that another one waits for a start, and no more once the first one is back', () => {
    const file = new StartFile('SECRET_FILE', path, read);
    expect([file.news(), file.problem]).toEqual([undefined, '']);
    replace('two');
    expect([file.news(), file.news()]).toEqual(['refused', undefined]);
    expect(file.problem).toMatch(/start only/);
    replace('one');
    expect([file.problem, file.news()]).toEqual(['', 'taken']);
  });

  test('tells that the next start would refuse what is there now', () => {
    const file = new StartFile('SECRET_FILE', path, read);
    replace('');
    expect([file.news(), file.problem]).toEqual(['refused', 'holds nothing']);
  });
});
