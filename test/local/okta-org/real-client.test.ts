import { createPrivateKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { generateKeyPair, generateProof } from 'dpop';
import { importPKCS8 } from 'jose';
import * as oauth from 'openid-client';
import { MAPPINGS, setUpMapped, TOKEN, USER_TYPES } from './set-up.ts';

/** openid-client as a service app. */
async function configure({ okta, url }: Awaited<ReturnType<typeof setUpMapped>>) {
  const key = await importPKCS8(okta.client.privateKeyPem, 'ES256');
  const server = { issuer: url, token_endpoint: url + TOKEN };
  const authentication = oauth.PrivateKeyJwt(key, {
    // Okta wants the token endpoint, where the library names the issuer.
    [oauth.modifyAssertion]: (_header, payload) => {
      payload.aud = url + TOKEN;
    },
  });
  const config = new oauth.Configuration(server, okta.client.id, undefined, authentication);
  oauth.allowInsecureRequests(config);
  return config;
}

test('openid-client gets a bearer token', async () => {
  const org = await setUpMapped();
  const tokens = await oauth.clientCredentialsGrant(await configure(org), { scope: 'okta.userTypes.read' });
  expect(tokens.token_type).toBe('bearer');
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  expect((await org.http.get(USER_TYPES, { headers })).status).toBe(200);
});

test('openid-client and dpop get a bound token and call with it', async () => {
  const org = await setUpMapped({ switches: { dpopRequired: true } });
  const config = await configure(org);
  const scope = { scope: 'okta.profileMappings.read' };
  await expect(oauth.clientCredentialsGrant(config, scope)).rejects.toMatchObject({ error: 'invalid_dpop_proof' });
  const pair = await generateKeyPair('ES256');
  const DPoP = oauth.getDPoPHandle(config, pair);
  const tokens = await oauth.clientCredentialsGrant(config, scope, { DPoP });
  expect(tokens.token_type).toBe('dpop');
  const dpop = await generateProof(pair, org.url + MAPPINGS, 'GET', undefined, tokens.access_token);
  const headers = { authorization: `DPoP ${tokens.access_token}`, dpop };
  expect((await org.http.get(`${MAPPINGS}?limit=1`, { headers })).status).toBe(200);
});

test('the key is one that the settings take: an EC key in PKCS 8', async () => {
  const { okta } = await setUpMapped();
  expect(createPrivateKey(okta.client.privateKeyPem).asymmetricKeyType).toBe('ec');
});
