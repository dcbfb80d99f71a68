import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openFile } from '../../src/cli/push/open-file.ts';
import type { OpenBytes } from '../../src/files/decode.ts';

const folder = mkdtempSync(join(tmpdir(), 'open-file-'));
const path = join(folder, 'users.csv');
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => writeFileSync(path, 'email,region\nana@acme.example,emea\n'));

async function textOf(open: OpenBytes): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of open()) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString();
}

describe('a file is read several times, and means the same each time', () => {
  test('as long as nobody touches it', async () => {
    const open = await openFile(path);
    const first = await textOf(open);
    expect([await textOf(open), await textOf(open)]).toEqual([first, first]);
  });

  test.each([
    ['another value of the same length', 'email,region\nana@acme.example,apac\n'],
    ['a row more', 'email,region\nana@acme.example,emea\nben@acme.example,emea\n'],
    ['nothing', ''],
  ])('one that holds %s by then is refused, and its name is told', async (_, text) => {
    const open = await openFile(path);
    await textOf(open);
    writeFileSync(path, text);
    await expect(textOf(open)).rejects.toThrow(
      `${path} was changed after it was first read; nothing more is done with it.`,
    );
  });

  test('one that is gone is an error of the system', async () => {
    await expect(openFile(join(folder, 'none.csv'))).rejects.toThrow('ENOENT');
  });
});
