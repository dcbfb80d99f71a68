import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { DEFAULT_RETENTION } from '../../src/config/retention.ts';
import { SettingsError } from '../../src/config/setting-problems.ts';
import { readSettings, type Settings } from '../../src/config/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'settings-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function keysFile(text: string): string {
  const path = join(folder, randomUUID());
  writeFileSync(path, text);
  return path;
}

const REQUIRED = {
  OMNI_BASE_URL: 'https://acme.omniapp.co',
  OMNI_API_KEYS: 'key-1',
  OKTA_ISSUER: 'https://acme.okta.com/oauth2/default',
};
const read = (changes: Record<string, string | undefined> = {}): Settings => readSettings({ ...REQUIRED, ...changes });

/** The lines of the refusal. */
function problems(changes: Record<string, string | undefined>): string[] {
  try {
    read(changes);
  } catch (thrown) {
    if (thrown instanceof SettingsError) return thrown.message.split('\n');
    throw thrown;
  }
  return [];
}

test('what is not set has its default', () => {
  expect(read()).toMatchObject({
    host: '0.0.0.0',
    port: 8080,
    publicUrl: 'http://localhost:8080',
    omniOrigin: 'https://acme.omniapp.co',
    omniHost: 'acme.omniapp.co',
    omniRequestsPerMinute: 60,
    oktaIssuer: 'https://acme.okta.com/oauth2/default',
    oktaAudience: 'api://omni-connector',
    oktaClientIds: [],
    databaseUrl: undefined,
    dataDir: './data',
    logLevel: 'info',
    maxBodyBytes: 2_097_152,
    allowAttributeDelete: false,
    allowRowCounts: false,
  });
});

test('an empty setting is one that is not set', () => {
  expect(read({ PORT: '', OKTA_CLIENT_IDS: '', DATABASE_URL: '', OMNI_API_KEYS_FILE: '' })).toMatchObject({
    port: 8080,
    oktaClientIds: [],
    databaseUrl: undefined,
  });
});

describe('DATABASE_URL_FILE', () => {
  const ADDRESS = 'postgresql://c:hidden@db.acme.example/c';

  test('holds the address, as for a password that no environment may hold', () => {
    const { databaseUrl, secretFiles } = read({ DATABASE_URL_FILE: keysFile(`${ADDRESS}\n`) });
    expect(databaseUrl?.reveal()).toBe(ADDRESS);
    expect(secretFiles.map(({ setting }) => setting)).toEqual(['DATABASE_URL_FILE']);
  });

  test('is checked as the address itself is, and never stands beside it', () => {
    const wrong = keysFile('mysql://c:planted@db.acme.example/c');
    expect(() => read({ DATABASE_URL_FILE: wrong })).toThrow(/^DATABASE_URL_FILE must begin with postgresql:\/\/$/);
    const both = { DATABASE_URL: ADDRESS, DATABASE_URL_FILE: keysFile(ADDRESS) };
    expect(() => read(both)).toThrow(/^DATABASE_URL and DATABASE_URL_FILE are both set: keep one of them$/);
  });
});

test('settings cannot be changed', () => {
  const settings = read();
  expect(Object.isFrozen(settings)).toBe(true);
  for (const list of [settings.omniKeys, settings.oktaClientIds]) expect(Object.isFrozen(list)).toBe(true);
});

test.each<[setting: string, text: string, property: keyof Settings, value: unknown]>([
  ['HOST', '127.0.0.1', 'host', '127.0.0.1'],
  ['PORT', '0', 'port', 0],
  ['PORT', '65535', 'port', 65_535],
  ['PUBLIC_URL', 'https://connector.acme.example/', 'publicUrl', 'https://connector.acme.example'],
  ['PUBLIC_URL', 'https://acme.example/omni', 'publicUrl', 'https://acme.example/omni'],
  ['PUBLIC_URL', 'http://localhost:9000', 'publicUrl', 'http://localhost:9000'],
  ['OMNI_REQUESTS_PER_MINUTE', '120', 'omniRequestsPerMinute', 120],
  ['OKTA_AUDIENCE', 'api://other', 'oktaAudience', 'api://other'],
  ['OKTA_CLIENT_IDS', ' a , b\nc,', 'oktaClientIds', ['a', 'b', 'c']],
  ['OKTA_SETTABLE_ATTRIBUTES', 'department, costCenter', 'oktaSettableAttributes', ['department', 'costCenter']],
  ['AUDIT_KEY', `${'a'.repeat(32)},${'b'.repeat(32)}`, 'auditKeys', [expect.any(Secret), expect.any(Secret)]],
  ['DATA_DIR', '/var/lib/connector', 'dataDir', '/var/lib/connector'],
  ['LOG_LEVEL', 'trace', 'logLevel', 'trace'],
  ['MAX_BODY_BYTES', '1024', 'maxBodyBytes', 1_024],
  ['ALLOW_ATTRIBUTE_DELETE', 'true', 'allowAttributeDelete', true],
  ['ALLOW_ROW_COUNTS', 'true', 'allowRowCounts', true],
  ['ALLOW_ATTRIBUTE_DELETE', 'false', 'allowAttributeDelete', false],
])('%s=%j is accepted', (setting, text, property, value) => {
  expect(read({ [setting]: text })[property]).toEqual(value);
});

test.each<[setting: string, text: string | undefined, sentence: RegExp]>([
  ['PORT', 'eighty', /must be a whole number from 0 to 65535/],
  ['PORT', '65536', /must be a whole number/],
  ['PORT', '80.5', /must be a whole number/],
  ['PORT', '  ', /must be a whole number/],
  ['PUBLIC_URL', 'connector.acme.example', /is not an address/],
  ['PUBLIC_URL', 'http://connector.acme.example', /must begin with https/],
  ['PUBLIC_URL', 'https://planted-user@acme.example', /must not hold a user/],
  ['OMNI_BASE_URL', undefined, /is not set/],
  ['OMNI_API_KEYS', undefined, /is not set/],
  ['OMNI_API_KEYS', ' , ', /holds no key/],
  ['OMNI_API_KEYS', 'planted key', /blanks/],
  ['OMNI_REQUESTS_PER_MINUTE', '0', /must be a whole number from 1/],
  ['OMNI_REQUESTS_PER_MINUTE', '-5', /must be a whole number/],
  ['OKTA_ISSUER', undefined, /is not set/],
  ['OKTA_ISSUER', 'https://acme.okta.com', /custom authorization server/],
  ['OKTA_SETTABLE_ATTRIBUTES', 'department,login', /must not name login, which decides how a user signs in/],
  ['OKTA_SETTABLE_ATTRIBUTES', 'planted department', /must hold variable names/],
  ['DATABASE_URL', 'mysql://planted@db.acme.example/x', /must begin with postgresql:/],
  ['DATABASE_URL', 'planted', /must begin with postgresql:/],
  ['DATABASE_URL', 'postgresql://c:planted#1@db.acme.example/c', /is no address: .* # as %23/],
  ['DATABASE_URL', 'postgresql://c:planted%@db.acme.example/c', /is no address: .* % as %25/],
  ['DATABASE_URL_FILE', '/planted-folder/url', /cannot be read \(ENOENT\)/],
  ['DATA_DIR', '~/planted', /write the whole path/],
  ['AUDIT_KEY', 'planted', /holds a key of less than 32 characters/],
  ['AUDIT_KEY', ' , ', /holds no key/],
  ['AUDIT_KEY_FILE', '/planted-folder/key', /cannot be read \(ENOENT\)/],
  ['LOG_LEVEL', 'planted', /trace/],
  ['HOST', 'http://planted', /must be an address or a host name alone/],
  ['HOST', '0.0.0.0:8080', /without https:\/\/ and port/],
  ['OKTA_AUDIENCE', ' planted', /must not begin or end with a blank/],
  ['OKTA_AUDIENCE', '"planted"', /is in quotation marks/],
  ['OKTA_CLIENT_IDS', ',,', /holds no entry: leave it unset/],
  ['OKTA_CLIENT_IDS', ' ', /holds no entry/],
  ['OKTA_CLIENT_IDS', '"planted"', /must hold client ids/],
  ['OKTA_CLIENT_IDS', 'planted 0oa1', /must hold client ids/],
  ['OKTA_SETTABLE_ATTRIBUTES', ',', /holds no entry/],
  ['CALLBACK_HOSTS', 'https://planted.example', /must hold host names alone/],
  ['CALLBACK_HOSTS', 'planted.example:443', /without https:\/\/, port and path/],
  ['CALLBACK_HOSTS', 'planted.example/flow', /must hold host names alone/],
  ['CALLBACK_HOSTS', 'planted.*.example', /must hold host names alone/],
  ['CALLBACK_HOSTS', ',', /holds no entry/],
  ['OMNI_ALLOWED_HOSTS', 'https://planted.example', /must hold host names alone/],
  ['OMNI_ALLOWED_HOSTS', ';', /must hold host names alone/],
  ['OMNI_API_KEYS', '"planted"', /quotation marks around a key/],
  ['OMNI_API_KEYS', "key-1,'planted'", /quotation marks around a key/],
  ['DATA_DIR', ' ', /must not begin or end with a blank/],
  ['MAX_BODY_BYTES', '10', /must be a whole number from 1024/],
  ['ALLOW_ATTRIBUTE_DELETE', 'planted', /true or false/],
])('%s=%j is one clear line that names the setting and not the value', (setting, text, sentence) => {
  const lines = problems({ [setting]: text });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(new RegExp(`^${setting} `));
  expect(lines[0]).toMatch(sentence);
  expect(lines[0]).not.toContain('planted');
});

test('everything that is wrong is told at once, a line each', () => {
  const lines = problems({ PORT: 'x', OKTA_ISSUER: 'x', OMNI_BASE_URL: undefined, LOG_LEVEL: 'x' });
  expect(lines.map((line) => line.split(' ')[0]).toSorted()).toEqual([
    'LOG_LEVEL',
    'OKTA_ISSUER',
    'OMNI_BASE_URL',
    'PORT',
  ]);
  expect(problems({ OMNI_BASE_URL: 'x', OMNI_API_KEYS: undefined })).toHaveLength(2);
});

describe('a variable that is no setting', () => {
  test.each([
    ['OMNI_API_KEY', 'did you mean OMNI_API_KEYS?'],
    ['omni_api_keys', 'did you mean OMNI_API_KEYS?'],
    ['LOGLEVEL', 'did you mean LOG_LEVEL?'],
    ['DATADIR', 'did you mean DATA_DIR?'],
    ['DATABASE_URI', 'did you mean DATABASE_URL?'],
    ['OKTA_CLIENT_ID', 'did you mean OKTA_CLIENT_IDS?'],
    ['OMNI_KEYS', 'docs/settings.md lists them'],
  ])('%s is told, not taken', (name, hint) => {
    expect(read({ [name]: 'planted' }).unknown).toEqual([`${name} is no setting of the connector: ${hint}`]);
  });

  test.each([
    ['GUARD_MAX_CHANGE_USERS', 'did you mean GUARD_MAX_CHANGED_USERS?'],
    ['GAURD_MAX_CLEARED_VALUES', 'did you mean GUARD_MAX_CLEARED_VALUES?'],
    ['GUARD_MAXIMUM', 'docs/settings.md lists them'],
  ])('%s is refused: the limit would not hold', (name, hint) => {
    expect(problems({ [name]: '5' })).toEqual([`${name} is no setting of the connector: ${hint}`]);
  });

  test.each([
    'PATH',
    'HOME',
    'HOSTNAME',
    'PORTS',
    'NODE_ENV',
    'OKTA_WORKFLOWS_OMNI_SERVICE_HOST',
    'OKTA_WORKFLOWS_OMNI_PORT_8080_TCP',
    'CONNECTOR_CLIENT_SECRET',
  ])('%s is nobody of ours', (name) => {
    expect(read({ [name]: 'planted' }).unknown).toEqual([]);
  });

  test('explains what is missing', () => {
    expect(problems({ OMNI_API_KEYS: undefined, OMNI_API_KEY: 'planted' })).toEqual([
      expect.stringMatching(/^OMNI_API_KEYS is not set/),
      'OMNI_API_KEY is no setting of the connector: did you mean OMNI_API_KEYS?',
    ]);
  });

  test('is nothing where it is empty', () => {
    expect(read({ GUARD_MAXIMUM: '' }).unknown).toEqual([]);
  });
});

describe('the token of the metrics', () => {
  const tokenOf = (changes: Record<string, string>) => read(changes).metricsToken?.reveal();

  test('is none, or what the setting or its file holds', () => {
    expect(tokenOf({})).toBeUndefined();
    expect(tokenOf({ METRICS_TOKEN: 'token-1' })).toBe('token-1');
    expect(tokenOf({ METRICS_TOKEN_FILE: keysFile('token-2\n') })).toBe('token-2');
  });

  test.each([
    [{ METRICS_TOKEN: 'planted token' }, /^METRICS_TOKEN must be printable ASCII without blanks$/],
    [{ METRICS_TOKEN: 'planted', METRICS_TOKEN_FILE: 'planted' }, /^METRICS_TOKEN and METRICS_TOKEN_FILE are both set/],
    [{ METRICS_TOKEN_FILE: '/nowhere' }, /^METRICS_TOKEN_FILE cannot be read \(ENOENT\)$/],
    [{ METRICS_TOKEN_FILE: keysFile('') }, /^METRICS_TOKEN_FILE must be printable/],
  ])('%j is refused in a line', (changes, line) => {
    expect(problems(changes)).toEqual([expect.stringMatching(line)]);
  });
});

describe('the Omni instance', () => {
  test.each([
    'https://acme.omniapp.co',
    'https://acme.omniapp.co/',
    'https://acme.omniapp.co/api',
    'https://acme.omniapp.co/api/',
    ' https://ACME.omniapp.co:443/api\n',
  ])('%j is https://acme.omniapp.co', (text) => {
    expect(read({ OMNI_BASE_URL: text }).omniOrigin).toBe('https://acme.omniapp.co');
  });

  test.each(['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000'])('%s is accepted', (text) => {
    expect(read({ OMNI_BASE_URL: text }).omniOrigin).toBe(text);
  });

  test.each([
    ['http://acme.omniapp.co', /must begin with https/],
    ['http://localhost.acme.example', /must begin with https/],
    ['http://127.0.0.1.acme.example', /must begin with https/],
    ['ftp://acme.omniapp.co', /must begin with https/],
    ['acme.omniapp.co', /address|https/],
    ['https://acme.omniapp.co/other', /path other than \/api/],
    ['https://acme.omniapp.co/api/v1', /path other than \/api/],
    ['https://acme.omniapp.co?x=1', /must not hold/],
    ['https://user:planted@acme.omniapp.co', /must not hold a user/],
    ['https://acme.embed-omniapp.co', /acme\.embed-omniapp\.co, .*embedded pages only; Omni's API is on omniapp\.co/],
    ['https://acme.embed-exploreomni.dev/api', /API is on exploreomni\.dev/],
    ['https://embed-thundersalmon.com', /API is on thundersalmon\.com/],
    ['https://acme.embed-omniapp.co.evil.example', /no Omni host/],
    ['https://evilomniapp.co', /no Omni host/],
    ['https://omniapp.co.evil.example', /no Omni host/],
    ['https://acme.omniapp.co.evil.example', /no Omni host/],
    ['https://acme.omniapp.com', /no Omni host/],
    ['https://acme.omniapp.co@evil.example', /must not hold a user/],
    ['https://acme.omniapp.co\\@evil.example', /path other than|no Omni host/],
    ['https://acme.omniapp.co.', /no Omni host/],
    ['https://analytics.acme.example', /add it to OMNI_ALLOWED_HOSTS/],
  ])('%s is refused', (text, sentence) => {
    const lines = problems({ OMNI_BASE_URL: text });
    expect(lines).toEqual([expect.stringMatching(/^OMNI_BASE_URL /)]);
    expect(lines[0]).toMatch(sentence);
    expect(lines[0]).not.toContain('planted');
  });

  test('a vanity domain is accepted when it is allowed, with what lies below it and nothing that looks like it', () => {
    const OMNI_ALLOWED_HOSTS = 'analytics.acme.example';
    for (const host of ['analytics.acme.example', 'eu.analytics.acme.example']) {
      expect(read({ OMNI_ALLOWED_HOSTS, OMNI_BASE_URL: `https://${host}` }).omniOrigin).toBe(`https://${host}`);
    }
    for (const host of ['evilanalytics.acme.example', 'acme.example', 'analytics.acme.example.evil.example']) {
      expect(problems({ OMNI_ALLOWED_HOSTS, OMNI_BASE_URL: `https://${host}` })).toHaveLength(1);
    }
  });

  test.each(['Analytics.ACME.example', '.analytics.acme.example', '*.analytics.acme.example'])(
    'an allowed host may be written as %s',
    (OMNI_ALLOWED_HOSTS) => {
      const settings = read({ OMNI_ALLOWED_HOSTS, OMNI_BASE_URL: 'https://eu.analytics.acme.example' });
      expect(settings.omniOrigin).toBe('https://eu.analytics.acme.example');
    },
  );
});

describe('the keys of Omni', () => {
  const revealed = (settings: Settings): string[] => settings.omniKeys.map((key) => key.reveal());

  test('are separated by commas or line breaks; one that is there twice counts once', () => {
    expect(revealed(read({ OMNI_API_KEYS: ' k1, k2\nk3,\r\nk1 ' }))).toEqual(['k1', 'k2', 'k3']);
  });

  test('may lie in a file', () => {
    const OMNI_API_KEYS_FILE = keysFile('k1\nk2\n');
    expect(revealed(read({ OMNI_API_KEYS: undefined, OMNI_API_KEYS_FILE }))).toEqual(['k1', 'k2']);
  });

  test.each([
    ['is missing', () => join(folder, 'nowhere'), /cannot be read \(ENOENT\)$/],
    ['is a folder', () => folder, /cannot be read \(EISDIR\)$/],
    ['is empty', () => keysFile('\n'), /holds no key$/],
    ['holds a sentence', () => keysFile('planted is not a key'), /blanks/],
  ])('a file that %s is refused', (_what, path, sentence) => {
    const lines = problems({ OMNI_API_KEYS: undefined, OMNI_API_KEYS_FILE: path() });
    expect(lines).toEqual([expect.stringMatching(/^OMNI_API_KEYS_FILE /)]);
    expect(lines[0]).toMatch(sentence);
    expect(lines[0]).not.toContain('planted');
  });

  test('a setting and a file at the same time are refused: nobody knows which one is meant', () => {
    const lines = problems({ OMNI_API_KEYS_FILE: keysFile('k1') });
    expect(lines).toEqual([expect.stringMatching(/^OMNI_API_KEYS .*OMNI_API_KEYS_FILE/)]);
  });
});

test.each([
  [{ RETENTION_AUDIT_DAYS: '89' }, 'RETENTION_AUDIT_DAYS must be 0, or at least RETENTION_JOB_DAYS'],
  [{ RETENTION_JOB_DAYS: '366' }, 'RETENTION_PEOPLE_DAYS must be at least RETENTION_JOB_DAYS'],
  [{ RETENTION_IDEMPOTENCY_HOURS: '23' }, 'RETENTION_IDEMPOTENCY_HOURS must be a whole number from 24 to 720'],
])('what an undo needs is kept as long as its job: %j is refused', (environment, line) => {
  expect(problems(environment)).toEqual([line]);
});

test('everything is kept for as long as the defaults say, the audit log for ever', () => {
  expect(read({}).retention).toEqual(DEFAULT_RETENTION);
  const kept = { ...DEFAULT_RETENTION, auditDays: 30, jobDays: 30 };
  expect(read({ RETENTION_AUDIT_DAYS: '30', RETENTION_JOB_DAYS: '30' }).retention).toEqual(kept);
});

test('no way of printing the settings shows a secret', () => {
  const settings = read({
    OMNI_API_KEYS: 'planted-key',
    DATABASE_URL: 'postgresql://c:planted-password@db.acme.example/c',
  });
  expect(settings.databaseUrl?.reveal()).toContain('planted-password');
  for (const shown of [
    JSON.stringify(settings),
    inspect(settings, { depth: 9 }),
    `${settings.omniKeys}${settings.databaseUrl}`,
  ]) {
    expect(shown).not.toContain('planted');
  }
});

describe('the console', () => {
  const CONSOLE = {
    PUBLIC_URL: 'https://connector.acme.example',
    CONSOLE_ISSUER: 'https://acme.okta.com/',
    CONSOLE_CLIENT_ID: '0oa2example',
    CONSOLE_CLIENT_SECRET: 'console-secret',
    CONSOLE_VIEW_GROUPS: 'Omni Auditors, Omni Readers',
  };

  test('is there where its settings are, and not without', () => {
    expect(read().console).toBeUndefined();
    expect(read(CONSOLE).console).toMatchObject({
      issuer: 'https://acme.okta.com',
      clientId: '0oa2example',
      viewGroups: ['Omni Auditors', 'Omni Readers'],
      operateGroups: [],
    });
    expect(inspect(read(CONSOLE))).not.toContain('console-secret');
  });

  test.each([
    ['CONSOLE_ISSUER', undefined, 'CONSOLE_ISSUER is not set, which the console needs beside the others'],
    [
      'CONSOLE_ISSUER',
      'https://acme-admin.okta.com',
      'CONSOLE_ISSUER is the address of the Admin Console: leave -admin out',
    ],
    ['CONSOLE_ISSUER', 'http://acme.okta.com', 'CONSOLE_ISSUER must begin with https://'],
    ['CONSOLE_CLIENT_SECRET', undefined, 'CONSOLE_CLIENT_SECRET is not set, which the console needs beside the others'],
    ['CONSOLE_VIEW_GROUPS', ',', 'CONSOLE_VIEW_GROUPS holds no entry: leave it unset, or name one'],
    ['PUBLIC_URL', undefined, 'CONSOLE_ISSUER needs PUBLIC_URL as well'],
    ['PUBLIC_URL', 'https://acme.example/omni', 'PUBLIC_URL must not have a path where there is a console'],
  ])('is refused with %s %s', (setting, value, line) => {
    expect(problems({ ...CONSOLE, [setting]: value })).toContain(line);
  });
});
