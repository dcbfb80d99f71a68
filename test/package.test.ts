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
    expect(scripts.build).toMatch(/^node -e "fs\.rmSync\('dist', .*\)" && tsc -p tsconfig\.build\.json$/);
  });

  test('holds beside the build what is read at run time, and the pages', () => {
    expect(files).toEqual(['dist', 'schemas', 'manifest.json', 'connector', 'docs', 'samples']);
    for (const path of files.slice(1)) expect(existsSync(join(packageRoot, path))).toBe(true);
  });

  test('has its command at the place where the build puts it', () => {
    const commands: string[] = Object.values(bin);
    expect(commands).toEqual(['dist/src/cli.js']);
    expect(existsSync(join(packageRoot, 'src', 'cli.ts'))).toBe(true);
  });
});
