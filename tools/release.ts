/**
 * Makes a release in `release/`: the package, its bill of materials, the licences, and the sums of these. Publishes
 * nothing.
 *
 * `npm run release -- --dry-run` makes it of whatever is there, and says what would stand in the way.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/base/package-root.ts';
import { readPackageFacts } from './generate/package-facts.ts';
import { billOfMaterials } from './release/bill-of-materials.ts';
import { licensesPage } from './release/licenses-page.ts';
import { lockedPackages } from './release/packages.ts';
import { releaseProblems } from './release/problems.ts';

const PLACE = join(packageRoot, 'release');

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: packageRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();

const { values: options } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
const facts = readPackageFacts();
const packages = lockedPackages();
const problems = releaseProblems({
  version: facts.version,
  changelog: readFileSync(join(packageRoot, 'CHANGELOG.md'), 'utf8'),
  changes: run('git', 'status', '--porcelain'),
  tags: run('git', 'tag', '--list').split('\n'),
  packages,
});
for (const problem of problems) say(problem);

if (problems.length > 0 && !options['dry-run']) {
  process.exitCode = 1;
} else {
  rmSync(PLACE, { recursive: true, force: true });
  mkdirSync(PLACE);
  run('npm', 'pack', '--pack-destination', PLACE);
  const name = `${facts.name}-${facts.version}`;
  writeFileSync(join(PLACE, `${name}.cdx.json`), `${JSON.stringify(billOfMaterials(facts, packages), null, 2)}\n`);
  writeFileSync(join(PLACE, `${name}.licenses.md`), licensesPage(facts, packages));
  const files = [`${name}.cdx.json`, `${name}.licenses.md`, `${name}.tgz`];
  const sum = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(PLACE, file)))
      .digest('hex');
  writeFileSync(join(PLACE, 'SHA256SUMS'), files.map((file) => `${sum(file)}  ${file}\n`).join(''));
  say(`release/ holds ${[...files, 'SHA256SUMS'].join(', ')}.`);
  say(`Then: git tag --annotate v${facts.version}, and publish the ${name}.tgz that was looked at.`);
}
