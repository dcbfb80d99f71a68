import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLog } from '../../src/base/log.ts';
import { packageRoot } from '../../src/base/package-root.ts';
import { type Sandbox, startSandbox } from '../../src/cli/sandbox/start-sandbox.ts';
import { unknownSettings } from '../../src/config/unknown-settings.ts';
import { type Shell, startShell } from '../cli/shell.ts';
import { PAGE_COMMANDS, RUN_HERE } from './shell-commands.ts';

/** A user of the samples, whom Omni and Okta have. */
const USER = 'controller.02@acme.example';
const USERS = `Email,blob_entity\n${USER},west\nbuyer.02@acme.example,east\n`;
/** As a spreadsheet of Western Europe writes it, below a title and above a sum. */
const LATIN = Buffer.from(`Liste f\xfcr M\xe4rz\n${USERS}Summe,2\n`, 'latin1');

const here = PAGE_COMMANDS.filter(({ text }) => RUN_HERE.some((rule) => rule.test(text)));
const pages = [...new Set(here.map(({ page }) => page))];

let folder: string;
let sandbox: Sandbox;
/** What the commands so far have printed, of all pages. */
let printed = '';

const path = (name: string): string => join(folder, name);
/** The last text that was printed in this form. */
function last(form: RegExp): string {
  const [, found] = [...printed.matchAll(form)].at(-1) ?? [];
  if (found === undefined) throw new Error(`No command has printed anything like ${form}.`);
  return found;
}

/** What stands in the pages for something of the reader's own, and what it is here. */
const OWN: readonly (readonly [of: string, here: () => string])[] = [
  ['https://acme.omniapp.co', () => sandbox.omniUrl],
  ['https://acme.okta.com/oauth2/default', () => sandbox.okta.issuer],
  ['https://omni-connector.acme.example', () => sandbox.connector.url],
  ['https://your-connector', () => sandbox.connector.url],
  [
    'export OMNI_API_KEYS_FILE=/run/secrets/omni-keys',
    () => `unset OMNI_API_KEYS; export OMNI_API_KEYS_FILE=${path('omni-keys')}`,
  ],
  ['http://collector.acme.example:4318', () => 'http://127.0.0.1:9'],
  ['/backups/', () => `${folder}/`],
  ['1042:6f2c…', () => last(/(\d+:[0-9a-f]{64})/g)],
  ['5b0f6c1e-8d2a-4e37-9c46-a1b2c3d4e5f6', () => last(/^To take it back: okta-workflows-omni undo (\S+)/gm)],
  ['487fe5703fcf5d82bdd72c19f7a040bfba6d8e712c53275ae3eb79e2989c09e2', () => last(/^Plan hash: (\S+)/gm)],
  ['9e8719d9-276a-4964-9395-a493189a247c', () => sandbox.omni.findUser(USER)?.id ?? ''],
  ['ada@acme.example', () => USER],
  ['test.person@acme.example test_attribute', () => `${USER} blob_entity`],
];

/** Commands that ask before they write: nobody is there to answer. */
const ASKS = /okta-workflows-omni (push|undo|forget) (?!.*--yes)/;
/** Where one works without the connector that runs: its database is another one. */
const ALONE = /doctor --write-test/;

function asTyped(text: string): string {
  let command = text;
  for (const [own, value] of OWN) if (command.includes(own)) command = command.replaceAll(own, value());
  if (ASKS.test(command)) command = `${command} --yes`;
  return ALONE.test(command) ? `DATA_DIR=${path('alone')} ${command}` : command;
}

/** How those end that do not end with 0, which docs say as well. */
const EXITS: readonly (readonly [begins: string, code: number])[] = [['okta-workflows-omni policy plan ', 2]];

/** What has to be there before a command, in words of the page around it. */
async function prepare(text: string): Promise<void> {
  if (text.includes('users.csv')) writeFileSync(path('users.csv'), text.includes('windows-1252') ? LATIN : USERS);
  if (text.includes('token.txt')) writeFileSync(path('token.txt'), await sandboxToken());
  // The page begins where there is no hook.
  if (text === 'okta-workflows-omni hook create')
    await shellOf((shell) => shell.run('okta-workflows-omni hook remove --yes'));
  if (text.startsWith('cd deploy')) cpSync(join(packageRoot, 'deploy'), path('deploy'), { recursive: true });
}

async function sandboxToken(): Promise<string> {
  const { id, secret } = sandbox.client;
  const answer = await fetch(`${sandbox.okta.issuer}/v1/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'omni.values.read' }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** A connector that is started is stopped as soon as it listens: here it has a place of its own. */
const SERVE = `
okta-workflows-omni() {
  if [ "$1" != serve ]; then "\${omni_cli[@]}" "$@"; return; fi
  local log; log=$(mktemp -p .)
  DATA_DIR="$PWD/served" PORT=0 "\${omni_cli[@]}" serve > "$log" 2>&1 &
  local process=$!
  until grep -q '"msg":"listening"' "$log" || ! kill -0 $process 2> /dev/null; do sleep 0.1; done
  kill -TERM $process
  wait $process
  local code=$?
  cat "$log"
  return $code
}`;

/** A shell with the settings of a connector that is set up. */
async function shellOf<T>(work: (shell: Shell) => Promise<T>): Promise<T> {
  const shell = startShell(folder, {
    ...sandbox.environment,
    CONNECTOR_URL: sandbox.connector.url,
    CONNECTOR_CLIENT_ID: sandbox.client.id,
    CONNECTOR_CLIENT_SECRET: sandbox.client.secret,
  });
  try {
    await shell.run(SERVE);
    return await work(shell);
  } finally {
    shell.end();
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'docs-'));
  copyFileSync(join(packageRoot, 'samples/policy.yaml'), path('policy.yaml'));
  sandbox = await startSandbox({
    port: 0,
    switches: {},
    requestsPerMinute: 6_000,
    log: createLog('silent'),
    policy: path('policy.yaml'),
    dataDir: path('data'),
  });
  writeFileSync(path('omni-keys'), sandbox.omni.keys.organization.join(','), { mode: 0o600 });
  for (const reference of ['blob_entity', 'can_see_pii', 'business_unit']) {
    sandbox.omni.addAttribute({ name: reference, label: reference, type: 'String' });
  }
  // What samples/policy.yaml takes from the app.
  const named = { type: 'string', externalNamespace: 'urn:omni:params:1.0:UserAttribute' } as const;
  for (const name of ['blob_entity', 'business_unit']) {
    sandbox.oktaOrg.addAppAttribute(name, { ...named, title: name, externalName: name });
  }
  sandbox.addHook();
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

describe('each command of a page runs as it is written', () => {
  test.each(pages)(
    '%s',
    async (page) => {
      const failed = await shellOf(async (shell) => {
        const wrong: object[] = [];
        for (const { text } of here.filter((one) => one.page === page)) {
          await prepare(text);
          const { code, output } = await shell.run(asTyped(text));
          printed += `${output}\n`;
          const [, expected = 0] = EXITS.find(([begins]) => text.startsWith(begins)) ?? [];
          if (code !== expected) wrong.push({ text, code, output });
        }
        if (page === 'docs/hook.md') await shell.run('okta-workflows-omni hook create --yes');
        return wrong;
      });
      expect(failed).toEqual([]);
    },
    900_000,
  ); // a pack of many users takes minutes on a busy machine
});

test('settings that stand in a block are settings', () => {
  const names = PAGE_COMMANDS.flatMap(({ text }) => /^(?:export )?([A-Z][A-Z_]+)=/.exec(text)?.[1] ?? []);
  expect(names.length).toBeGreaterThan(8);
  const settings = readFileSync(join(packageRoot, 'docs/settings.md'), 'utf8');
  const unknown = names.filter((name) => !settings.includes(`\`${name}\``) && !name.startsWith('OTEL_'));
  expect(unknown).toEqual([]);
  expect(unknownSettings(Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual([]);
});
