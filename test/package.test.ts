import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../src/base/package-root.ts';

const read = (file: string) => JSON.parse(readFileSync(join(packageRoot, file), 'utf8'));
const { files, bin, scripts, engines, name, version } = read('package.json');
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
    expect(files).toEqual([
      ...[
        'bin',
        'dist',
        'schemas',
        'manifest.json',
        'connector',
        'assets',
        'deploy',
        '!deploy/secrets',
        'docs',
        'samples',
      ],
    ]);
    for (const path of files.filter((one: string) => one !== 'dist' && !one.startsWith('!'))) {
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

  test('says one and the same of the Node that it needs, wherever it says so', () => {
    const [, least] = /^>=([\d.]+)$/.exec(engines.node) ?? [];
    const text = (file: string) => readFileSync(join(packageRoot, file), 'utf8');
    expect(text('bin/okta-workflows-omni.js')).toContain(`LEAST = [${least?.replace('.', ', ')}]`);
    expect(text('docs/install.md')).toContain(`runs on Node ${least} or later`);
    expect(text('docs/install.md')).toContain('Node 20 with npm 10 is enough');
    expect(text('README.md')).toContain('npm on Node 20 or later');
  });

  test('is installed without a warning: npm is asked for errors alone, and no package is out of use', () => {
    expect(readFileSync(join(packageRoot, '.npmrc'), 'utf8')).toMatch(/^loglevel=error$/m);
    const { packages } = read('package-lock.json') as { packages: Record<string, { deprecated?: string }> };
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(Object.entries(packages).filter(([, { deprecated }]) => deprecated !== undefined)).toEqual([]);
  });

  test('is named by its version wherever it is named by one, and the changes of that version have a date', () => {
    const pages = globSync(['README.md', 'docs/*.md', 'deploy/**', 'connector/ci/*'], {
      cwd: packageRoot,
      withFileTypes: true,
    })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const named = pages.flatMap((page) => [
      ...readFileSync(page, 'utf8').matchAll(
        new RegExp(`(?:${name}[-:@]|VERSION: |[vV]ersion: )(\\d+\\.\\d+\\.\\d+)`, 'g'),
      ),
    ]);
    expect(named.length).toBeGreaterThan(5);
    expect(new Set(named.map(([, found]) => found))).toEqual(new Set([version]));
    const changelog = readFileSync(join(packageRoot, 'CHANGELOG.md'), 'utf8');
    const [, newest] = /^## \[(\d[^\]]*)\] - \d{4}-\d{2}-\d{2}$/m.exec(changelog) ?? [];
    expect(newest).toBe(version);
  });
});
