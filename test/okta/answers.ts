import { APP_ID, ORIGIN } from './okta-under-test.ts';

/** Answers of Okta in the documented shapes. */
export const URN = 'urn:omni:params:1.0:UserAttribute';
export const TYPE_ID = 'oty1default';
export const MAPPING_ID = 'prm1mapping';

type Properties = Readonly<Record<string, unknown>>;

export const schema = (custom: Properties, base: Properties = {}) => ({
  json: {
    id: `${ORIGIN}/meta/schemas/user/default`,
    type: 'object',
    definitions: {
      custom: { id: '#custom', type: 'object', properties: custom, required: [] },
      base: { id: '#base', type: 'object', properties: base, required: [] },
    },
  },
});

export const userTypes = {
  json: [
    { id: 'oty0other', default: false, name: 'contractor' },
    { id: TYPE_ID, default: true, name: 'user' },
  ],
};

const ends = { id: MAPPING_ID, source: { id: TYPE_ID, type: 'user' }, target: { id: APP_ID, type: 'appuser' } };
export const mappings = { json: [ends] };
export const mapping = (properties: Properties) => ({ json: { ...ends, properties } });

const times = { created: '2026-01-01T00:00:00.000Z', lastUpdated: '2026-01-02T00:00:00.000Z' };
export const LAST_UPDATED = Date.UTC(2026, 0, 2);

export const user = (id: string, profile: Properties = {}) => ({
  id,
  status: 'ACTIVE',
  ...times,
  profile: { login: `${id}@acme.example`, ...profile },
});

export const appUser = (id: string, profile: Properties = {}) => ({
  id,
  externalId: `omni-${id}`,
  ...times,
  scope: 'USER',
  status: 'PROVISIONED',
  syncState: 'DISABLED',
  credentials: { userName: `${id}@acme.example` },
  profile,
  _embedded: { user: user(id) },
});

/** Okta's body of an error. */
export const oktaError = (errorCode: string, errorSummary: string, ...causes: readonly string[]) => ({
  errorCode,
  errorSummary,
  errorLink: errorCode,
  errorId: 'oae1',
  errorCauses: causes.map((cause) => ({ errorSummary: cause })),
});
