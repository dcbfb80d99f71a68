import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../src/base/package-root.ts';

const read = (file: string) => JSON.parse(readFileSync(join(packageRoot, file), 'utf8'));
const { files, bin, scripts } = read('package.json');
const build = read('tsconfig.build.json');

describe('the package', () => {
  test('is built from the product and the local systems: no flow builder, no generator, no test', () => {
    expect(build.include).toEqual(['src', 'local']);
    expect(build.exclude).toBeUndefined();
    expect(build.compilerOptions).toMatchObject({ rootDir: '.', outDir: 'dist' });
  });

  test('is built anew, so that nothing of an earlier build is in it', () => {
    expect(scripts.prepack).toBe('npm run build');
    expect(scripts.build).toMatch(
      /^node -e "fs\.rmSync\('dist', .*\)" && tsc -p tsconfig\.build\.json && node tools\/embedded-database\.ts$/,
    );
  });

  test('holds beside the build what is read at run time, and the pages', () => {
    expect(files).toEqual(['bin', 'dist', 'schemas', 'manifest.json', 'connector', 'docs', 'samples']);
    for (const path of files.filter((one: string) => one !== 'dist')) {
      expect(existsSync(join(packageRoot, path))).toBe(true);
    }
  });

  test('has a command that is there in a checkout too, and leads to what the build makes', () => {
    const commands: string[] = Object.values(bin);
    expect(commands).toEqual(['bin/okta-workflows-omni.js']);
    const starter = readFileSync(join(packageRoot, commands[0] ?? ''), 'utf8');
    expect(starter).toContain('dist/src/cli.js');
    expect(starter).toContain('src/cli.ts');
  });
});
