import { describe, expect, test } from '@jest/globals';
import { checkIssuer } from '../../src/config/issuer.ts';

describe('the issuer setting', () => {
  test.each([
    ['https://acme.okta.com/oauth2/default', 'https://acme.okta.com/oauth2/default'],
    ['https://acme.okta.com/oauth2/default/', 'https://acme.okta.com/oauth2/default'],
    [' https://acme.okta.com/oauth2/aus1AbC_-2//\n', 'https://acme.okta.com/oauth2/aus1AbC_-2'],
    ['https://ACME.okta.com:443/oauth2/default', 'https://acme.okta.com/oauth2/default'],
    ['https://login.acme.example/oauth2/default', 'https://login.acme.example/oauth2/default'],
    ['https://okta-admin.acme.example/oauth2/default', 'https://okta-admin.acme.example/oauth2/default'],
    ['http://localhost:4000/oauth2/default', 'http://localhost:4000/oauth2/default'],
    ['http://127.0.0.1:4000/oauth2/default', 'http://127.0.0.1:4000/oauth2/default'],
    ['http://[::1]:4000/oauth2/default', 'http://[::1]:4000/oauth2/default'],
  ])('%j becomes %s', (setting, issuer) => {
    expect(checkIssuer(setting)).toBe(issuer);
  });

  test.each([
    'https://acme.okta.com',
    'https://acme.okta.com/',
    'https://acme.okta.com/oauth2',
    'https://acme.okta.com/oauth2/v1',
    'https://acme.okta.com/oauth2/v1/token',
  ])('%s is the org server', (setting) => {
    expect(() => checkIssuer(setting)).toThrow(
      'A custom authorization server is needed, and OKTA_ISSUER names the org server: set it to an address such as https://acme.okta.com/oauth2/default.',
    );
  });

  test.each([
    ['acme.okta.com/oauth2/default', /^OKTA_ISSUER is not an address/],
    ['', /^OKTA_ISSUER is not an address/],
    ['http://acme.okta.com/oauth2/default', /^OKTA_ISSUER must begin with https:/],
    ['http://localhost.acme.example/oauth2/default', /^OKTA_ISSUER must begin with https:/],
    ['http://127.0.0.1.acme.example/oauth2/default', /^OKTA_ISSUER must begin with https:/],
    ['ftp://localhost/oauth2/default', /^OKTA_ISSUER must begin with https:/],
    ['https://user@acme.okta.com/oauth2/default', /^OKTA_ISSUER must not hold a user name or password/],
    ['https://acme-admin.okta.com/oauth2/default', /use the host acme\.okta\.com\.$/],
    ['https://acme-admin.oktapreview.com/admin/oauth2/as', /use the host acme\.oktapreview\.com\.$/],
    ['https://acme.okta.com/oauth2/default/v1/token', /^OKTA_ISSUER must end with the id/],
    ['https://acme.okta.com/oauth2/default/.well-known/openid-configuration', /^OKTA_ISSUER must end with the id/],
    ['https://acme.okta.com/oauth2/default?x=1', /^OKTA_ISSUER must end with the id/],
    ['https://acme.okta.com/app', /^OKTA_ISSUER must end with the id/],
  ])('%j is refused', (setting, sentence) => {
    expect(() => checkIssuer(setting)).toThrow(sentence);
  });
});
