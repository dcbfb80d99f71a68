import { expect, test } from '@jest/globals';
import { challenge } from '../../src/auth/challenge.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { ERROR_CODES, type ErrorCode } from '../../src/errors/error-codes.ts';

const codes = Object.keys(ERROR_CODES) as ErrorCode[];
/** Refused for another secret than a bearer token: nothing that RFC 6750 asks for would let the caller in. */
const NO_TOKEN: readonly ErrorCode[] = ['HOOK_SECRET_REFUSED'];
const invalid = codes.filter(
  (code) => ERROR_CODES[code].status === 401 && code !== 'TOKEN_MISSING' && !NO_TOKEN.includes(code),
);

/** An error of any code, with the facts of another. */
const errorOf = (code: ErrorCode): ConnectorError => Object.assign(new ConnectorError('INTERNAL'), { code });

test('a request without a token is answered with the bare scheme', () => {
  expect(challenge(new ConnectorError('TOKEN_MISSING'))).toBe('Bearer');
});

test.each(invalid)('%s is an invalid token', (code) => {
  expect(challenge(errorOf(code))).toBe('Bearer error="invalid_token"');
});

test.each(NO_TOKEN)('%s is no matter of tokens', (code) => {
  expect(challenge(errorOf(code))).toBeUndefined();
});

test('a missing scope is named', () => {
  const error = new ConnectorError('SCOPE_MISSING', { scope: 'omni.values.write' });
  expect(challenge(error)).toBe('Bearer error="insufficient_scope", scope="omni.values.write"');
});

test('a client that is not allowed lacks more than a scope', () => {
  expect(challenge(new ConnectorError('CLIENT_NOT_ALLOWED'))).toBe('Bearer error="insufficient_scope"');
});

test.each(['OKTA_KEYS_UNAVAILABLE', 'BODY_INVALID', 'INTERNAL'] as const)('%s is no challenge', (code) => {
  expect(challenge(errorOf(code))).toBeUndefined();
});
