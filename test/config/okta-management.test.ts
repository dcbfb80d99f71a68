import { createPrivateKey, generateKeyPairSync, type KeyObject, scryptSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { missingSettings } from '../../src/config/okta-management.ts';
import { SettingsError } from '../../src/config/setting-problems.ts';
import { readSettings } from '../../src/config/settings.ts';

const REQUIRED = {
  OMNI_BASE_URL: 'https://acme.omniapp.co',
  OMNI_API_KEYS: 'key-1',
  OKTA_ISSUER: 'https://acme.okta.com/oauth2/default',
};
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const jwk = (key: KeyObject, more: object = {}): string =>
  JSON.stringify({ ...key.export({ format: 'jwk' }), ...more });

const COMPLETE = {
  OKTA_ORG_URL: 'https://acme.okta.com/',
  OKTA_MANAGEMENT_CLIENT_ID: '0oaclient',
  OKTA_MANAGEMENT_PRIVATE_KEY: pem(rsa),
  OKTA_OMNI_APP_ID: '0oaomni',
};
const read = (changes: Record<string, string> = {}) => readSettings({ ...REQUIRED, ...changes });

function problem(changes: Record<string, string>): string {
  try {
    read(changes);
  } catch (thrown) {
    if (thrown instanceof SettingsError) return thrown.message;
    throw thrown;
  }
  return '';
}

describe('access to the Okta Management API', () => {
  test('takes a good key, though OpenSSL still holds the error of something else on this thread', () => {
    const leaveAnError = () => expect(() => scryptSync('a', 'b', 64, { N: 2 ** 20 })).toThrow();
    leaveAnError();
    // What Node makes of it: when it no longer does, there is no need to try twice.
    expect(() => createPrivateKey(pem(rsa))).toThrow(/memory limit exceeded/);
    leaveAnError();
    expect(missingSettings(read(COMPLETE).oktaManagement)).toEqual([]);
  });

  test('is optional, and says what is missing', () => {
    expect(missingSettings(read().oktaManagement)).toEqual(Object.keys(COMPLETE));
    expect(missingSettings(read({ OKTA_ORG_URL: 'https://acme.okta.com' }).oktaManagement)).toHaveLength(3);
    expect(missingSettings(read(COMPLETE).oktaManagement)).toEqual([]);
  });

  test('takes the address without a trailing slash', () => {
    expect(read(COMPLETE).oktaManagement.orgUrl).toBe('https://acme.okta.com');
  });

  test.each([
    ['http://acme.okta.com', 'must begin with https://'],
    ['https://acme.okta.com/oauth2/default', 'must not have a path'],
    ['https://acme-admin.okta.com', 'leave -admin out'],
    ['acme', 'is not an address'],
  ])('refuses the address %s', (OKTA_ORG_URL, words) => {
    expect(problem({ OKTA_ORG_URL })).toMatch(new RegExp(`^OKTA_ORG_URL .*${words}`));
  });
});

describe('the private key', () => {
  test.each([
    ['RSA as PEM', pem(rsa)],
    ['RSA as JWK', jwk(rsa)],
    ['EC as PEM', pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
  ])('%s is taken', (_kind, key) => {
    expect(read({ OKTA_MANAGEMENT_PRIVATE_KEY: key }).oktaManagement.privateKey).toBeDefined();
  });

  test('keeps the id of a JWK, which tells Okta which of its public keys to check with', () => {
    const { privateKey } = read({ OKTA_MANAGEMENT_PRIVATE_KEY: jwk(rsa, { kid: 'key-7' }) }).oktaManagement;
    expect(JSON.parse(privateKey?.reveal() ?? '')).toMatchObject({ kid: 'key-7', kty: 'RSA' });
  });

  test.each([
    ['a text that is no key', 'secret-text', 'holds no private key'],
    ['a public key', pem2(), 'holds no private key'],
    ['a short RSA key', pem(generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey), 'less than 2,048 bits'],
    ['an Ed25519 key', pem(generateKeyPairSync('ed25519').privateKey), 'holds no RSA key'],
    ['an EC key of another curve', pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey), 'P-256'],
  ])('%s is refused, and never shown', (_kind, key, words) => {
    const said = problem({ OKTA_MANAGEMENT_PRIVATE_KEY: key });
    expect(said).toContain('OKTA_MANAGEMENT_PRIVATE_KEY holds');
    expect(said).toContain(words);
    expect(said).not.toContain(key.slice(0, 60));
  });

  test('comes from one place', () => {
    const both = { OKTA_MANAGEMENT_PRIVATE_KEY: pem(rsa), OKTA_MANAGEMENT_PRIVATE_KEY_FILE: '/run/secrets/key' };
    expect(problem(both)).toContain('keep one of them');
    expect(problem({ OKTA_MANAGEMENT_PRIVATE_KEY_FILE: '/nowhere' })).toMatch(
      /^OKTA_MANAGEMENT_PRIVATE_KEY_FILE cannot be read/,
    );
  });

  test('is in no print-out of the settings', () => {
    const settings = read(COMPLETE);
    for (const shown of [inspect(settings, { depth: 9 }), JSON.stringify(settings)]) {
      expect(shown).not.toContain(String(rsa.export({ format: 'jwk' }).d));
    }
  });
});

function pem2(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2_048 })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString();
}

describe('the schedules', () => {
  test('are off', () => {
    expect(read().schedules).toEqual({
      sync: undefined,
      driftReport: undefined,
      timeZone: 'UTC',
      callbackUrl: undefined,
    });
  });

  test('are taken as they are', () => {
    const { schedules } = read({ ...COMPLETE, SYNC_SCHEDULE: ' 0 2 * * 1-5 ', SCHEDULE_TIME_ZONE: 'Europe/Berlin' });
    expect(schedules).toMatchObject({ sync: '0 2 * * 1-5', timeZone: 'Europe/Berlin' });
  });

  test.each(['61 * * * *', '* * * *', '0 0 2 * * *', '0 0 30 2 *', 'nightly'])('refuse %s', (SYNC_SCHEDULE) => {
    expect(problem({ ...COMPLETE, SYNC_SCHEDULE })).toMatch(/^SYNC_SCHEDULE must be a cron expression/);
  });

  test('refuse a time zone that there is not', () => {
    expect(problem({ SCHEDULE_TIME_ZONE: 'Mars/Olympus' })).toMatch(/^SCHEDULE_TIME_ZONE must be the name/);
  });

  test('need the Management API, which is found at the start and not at night', () => {
    expect(problem({ DRIFT_REPORT_SCHEDULE: '0 2 * * *' })).toBe(
      `DRIFT_REPORT_SCHEDULE needs ${Object.keys(COMPLETE).join(', ')} as well`,
    );
  });

  test('keep the token of a callback to themselves', () => {
    const url = 'https://acme.workflows.okta.com/api/flo/x/invoke?clientToken=planted';
    expect(inspect(read({ SCHEDULE_CALLBACK_URL: url }), { depth: 9 })).not.toContain('planted');
    expect(problem({ SCHEDULE_CALLBACK_URL: 'ftp://planted' })).not.toContain('planted');
  });
});
