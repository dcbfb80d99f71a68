import { createHash, randomUUID } from 'node:crypto';
import axios, { type AxiosResponse } from 'axios';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importPKCS8, SignJWT } from 'jose';
import {
  createOktaOrgDouble,
  type OktaOrgDouble,
  type OktaOrgDoubleOptions,
} from '../../../local/okta-org/okta-org-double.ts';
import { OKTA_SCOPES } from '../../../local/okta-org/switches.ts';
import { atTestEnd } from '../../support/at-test-end.ts';
import { handClock } from '../omni/set-up.ts';

export const TOKEN = '/oauth2/v1/token';
export const USER_SCHEMA = '/api/v1/meta/schemas/user/default';
export const USER_TYPES = '/api/v1/meta/types/user';
export const MAPPINGS = '/api/v1/mappings';
export const USERS = '/api/v1/users';

export const REGION = { title: 'Region', type: 'string' };
export const SEATS = { title: 'Seats', type: 'number' };

/** The body of a schema write. */
export const custom = (properties: object) => ({
  definitions: { custom: { id: '#custom', type: 'object', properties, required: [] } },
});

type SigningKey = Awaited<ReturnType<typeof importPKCS8>>;
type Claims = Readonly<Record<string, unknown>>;

/** Claims that are undefined stay away. */
const sign = async (claims: Claims, header: { alg: string }, key: SigningKey): Promise<string> =>
  new SignJWT(claims).setProtectedHeader(header).sign(key);

/** A client assertion as the service app makes it, with other claims if given. */
export async function assertion(okta: OktaOrgDouble, url: string, claims: Claims = {}, key?: SigningKey) {
  const { id, privateKeyPem } = okta.client;
  const exp = Math.floor(Date.now() / 1_000) + 300;
  const all = { iss: id, sub: id, aud: url + TOKEN, exp, jti: randomUUID(), ...claims };
  return sign(all, { alg: 'ES256' }, key ?? (await importPKCS8(privateKeyPem, 'ES256')));
}

/** Makes DPoP proofs of one key. */
export async function proofMaker() {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const prove = (htm: string, htu: string, claims: Claims = {}, header: object = {}) =>
    sign(
      { htm, htu, iat: Math.floor(Date.now() / 1_000), jti: randomUUID(), ...claims },
      { typ: 'dpop+jwt', alg: 'ES256', jwk, ...header } as { alg: string },
      privateKey,
    );
  return { prove, thumbprint: await calculateJwkThumbprint(jwk) };
}

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

export type Answer = AxiosResponse;

/** A listening double on a clock that is moved by hand, `ask` for its token endpoint and `send` with a bearer token. */
export async function setUp(options: OktaOrgDoubleOptions = {}) {
  const clock = handClock();
  const okta = createOktaOrgDouble({ clock, ...options });
  const { url, close } = await okta.listen();
  atTestEnd(close);
  const http = axios.create({ baseURL: url, validateStatus: () => true, maxRedirects: 0 });

  const ask = async (form: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Answer> =>
    http.post(
      TOKEN,
      new URLSearchParams({
        grant_type: 'client_credentials',
        scope: OKTA_SCOPES.join(' '),
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await assertion(okta, url),
        ...form,
      }),
      { headers },
    );

  let token = '';
  async function send(
    method: string,
    path: string,
    data?: unknown,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Answer> {
    token ||= (await ask()).data.access_token;
    // As text: axios leaves out keys such as `constructor` of an object.
    const body = typeof data === 'object' ? JSON.stringify(data) : data;
    const usual = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const asked = { method, url: path, data: body, headers: { ...usual, ...headers } };
    return http.request({ ...asked, ...(signal && { signal }) });
  }

  const appSchema = `/api/v1/meta/schemas/apps/${okta.appId}/default`;
  const appUsers = `/api/v1/apps/${okta.appId}/users`;
  const mapping = `${MAPPINGS}/${okta.mappingId}`;
  return { okta, clock, url, http, ask, send, paths: { appSchema, appUsers, mapping } };
}

/** The same with a mapped attribute, another one that is not mapped, and one assigned user. */
export async function setUpMapped(options: OktaOrgDoubleOptions = {}) {
  const org = await setUp(options);
  const { okta } = org;
  okta.addUserAttribute('region', REGION);
  okta.addUserAttribute('seats', SEATS);
  okta.addAppAttribute('region', REGION);
  okta.addAppAttribute('note', { title: 'Note', type: 'string' });
  okta.setMapping('region', { expression: 'user.region', pushStatus: 'PUSH' });
  const id = okta.addUser({ login: 'ada@acme.example', profile: { region: 'emea', seats: 3 } });
  okta.assign(id);
  return { ...org, id };
}

/** The code of Okta's error body and the texts in it. */
export const refusal = ({ status, data }: Answer) => ({
  status,
  code: data.errorCode,
  causes: data.errorCauses?.map((cause: { errorSummary: string }) => cause.errorSummary),
});
