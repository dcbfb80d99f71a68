import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { actions } from '../../../src/actions/registry.ts';
import { packageRoot } from '../../../src/base/package-root.ts';
import { generatedFiles } from '../../../tools/generate/files.ts';
import { leftoverFiles } from '../../../tools/generate/leftover-files.ts';
import { generate } from '../../../tools/generate.ts';

const onDisk = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');

describe('the generated files', () => {
  test('are fresh: npm run generate would change none', async () => {
    const files = await generatedFiles();
    const stale = files.filter(({ path, text }) => !readFileSync(join(packageRoot, path)).equals(Buffer.from(text)));
    expect(stale.map(({ path }) => path)).toEqual([]);
  });

  test('pass the check of the command, which says so', async () => {
    const output = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      expect(await generate({ check: true })).toBe(0);
      expect(output).toHaveBeenCalledWith(expect.stringMatching(/^All \d+ generated files are fresh/));
    } finally {
      output.mockRestore();
    }
  });

  test('leave nothing behind of an action or a flow that is gone', async () => {
    const files = await generatedFiles();
    expect(leftoverFiles(files)).toEqual([]);
    const card = 'connector/cards/ping.card.json';
    expect(leftoverFiles(files.filter(({ path }) => path !== card))).toEqual([card]);
  });

  test('are the same at every run', async () => {
    expect(await generatedFiles()).toEqual(await generatedFiles());
  });

  test('name every action', () => {
    const described = ['connector/openapi.json', 'manifest.json', 'docs/actions.md'];
    const listed = [...described, 'src/actions/registry.ts', 'README.md'];
    for (const { name } of actions) {
      for (const path of described) expect(onDisk(path)).toContain(`/v1/actions/${name}`);
      for (const path of listed) expect(onDisk(path)).toContain(name);
    }
  });

  test('hold no other placeholder than the two that the server fills', () => {
    const placeholders = onDisk('connector/openapi.json').match(/YOUR_\w+/g);
    expect(placeholders).toEqual(['YOUR_CONNECTOR_HOST', 'YOUR_OKTA_DOMAIN']);
  });
});
