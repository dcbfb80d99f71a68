import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { packageRoot } from '../../src/base/package-root.ts';
import { addFlowCommands } from '../../src/cli/flows/add-commands.ts';
import { addHistoryCommands } from '../../src/cli/history/add-commands.ts';
import { addHookCommands } from '../../src/cli/hook/add-commands.ts';
import { addPolicyCommands } from '../../src/cli/policy/add-commands.ts';
import { addPushCommands } from '../../src/cli/push/add-commands.ts';
import { addSetupCommands } from '../../src/cli/setup/add-commands.ts';
import { addStoreCommands } from '../../src/cli/store/add-commands.ts';
import { PACKS } from '../../src/console/pack-files.ts';

const text = (file: string): string => readFileSync(join(packageRoot, file), 'utf8');
const inFolder = (folder: string): string[] =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file));
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...inFolder('docs'),
  ...inFolder('connector'),
];

/** The commands of src/cli.ts, which runs as it is loaded. */
function commandLine(): Command {
  const program = new Command();
  for (const add of [
    addFlowCommands,
    addHistoryCommands,
    addHookCommands,
    addPolicyCommands,
    addPushCommands,
    addSetupCommands,
    addStoreCommands,
  ])
    add(program);
  const source = text('src/cli.ts');
  for (const [block] of source.matchAll(/^program\n[\s\S]*?^ {2}\.action/gm)) {
    let command = program;
    for (const [, name = ''] of block.matchAll(/\.command\('([^']+)'\)/g)) command = command.command(name);
    for (const [, flags = ''] of block.matchAll(/\.option\(\s*'([^']+)'/g)) command.option(flags);
  }
  return program;
}

const program = commandLine();
const HELP = ['--help', '--version'];
const optionsOf = ({ options }: Command): string[] => [...options.map(({ long }) => long ?? ''), ...HELP];
const all = ({ commands }: Command): Command[] => commands.flatMap((one) => [one, ...all(one)]);

/** Why a command cannot be run as it is written; undefined when it can. */
function problemOf(words: readonly string[]): string | undefined {
  let command = program;
  const rest = [...words];
  while (command.commands.length > 0 && rest[0]?.startsWith('-') === false) {
    const name = rest.shift();
    const found = command.commands.find((one) => one.name() === name);
    if (!found) return `no command ${name}`;
    command = found;
  }
  const known = optionsOf(command);
  return rest.find((word) => /^--[a-z]/.test(word) && !known.includes(word.split('=')[0] ?? ''));
}

/** What is written as code: fenced, line by line, and within a line. */
const codeOf = (page: string): string[] => [
  ...[...page.matchAll(/^ *```\w*\n([\s\S]*?)^ *```/gm)].flatMap(([, code = '']) => code.split('\n')),
  ...[...page.replace(/^ *```[\s\S]*?^ *```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code),
];

test('there are pages, and commands in them', () => {
  expect(PAGES.length).toBeGreaterThan(50);
  expect(all(program).length).toBeGreaterThan(20);
  expect(problemOf(['audit', 'verify', '--expect', 'x'])).toBeUndefined();
  expect(problemOf(['audit', 'verfy'])).toBe('no command verfy');
  expect(problemOf(['push', 'x.csv', '--quietly'])).toBe('--quietly');
});

describe.each(PAGES)('%s', (file) => {
  const page = text(file);

  test('names commands that exist, with options that they have', () => {
    const runs = codeOf(page).flatMap((code) => {
      const [, words] = /(?:^|\s)okta-workflows-omni(?:\.js)? ([a-z][^#|>&;]*)/.exec(code) ?? [];
      return words === undefined ? [] : [words.trim().split(/\s+/)];
    });
    expect(runs.flatMap((words) => (problemOf(words) === undefined ? [] : [words.join(' ')]))).toEqual([]);
  });

  test('leads to pages, and to headings in them, that are there', () => {
    const headings = (at: string) =>
      [...text(at).matchAll(/^#+ (.+)$/gm)].map(([, words = '']) =>
        words
          .toLowerCase()
          .replace(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-'),
      );
    const broken = [...page.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].filter(
      ([, path = '', anchor]) => {
        const at = path === '' ? file : join(dirname(file), path);
        if (!existsSync(join(packageRoot, at))) return true;
        return anchor !== undefined && !headings(at).includes(anchor);
      },
    );
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

test.each(['files', 'command', 'history', 'policy', 'hook', 'terraform'])(
  'docs/%s.md names no option that no command has',
  (page) => {
    const known = new Set(all(program).flatMap(optionsOf));
    const named = codeOf(text(`docs/${page}.md`)).flatMap((code) => code.match(/(?<![\w-])--[a-z][\w-]*/g) ?? []);
    expect(named.filter((option) => !known.has(option))).toEqual([]);
  },
);

test('docs/flows.md has the packs in the order of the console', () => {
  const rows = [...text('docs/flows.md').matchAll(/^\| `([a-z_]+)` +\| .*$/gm)].map(([, name]) => name);
  expect(rows).toEqual(PACKS.map(({ name }) => name));
});

test('docs/threats.md names a test that there is for each threat', () => {
  const rows = text('docs/threats.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (what they could try|-)/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  const named = rows.map((row) => row.match(/`test\/[\w/-]+\.test\.ts`/g) ?? []);
  expect(rows.filter((_, index) => named[index]?.length === 0)).toEqual([]);
  expect(named.flat().filter((path) => !existsSync(join(packageRoot, path.slice(1, -1))))).toEqual([]);
});

describe('docs/integration-builder.md', () => {
  const page = text('docs/integration-builder.md');

  test('goes by the screens: process, generate the authentication, then each core flow, the helper first', () => {
    const steps = [
      'OIN Wizard',
      '**Process file**',
      '**Authentication configuration**: **Generate**',
      '**Generate flow**',
    ];
    const begin = page.slice(page.indexOf('## 1. Begin'), page.indexOf('## 2. '));
    const places = steps.map((step) => begin.indexOf(step));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(begin).toMatch(/_httpHelper_ into the Shared Folder, then _Authping_ with the\s+endpoint `GET \/v1\/ping`/);
    expect(begin).toMatch(/once a document is\s+imported, none can be made by hand/);
  });

  test('says that it may not be open to a connector of this kind, and what is sure', () => {
    expect(page).toMatch(/\*\*Connector Builder is the sure one\*\*, beside the packs/);
    expect(page).toMatch(
      /API Integration Actions that come out of it cover provisioning, entitlements and\s+Universal Logout/,
    );
  });

  test('takes the addresses as parameters of the connection, and names what a review asks for', () => {
    expect(page).toContain('`base_url` and `token_url`, Text');
    const authorization = text('connector/cards/authorization.md');
    for (const part of ['## Before you begin', '## The connection', '## Scopes']) expect(authorization).toContain(part);
    const { info, externalDocs, servers } = JSON.parse(text('connector/openapi.json'));
    expect(info).toMatchObject({ contact: { url: expect.any(String) }, termsOfService: expect.any(String) });
    expect(externalDocs.url).toMatch(/^https:/);
    expect(servers).toEqual([expect.objectContaining({ url: 'https://{host}' })]);
  });
});
