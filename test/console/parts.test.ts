import { describe, expect, test } from '@jest/globals';
import type { Request, Response } from 'express';
import { Secret } from '../../src/base/secret.ts';
import type { Settings } from '../../src/config/settings.ts';
import { address, returnPath } from '../../src/console/address.ts';
import { type Cookie, readCookie, setCookie } from '../../src/console/cookies.ts';
import { ownOrigin } from '../../src/console/own-origin.ts';
import { callerOfPerson, countedGroups, personOf } from '../../src/console/person.ts';
import { packPending, unpackPending } from '../../src/console/sign-in/pending-cookie.ts';
import { tradeLimit } from '../../src/console/sign-in/trade-limit.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';

describe('an address', () => {
  test('holds any text as one segment or one value', () => {
    expect(address(['jobs', '../x?y#z'], { q: 'a&b=c', none: '' })).toBe('/console/jobs/..%2Fx%3Fy%23z?q=a%26b%3Dc');
  });

  test('to go back to is a page of the console', () => {
    expect(returnPath('/console/person?name=ada%40acme.example')).toBe('/console/person?name=ada%40acme.example');
    expect(returnPath(null)).toBe('/console');
    expect(returnPath(`/console/${'x'.repeat(5_000)}`)).toBe('/console');
  });
});

describe('the rights of a person', () => {
  const settings = {
    issuer: 'https://acme.okta.com',
    clientId: '0oa',
    clientSecret: new Secret('made for a test'),
    viewGroups: ['Viewers'],
    operateGroups: ['Operators'],
  };
  const signedIn = (...groups: string[]) => ({ subject: '00u1', userName: 'ada@acme.example', groups });

  test.each([
    [['Viewers'], false],
    [['Operators'], true],
    [['Viewers', 'Operators'], true],
  ])('of %j', (groups, mayOperate) => {
    expect(personOf(settings, signedIn(...groups))).toMatchObject({ mayOperate });
  });

  test('are none without a group, and names count exactly', () => {
    expect(personOf(settings, signedIn())).toBeUndefined();
    expect(personOf(settings, signedIn('operators', 'Operators '))).toBeUndefined();
  });

  test('follow the settings: a group that they no longer name counts no longer', () => {
    expect(personOf({ ...settings, operateGroups: [] }, signedIn('Operators'))).toBeUndefined();
  });

  test('are kept of those groups alone that count', () => {
    expect(countedGroups(settings, ['Everyone', 'Viewers', 'Payroll'])).toEqual(['Viewers']);
  });

  test('are scopes for the actions: who may look can write nothing and approve nothing', () => {
    const looking = callerOfPerson({ ...signedIn('Viewers'), mayOperate: false });
    expect([...looking.scopes]).toEqual(['omni.attributes.read', 'omni.values.read']);
    expect(looking).toMatchObject({ clientId: 'console: ada@acme.example', isPerson: true });
  });
});

describe('a cookie', () => {
  const cookie: Cookie = { name: 'omni-console', lifetime: 60 };
  const set = (origin: string, value: string | undefined): string => {
    const sent: string[] = [];
    setCookie(
      { appendHeader: (_name: string, text: string) => sent.push(text) } as unknown as Response,
      cookie,
      origin,
      value,
    );
    return sent.join();
  };
  const read = (header: string, origin = 'https://acme.example') =>
    readCookie({ headers: { cookie: header } } as Request, cookie, origin);

  test('is bound to the host over https, and has no prefix on loopback alone', () => {
    expect(set('https://acme.example', 'abc')).toBe(
      '__Host-omni-console=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
    );
    expect(set('http://127.0.0.1:8080', undefined)).toBe('omni-console=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax');
  });

  test('without its prefix is not read over https, nor one of two', () => {
    expect(read('__Host-omni-console=abc')).toBe('abc');
    expect(read('omni-console=abc')).toBeUndefined();
    expect(read('__Host-omni-console=abc; __Host-omni-console=def')).toBeUndefined();
    expect(read('__Host-omni-console=a b')).toBeUndefined();
  });

  test('of a sign-in is read back, and anything else is none', () => {
    const pending = { state: 's', nonce: 'n', verifier: 'v', to: '/console' };
    expect(unpackPending(packPending(pending))).toEqual(pending);
    for (const text of [undefined, '', 'AAAA', Buffer.from('[]').toString('base64url')]) {
      expect(unpackPending(text)).toBeUndefined();
    }
  });
});

test('codes are traded 60 times a minute at most, whoever invents them', () => {
  let now = 1_900_000_000_000;
  const note = tradeLimit({ now: () => now, sleep: async () => undefined });
  for (let trades = 0; trades < 60; trades += 1) note();
  expect(note).toThrow(new ConnectorError('CONSOLE_BUSY'));
  now += 60_000;
  expect(note).not.toThrow();
});

describe('the origin', () => {
  const origin = (publicUrl: string, host: string) => ownOrigin({ publicUrl } as Settings, { headers: { host } });

  test('is that of PUBLIC_URL, whatever Host a request names', () => {
    expect(origin('https://connector.acme.example', 'evil.example')).toBe('https://connector.acme.example');
    expect(origin('http://localhost:8080', 'evil.example')).toBe('http://localhost:8080');
    expect(origin('http://localhost:8080', '127.0.0.1.evil.example')).toBe('http://localhost:8080');
  });

  test('is on loopback the one that the browser used', () => {
    expect(origin('http://localhost:8080', '127.0.0.1:9000')).toBe('http://127.0.0.1:9000');
  });
});
