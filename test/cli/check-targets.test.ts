import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { checkTargets } from '../../src/cli/push/check-targets.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-targets-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(at('below'));
writeFileSync(at('users.csv'), 'email,region\n');
writeFileSync(at('old.csv'), '');
linkSync(at('users.csv'), at('hard.csv'));
symlinkSync(at('users.csv'), at('soft.csv'));

describe('the file that is read is never written over', () => {
  test.each(['users.csv', 'below/../users.csv', 'hard.csv', 'soft.csv'])('named as %s', async (name) => {
    await expect(checkTargets({ '--failures': at(name) }, at('users.csv'))).rejects.toThrow(
      `--failures ${at(name)} is the file that is read, which it would write over: name another file.`,
    );
  });
});

test('two results do not go into one file', async () => {
  const targets = { '--out': at('new.csv'), '--failures': at('below/../new.csv') };
  await expect(checkTargets(targets)).rejects.toThrow('is the file of --out, which it would write over');
});

test.each([
  ['no/where.csv', 'there is no folder'],
  ['users.csv/x.csv', 'there is no folder'],
  ['below', 'is a folder: name a file.'],
])('%s cannot be written, which is said before anything is done', async (name, words) => {
  await expect(checkTargets({ '--out': at(name) })).rejects.toThrow(words);
});

test('what is left out, new, of another run or no file at all does', async () => {
  await checkTargets({ '--out': undefined, '--failures': at('new.csv') }, at('users.csv'));
  await checkTargets({ '--out': at('old.csv') }, at('users.csv'));
  await checkTargets({ '--out': '/dev/null', '--failures': '/dev/null' }, '/dev/null');
  await checkTargets({ '--out': at('new.csv') }, at('is-not-there.csv'));
});
