import { expect, test } from '@jest/globals';
import { type Exchange, expectDocumented } from './conformance.ts';
import { deliveredDocument } from './document.ts';

const ping = deliveredDocument().paths['/v1/actions/ping']?.post;
const answer = Object(ping?.responses[200]).content['application/json'].example;
const refusal = Object(deliveredDocument().components.responses.BadRequest?.content?.['application/json']?.example);
const JSON_TYPE = 'application/json; charset=utf-8';

const exchange = (changes: Partial<Exchange> = {}): Exchange => ({
  method: 'POST',
  path: '/v1/actions/ping',
  requestBody: {},
  status: 200,
  headers: { 'content-type': JSON_TYPE, 'x-request-id': 'one' },
  body: answer,
  ...changes,
});

const holding = (changes?: Partial<Exchange>) => () => expectDocumented(exchange(changes));

test('a call that is as the document says passes', () => {
  expect(holding()).not.toThrow();
  expect(holding({ path: '/v1/actions/ping?x=1', requestBody: '{}' })).not.toThrow();
});

test.each<[string, Partial<Exchange>, string]>([
  ['a status that is not listed', { status: 418 }, 'the status 418 is not documented'],
  ['a field that is not listed', { body: { ...answer, surprise: 1 } }, '{"additionalProperty":"surprise"}'],
  ['a field that is missing', { body: { ...answer, ok: undefined } }, "must have required property 'ok'"],
  ['a field of another type', { body: { ...answer, omniKeyCount: '1' } }, '/omniKeyCount must be integer'],
  ['another content type', { headers: { 'content-type': 'text/html', 'x-request-id': 'one' } }, 'the type text/html'],
  ['no request id', { headers: { 'content-type': JSON_TYPE } }, 'the header X-Request-Id is missing'],
  [
    'a header that is not listed',
    { headers: { 'content-type': JSON_TYPE, 'x-request-id': 'one', 'retry-after': '5' } },
    'the header Retry-After is not documented',
  ],
  ['a request that is not as described and still succeeds', { requestBody: { extra: 1 } }, 'the request: '],
  ['an error body that is not whole', { status: 400, body: { code: 'BODY_INVALID' } }, "required property 'message'"],
  ['a route that is not listed and succeeds', { path: '/v1/secret' }, 'it succeeds and is not documented'],
  [
    'a route that is not listed and refuses in its own way',
    { path: '/v1/secret', status: 404, body: {} },
    'the refusal: ',
  ],
])('%s is found', (_, changes, problem) => {
  expect(holding(changes)).toThrow(problem);
});

test('a missing body is found where a field is required, and only there', () => {
  const required = { path: '/v1/actions/read-user', requestBody: undefined };
  expect(holding(required)).toThrow('without the body that is required');
  expect(holding({ requestBody: undefined })).not.toThrow();
});

test('a refused request need not be as described', () => {
  expect(holding({ requestBody: { extra: 1 }, status: 400, body: refusal })).not.toThrow();
});

test('what a call of HEAD would have answered is not looked into', () => {
  expect(holding({ method: 'HEAD', path: '/healthz', requestBody: undefined, body: '' })).not.toThrow();
});
