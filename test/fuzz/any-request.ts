import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { actions } from '../../src/actions/registry.ts';
import { HOOK_EVENT_TYPES } from '../../src/okta/hook-delivery.ts';
import { schemaFiles } from '../../src/schema/validator.ts';
import { anyCharacter } from '../support/any-character.ts';
import { fitting, type Known } from './fitting.ts';
import { spoiling } from './spoil.ts';
import { spoilingText } from './spoil-text.ts';

/** A request before it is sent: what only a running connector knows stands in it as a `{{name}}`. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes where it is no text. */
  readonly body: string | Buffer | undefined;
}

export const PEOPLE = ['ada@acme.example', 'ben@acme.example', 'cleo@acme.example'] as const;
const REFERENCES = ['region', 'blob_entity', 'seat_count', 'areas', 'levels'] as const;

/** An id of an earlier answer. Few numbers, so that the id and the hash of one plan often meet. */
const earlier = (name: string) => fc.nat(2).map((place) => `{{${name}:${place}}}`);
const reference = fc.constantFrom(...REFERENCES, 'made_by_fuzz', 'Omni_User_Email', 'omni_user_email');

const KNOWN: Known = {
  userName: fc.constantFrom(...PEOPLE, 'ADA@ACME.EXAMPLE', ' ben@acme.example ', 'nobody@acme.example'),
  oktaUserId: fc.constantFrom(...PEOPLE).map((login) => `{{okta:${login}}}`),
  reference,
  confirmReference: reference,
  references: fc.array(reference, { minLength: 1, maxLength: 3 }),
  jobId: earlier('jobId'),
  planId: earlier('planId'),
  planHash: earlier('planHash'),
  reportId: earlier('reportId'),
  cursor: fc.oneof(earlier('nextCursor'), fc.constant('')),
  topic: fc.constantFrom('orders', ''),
  // Nothing else may be called: a test does not leave the machine.
  callbackUrl: fc.constantFrom(
    'https://flows.acme.example/invoke',
    'http://127.0.0.1:1/',
    'https://127.0.0.1/',
    'http://x',
  ),
};

/** Headers hold bytes, and a client sends no control characters. */
const headerText = fc
  .oneof(
    fc.string({
      unit: fc
        .integer({ min: 0x20, max: 0xff })
        .filter((n) => n < 0x7f || n > 0xa0)
        .map((n) => String.fromCharCode(n)),
    }),
    fc.constantFrom('', ',', '"', 'x'.repeat(300), '../', '{}', '*'),
  )
  .map((text) => text.trim());

/** Headers that mean something to the connector, and values that do not. */
const oddHeaders = fc.record(
  {
    'idempotency-key': fc.oneof(fc.nat(9).map(String), headerText),
    'x-request-id': headerText,
    traceparent: headerText,
    accept: headerText,
    expect: fc.constantFrom('100-continue', 'more'),
    'content-type': fc.oneof(
      fc.constantFrom(
        'text/plain',
        'application/json; charset=utf-16',
        'application/json;charset="UTF-8"',
        'application/merge-patch+json',
        'multipart/form-data',
        'application/json, application/json',
        'application/json;',
      ),
      // An answer names it: a question mark at its beginning would look like a place that nobody filled.
      headerText.filter((text) => !/(^|\s)\?/.test(text)),
    ),
    'content-encoding': fc.oneof(
      fc.constantFrom('gzip', 'br', 'deflate', 'identity', 'zstd', 'GZIP', 'gzip, gzip'),
      headerText,
    ),
    'x-forwarded-for': headerText,
    'if-none-match': headerText,
    range: headerText,
    origin: headerText,
    cookie: headerText,
    'x-http-method-override': fc.constantFrom('DELETE', 'PUT'),
  },
  { requiredKeys: [] },
);

/** Nearly always a good one: who is refused at the door sees nothing of the house. */
const authorization = fc.oneof(
  { weight: 18, arbitrary: fc.constant('Bearer {{token}}') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('Bearer {{token of nothing}}', 'Bearer {{token of a stranger}}', 'Bearer', 'Basic eDp5'),
  },
  { weight: 1, arbitrary: headerText },
);

const JSON_TYPE = { 'content-type': 'application/json' };
const someKey = fc.option(fc.nat(20), { freq: 5 });

const actionCall = (body: fc.Arbitrary<string | Buffer>, headers: fc.Arbitrary<Record<string, string>>, name: string) =>
  fc.record({ body, headers, authorization, key: someKey }).map(
    ({ body, headers, authorization, key }): FuzzRequest => ({
      method: 'POST',
      path: `/v1/actions/${name}`,
      headers: { authorization, ...JSON_TYPE, ...(key !== null && { 'idempotency-key': String(key) }), ...headers },
      body,
    }),
  );

const none = fc.constant({});

function callOf(name: string): fc.Arbitrary<FuzzRequest> {
  const fit = fitting(schemaFiles.get(`${name}.input.json`) ?? {}, KNOWN);
  const text = fit.map((value) => JSON.stringify(value));
  const spoilt = fc.tuple(fit, spoiling).map(([value, spoil]) => JSON.stringify(spoil(value)) ?? '');
  const brokenText = fc.tuple(text, spoilingText).map(([good, spoil]) => spoil(good));
  const zipped = text.map((plain) => gzipSync(plain));
  return fc.oneof(
    { weight: 8, arbitrary: actionCall(text, none, name) },
    { weight: 8, arbitrary: actionCall(spoilt, none, name) },
    { weight: 3, arbitrary: actionCall(brokenText, none, name) },
    { weight: 3, arbitrary: actionCall(text, oddHeaders, name) },
    { weight: 1, arbitrary: actionCall(zipped, fc.constant({ 'content-encoding': 'gzip' }), name) },
  );
}

/** A delivery of Okta's event hook, as it is described. */
const delivery = fc.record({
  eventType: fc.constant('com.okta.event_hook'),
  data: fc.record({
    events: fc.array(
      fc.record({
        uuid: fc.oneof(fc.uuid(), fc.constantFrom('', '\0', 'x'.repeat(300))),
        eventType: fc.constantFrom(...HOOK_EVENT_TYPES, 'user.session.start', ''),
        outcome: fc.constantFrom(null, { result: 'SUCCESS' }, { result: 'FAILURE' }),
        target: fc.constantFrom(
          null,
          [],
          ...PEOPLE.map((login) => [{ type: 'User', id: `{{okta:${login}}}` }]),
          [null],
          [{ type: 'UserGroup', id: '\0' }],
        ),
      }),
      { maxLength: 3 },
    ),
  }),
});
const hookCall = fc
  .record({
    method: fc.constantFrom('POST', 'POST', 'POST', 'GET'),
    secret: fc.constantFrom('{{hook secret}}', '{{hook secret}}', '{{hook secret}}', 'another', '', 'Bearer {{token}}'),
    body: fc.oneof(
      delivery.map((good) => JSON.stringify(good)),
      fc.tuple(delivery, spoiling).map(([good, spoil]) => JSON.stringify(spoil(good)) ?? ''),
      fc.tuple(delivery, spoilingText).map(([good, spoil]) => spoil(JSON.stringify(good))),
    ),
    headers: fc.oneof({ weight: 4, arbitrary: none }, { weight: 1, arbitrary: oddHeaders }),
    challenge: fc.option(headerText),
  })
  .map(
    ({ method, secret, body, headers, challenge }): FuzzRequest => ({
      method,
      path: '/v1/hooks/okta',
      headers: {
        authorization: secret,
        ...JSON_TYPE,
        ...(challenge !== null && { 'x-okta-verification-challenge': challenge }),
        ...headers,
      },
      body: method === 'GET' ? undefined : body,
    }),
  );

const PATHS = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/openapi.json',
  '/manifest.json',
  '/v1/ping',
  '/v1/options/attributes',
  '/v1/fields/values',
  '/v1/hooks/okta',
  '/v1/actions/ping',
  '/v1/actions',
  '/v1/actions/',
  '/v1',
  '/',
  '/console',
  '/console/jobs',
  '/favicon.ico',
  '/v1/actions/constructor',
  '/v1/actions/__proto__',
  '/v1/actions/toString',
] as const;
const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'QUERY',
  'PURGE',
] as const;

const anyPath = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...PATHS) },
  fc
    .tuple(
      fc.constantFrom(...PATHS),
      fc.constantFrom('/', '?x=1', '?token={{token}}', '%00', '%E0', '/..', ';x', '%2f', '.json', '//'),
    )
    .map(([path, more]) => path + more),
  fc.webPath({ size: 'large' }).map((path) => `/${path}`),
  fc.string({ unit: anyCharacter }).map((text) => `/v1/actions/${encodeURIComponent(text.toWellFormed())}`),
);
const anywhere = fc
  .record({ method: fc.constantFrom(...METHODS), path: anyPath, authorization, headers: oddHeaders })
  .map(
    ({ method, path, authorization, headers }): FuzzRequest => ({
      method,
      path,
      headers: { authorization, ...headers },
      body: undefined,
    }),
  );

/** Everything that can be sent to a connector: mostly calls of actions, good ones among them. */
export const anyRequest: fc.Arbitrary<FuzzRequest> = fc.oneof(
  { weight: 16, arbitrary: fc.oneof(...actions.map(({ name }) => callOf(name))) },
  { weight: 2, arbitrary: hookCall },
  { weight: 2, arbitrary: anywhere },
);
