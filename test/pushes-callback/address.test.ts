import { describe, expect, test } from '@jest/globals';
import { checkCallbackAddress, isPublicAddress } from '../../src/callbacks/callback-address.ts';
import { readSettings } from '../../src/config/settings.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';

const { callbackHosts } = readSettings({
  OMNI_BASE_URL: 'https://acme.omniapp.co',
  OMNI_API_KEYS: 'key',
  OKTA_ISSUER: 'https://acme.okta.com/oauth2/default',
});

function refusal(url: string, hosts: readonly string[] = callbackHosts): ConnectorError {
  try {
    checkCallbackAddress(url, hosts);
  } catch (thrown) {
    if (thrown instanceof ConnectorError) return thrown;
  }
  throw new Error(`${url} was not refused`);
}

describe('an IP address that no callback may go to', () => {
  test.each([
    '0.0.0.0',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '127.0.0.1',
    '127.8.9.10',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '192.0.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '::ffff:93.184.216.34',
    '64:ff9b::a00:1',
    '2001::1',
    '2001:db8::1',
    '2002:a00:1::',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'not an address',
    '',
  ])('%s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

test.each(['8.8.8.8', '93.184.216.34', '172.15.255.255', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
  '%s is on the open Internet',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

describe('with the standard hosts', () => {
  test.each([
    'https://acme.workflows.okta.com/api/flo/0123/invoke?clientToken=token',
    'https://acme.workflows.oktapreview.com/api/flo/0123/invoke',
    'https://acme.workflows.okta-emea.com/api/flo/0123/invoke',
    'https://workflows.okta.com/',
    'https://ACME.Workflows.Okta.COM/',
  ])('%s is allowed', (url) => {
    expect(checkCallbackAddress(url, callbackHosts).href).toMatch(/^https:/);
  });

  test.each([
    ['https://acme.okta.com/', 'acme.okta.com'],
    ['https://notworkflows.okta.com/', 'notworkflows.okta.com'],
    ['https://workflows.okta.com.evil.example/', 'workflows.okta.com.evil.example'],
    ['https://workflows.okta.com@evil.example/', 'evil.example'],
    ['https://evil.example/?https://workflows.okta.com/', 'evil.example'],
    ['https://evil.example/#.workflows.okta.com', 'evil.example'],
    ['https://127.0.0.1/', '127.0.0.1'],
    ['https://localhost/', 'localhost'],
    ['https://2130706433/', '127.0.0.1'],
  ])('%s is refused, naming %s and the setting', (url, host) => {
    const error = refusal(url);
    expect(error).toMatchObject({ code: 'CALLBACK_NOT_ALLOWED', statusCode: 422, facts: { host } });
    expect(error.message).toContain('CALLBACK_HOSTS');
  });

  test('http is refused, with the reason', () => {
    expect(refusal('http://acme.workflows.okta.com/').message).toContain('does not begin with https://');
  });

  test('what is no address is refused without being repeated', () => {
    expect(refusal('https://[token').message).not.toContain('token');
  });
});

test('a token in the address is in no part of the error', () => {
  const url = 'https://user:SECRET@evil.example/SECRET?clientToken=SECRET#SECRET';
  expect(JSON.stringify([refusal(url), refusal(url).body('request'), refusal(url).stack])).not.toContain('SECRET');
});

describe('with hosts of an operator', () => {
  test.each([
    'https://10.0.0.1/',
    'https://192.168.7.7/',
    'https://169.254.169.254/',
    'https://[fd00::1]/',
    'https://[::ffff:10.0.0.1]/',
  ])('the private address %s is refused even when it is listed', (url) => {
    expect(refusal(url, [new URL(url).hostname]).message).toContain('not on the open Internet');
  });

  test('loopback is allowed, http too, only when it is listed by its own name', () => {
    expect(checkCallbackAddress('http://127.0.0.1:8080/', ['127.0.0.1']).port).toBe('8080');
    expect(checkCallbackAddress('http://[::1]/', ['[::1]']).hostname).toBe('[::1]');
    refusal('http://127.0.0.2/', ['127.0.0.1']);
    refusal('http://localhost/', ['127.0.0.1']);
  });
});
