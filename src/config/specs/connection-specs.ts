import { makeValidator, str } from 'envalid';
import { checkIssuer } from '../issuer.ts';
import { readSettableAttributes } from '../protected-attributes.ts';
import { readAddress, readClientIds, readHosts, readListenHost, readText } from '../setting-values.ts';
import { whole } from './whole.ts';

const clientIds = makeValidator(readClientIds);
const listenHost = makeValidator(readListenHost);
const text = makeValidator(readText);
const hosts = makeValidator(readHosts);
const issuer = makeValidator(checkIssuer);
const settableAttributes = makeValidator(readSettableAttributes);
const address = makeValidator((text) => readAddress(text).href.replace(/\/$/, ''));

/** Where the connector listens, and which Omni and which Okta it stands between. */
export const CONNECTION_SPECS = {
  HOST: listenHost({ default: '0.0.0.0', desc: 'The address to listen on.' }),
  PORT: whole(0, 65_535)({ default: 8080, desc: 'The port to listen on.' }),
  PUBLIC_URL: address({
    default: undefined,
    desc: 'The https address that Okta Workflows uses; it goes into the OpenAPI document. Default: http://localhost:PORT.',
    example: 'https://omni-connector.acme.example',
  }),
  OMNI_BASE_URL: str({
    desc: 'The Omni instance, with or without /api.',
    example: 'https://acme.omniapp.co',
  }),
  OMNI_API_KEYS: str({
    default: undefined,
    desc: 'Organization keys of Omni (Settings > API access), separated by commas; requests are spread over all of them. This or OMNI_API_KEYS_FILE is required.',
  }),
  OMNI_API_KEYS_FILE: str({
    default: undefined,
    desc: 'A file that holds the organization keys, one per line; one that is replaced counts at once.',
  }),
  OMNI_REQUESTS_PER_MINUTE: whole(1, 100_000)({ default: 60, desc: "Omni's limit for each key." }),
  OMNI_ALLOWED_HOSTS: hosts({
    default: [],
    desc: "Hosts beyond Omni's own that may receive the keys, themselves and below (vanity domains), separated by commas.",
    example: 'analytics.acme.example',
  }),
  OKTA_ISSUER: issuer({
    desc: 'The custom authorization server that issues the access tokens.',
    example: 'https://acme.okta.com/oauth2/default',
  }),
  OKTA_AUDIENCE: text({ default: 'api://omni-connector', desc: 'The audience of that authorization server.' }),
  OKTA_CLIENT_IDS: clientIds({
    default: [],
    desc: 'Client ids that may call, separated by commas; empty allows every client of the issuer.',
  }),
  OKTA_ORG_URL: str({
    default: undefined,
    desc: 'The Okta org, for the actions that set up or read Okta. This and the three settings after it belong together; unset, those actions answer OKTA_NOT_CONFIGURED.',
    example: 'https://acme.okta.com',
  }),
  OKTA_MANAGEMENT_CLIENT_ID: str({
    default: undefined,
    desc: 'The client id of an API Services app with a public key, for the Okta Management API.',
  }),
  OKTA_MANAGEMENT_PRIVATE_KEY: str({
    default: undefined,
    desc: 'The private key of that app, as PEM (PKCS 8) or JWK. This or OKTA_MANAGEMENT_PRIVATE_KEY_FILE.',
  }),
  OKTA_MANAGEMENT_PRIVATE_KEY_FILE: str({
    default: undefined,
    desc: 'A file that holds the private key; one that is replaced counts for the next token.',
  }),
  OKTA_OMNI_APP_ID: str({
    default: undefined,
    desc: 'The id of the Omni app in Okta, from the address of its page in the Admin Console.',
    example: '0oa1example',
  }),
  OKTA_SETTABLE_ATTRIBUTES: settableAttributes({
    default: [],
    desc: 'Attributes of Okta profiles that set-okta-values may write beyond those that feed Omni by a plain mapping, by variable name, separated by commas; login, email and secondEmail never.',
    example: 'department,costCenter',
  }),
  OKTA_HOOK_SECRET: str({
    default: undefined,
    desc: "What Okta's event hook sends as its Authorization header (docs/hook.md). Unset: there is no hook. This or OKTA_HOOK_SECRET_FILE; either needs OKTA_ORG_URL and the three settings after it.",
  }),
  OKTA_HOOK_SECRET_FILE: str({
    default: undefined,
    desc: 'A file that holds the secret of the event hook; one that is replaced counts at once.',
  }),
};
