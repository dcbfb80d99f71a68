import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../../src/base/package-root.ts';
import { cruise } from '../../../tools/architecture/cruise.ts';
import { LAYERS, LOCAL_ROOMS } from '../../../tools/architecture/layers.ts';

const CONFIG = join(packageRoot, '.dependency-cruiser.js');

const ROOMS = LAYERS.flatMap(({ rooms }) => rooms);
/** A file of a room, that other samples do not use. */
const fileIn = (room: string, name: string): string => (room.endsWith('.ts') ? room : `${room}/${name}.ts`);

/** A rule, a file that breaks it, and what the file imports: a path from the top, or a package. */
type Breach = readonly [rule: string, file: string, imported: string];

const inOrder = (top: string, rooms: readonly string[]): Breach[] =>
  rooms.slice(1).map((room, index) => {
    const [from, to] = [fileIn(room, 'breaks-order'), fileIn(rooms[index] ?? '', 'target')];
    return [`${top}/${room}-imports-down-only`, `${top}/${from}`, `${top}/${to}`];
  });

const BREACHES: readonly Breach[] = [
  ...inOrder('src', ROOMS),
  ...inOrder('local', LOCAL_ROOMS),
  ['every-file-of-src-has-a-room', 'src/elsewhere/homeless.ts', 'src/base/target.ts'],
  ['the-engine-knows-no-kind', 'src/jobs/knows-a-kind.ts', 'src/sync/target.ts'],
  ['the-console-reads-no-tables', 'src/console/reads-tables.ts', 'src/store/target.ts'],
  ['okta-does-not-know-omni', 'src/okta/knows-omni.ts', 'src/omni/target.ts'],
  ['push-is-pure', 'src/push/looks-at-the-clock.ts', 'src/base/target.ts'],
  ['push-is-pure', 'src/push/reads-a-file.ts', 'node:fs'],
  ['errors-know-texts-only', 'src/errors/logs.ts', 'declared'],
  ['the-local-okta-does-not-know-omni', 'local/okta-org/knows-omni.ts', 'local/omni/target.ts'],
  ['local-imports-base-and-errors-only', 'local/omni/knows-push.ts', 'src/push/target.ts'],
  ['only-its-commands-import-local', 'src/cli/doctor.ts', 'local/omni/target.ts'],
  ['the-product-does-not-know-tools', 'src/cli/generate.ts', 'tools/target.ts'],
  ['the-product-does-not-know-tools', 'local/simulator/builds.ts', 'tools/target.ts'],
  ['nothing-imports-tests', 'tools/imports-a-test.ts', 'test/target.ts'],
  ['no-circle', 'src/store/one.ts', 'src/store/two.ts'],
  ['every-import-resolves', 'src/store/lost.ts', 'src/store/nowhere.ts'],
  ['every-package-is-declared', 'tools/takes-what-is-there.ts', 'undeclared'],
  ['no-dev-dependency-at-run-time', 'local/omni/needs-a-tool.ts', 'for-development'],
];

const ALLOWED: readonly Breach[] = [
  ['down', 'src/actions/allowed.ts', 'src/jobs/target.ts'],
  ['to the right', 'src/sync/allowed.ts', 'src/pushes/target.ts'],
  ['what is pure', 'src/push/allowed.ts', 'src/errors/target.ts'],
  ['the double, by its command', 'src/cli/sandbox/allowed.ts', 'local/omni/target.ts'],
  ['the simulator, by its command', 'src/cli/flows/allowed.ts', 'local/simulator/target.ts'],
  ['the product, by a tool', 'tools/allowed.ts', 'src/actions/target.ts'],
  ['a package for development, by a tool', 'tools/develops.ts', 'for-development'],
  ['a package', 'src/store/allowed.ts', 'declared'],
];

const EXTRA: Readonly<Record<string, string>> = {
  'src/store/two.ts': "import './one.ts';\n",
  'package.json': JSON.stringify({ dependencies: { declared: '1' }, devDependencies: { 'for-development': '1' } }),
};
const PACKAGES = ['declared', 'for-development', 'undeclared'];

let folder: string;
/** As `rule: file`. */
let found: readonly string[];

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const specifier = (file: string, imported: string): string => {
  if (!/^(src|local|tools|test)\//.test(imported)) return imported;
  const path = relative(dirname(file), imported);
  return path.startsWith('.') ? path : `./${path}`;
};

function putSamples(): void {
  const samples = [...BREACHES, ...ALLOWED];
  for (const [, , imported] of samples) if (imported.endsWith('/target.ts')) put(imported, 'export {};\n');
  for (const [, file, imported] of samples) put(file, `import '${specifier(file, imported)}';\n`);
  for (const [path, text] of Object.entries(EXTRA)) put(path, text);
  for (const name of PACKAGES) {
    put(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    put(`node_modules/${name}/index.js`, '');
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rules-'));
  putSamples();
  const { summary } = await cruise(folder, ['src', 'local', 'tools']);
  found = summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the rules of imports', () => {
  test.each(BREACHES)('%s: %s must not import %s', (rule, file) => {
    expect(found).toContain(`${rule}: ${file}`);
  });

  test.each(ALLOWED)('allow %s: %s imports %s', (_, file) => {
    expect(found.filter((one) => one.endsWith(`: ${file}`))).toEqual([]);
  });

  test('have each a sample above', async () => {
    const { default: config } = await import(CONFIG);
    const rules: readonly string[] = config.forbidden.map(({ name }: { name: string }) => name);
    expect([...new Set(BREACHES.map(([rule]) => rule))].sort()).toEqual([...rules].sort());
  });
});
