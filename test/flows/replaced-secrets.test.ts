import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createOktaOrgDouble } from '../../local/okta-org/okta-org-double.ts';
import { createOmniDouble } from '../../local/omni/omni-double.ts';
import type { ConnectorUnderTest } from '../support/connector.ts';
import { useConnector } from '../support/connector.ts';
import { held, ok, seed, setValues } from './set-up.ts';

const start = useConnector();
const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(content: string): string {
  files += 1;
  const path = join(folder, `secret-${files}`);
  writeFileSync(path, content);
  return path;
}

const lines = ({ logLines }: ConnectorUnderTest, words: string): string[] =>
  logLines.filter((line) => line.includes(words));
const warnings = async (c: ConnectorUnderTest): Promise<string[]> => (await c.send('GET', '/readyz')).body.warnings;

describe('the keys of Omni, in a file that is replaced', () => {
  const world = async () => {
    const omni = createOmniDouble({ requestsPerMinute: Number.POSITIVE_INFINITY });
    const [first = ''] = omni.keys.organization;
    const file = fileOf(first);
    const c = await start({ omni, environment: { OMNI_API_KEYS: '', OMNI_API_KEYS_FILE: file } });
    seed(c);
    return { c, first, file };
  };

  test('count for the next call: no restart is needed when a key ends', async () => {
    const { c, first, file } = await world();
    ok(await setValues(c, { region: 'emea' }));
    writeFileSync(file, `${c.omni.keys.addOrganizationKey()}\n${c.omni.keys.addOrganizationKey()}\n`);
    c.omni.keys.disable(first);
    ok(await setValues(c, { region: 'apac' }));
    expect(held(c)).toMatchObject({ region: 'apac' });
    expect(ok(await c.call('ping'))).toMatchObject({ omniKeyCount: 2, omniKeysRefused: 0 });
    await c.connector.reload();
    await c.connector.reload();
    expect(lines(c, 'the file of a secret was replaced')).toHaveLength(1);
    const { text } = await c.send('GET', '/metrics');
    expect(text.match(/omni_key_refused\{key="\d"\} 0/g)).toHaveLength(2);
  });

  test('stay those of the last good file while the new one is of no use, which is told', async () => {
    const { c, file } = await world();
    writeFileSync(file, 'planted is no key');
    ok(await setValues(c, { region: 'apac' }));
    expect(await warnings(c)).toEqual([expect.stringMatching(/^OMNI_API_KEYS_FILE holds a key with blanks/)]);
    await c.connector.reload();
    await c.connector.reload();
    const told = lines(c, 'does not count');
    expect(told).toEqual([expect.stringContaining('OMNI_API_KEYS_FILE')]);
    expect(told.join()).not.toContain('planted');
    writeFileSync(file, c.omni.keys.addOrganizationKey());
    expect(await warnings(c)).toEqual([]);
  });
});

test('the private key of the service app is taken from its file for the next token', async () => {
  const oktaOrg = createOktaOrgDouble();
  const file = fileOf(oktaOrg.client.privateKeyPem);
  const keys = { OKTA_MANAGEMENT_PRIVATE_KEY: '', OKTA_MANAGEMENT_PRIVATE_KEY_FILE: file };
  const c = await start({ oktaOrg, environment: keys });
  const setUp = async () => {
    const body = { reference: 'region', label: 'Region', type: 'string', dryRun: true };
    return (await c.call('setup-synced-attribute', body)).status;
  };
  expect(await setUp()).toBe(200);
  oktaOrg.client.replaceKey();
  oktaOrg.revokeTokens();
  expect(await setUp()).toBe(502);
  writeFileSync(file, oktaOrg.client.privateKeyPem);
  expect(await setUp()).toBe(200);
});

test('the key of the audit log is that of the start; a file that holds another one by now is told of', async () => {
  const file = fileOf('first-key-of-the-audit-log-0123456789');
  const c = await start({ environment: { AUDIT_KEY_FILE: file } });
  expect(await warnings(c)).toEqual([]);
  writeFileSync(file, 'other-key-of-the-audit-log-0123456789\nfirst-key-of-the-audit-log-0123456789');
  expect(await warnings(c)).toEqual([expect.stringMatching(/^AUDIT_KEY_FILE was replaced .* restart every replica$/)]);
  await c.connector.reload();
  expect(lines(c, 'AUDIT_KEY_FILE')).toHaveLength(1);
});
