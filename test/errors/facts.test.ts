import { describe, expect, test } from '@jest/globals';
import { ConnectorError, isRetryable } from '../../src/errors/connector-error.ts';

describe('the facts of an error', () => {
  test('fill its sentences', () => {
    const error = new ConnectorError('VALUE_TOO_LARGE', { reference: 'region', limit: '8 entries' });
    expect(error.message).toBe('The value sent for region is larger than 8 entries.');
  });

  test('are those that its sentences name: tsc refuses any other call', () => {
    // @ts-expect-error USER_NOT_FOUND names {userName}
    expect(new ConnectorError('USER_NOT_FOUND').message).toContain('undefined');
    // @ts-expect-error VALUE_TOO_LARGE names {limit} as well
    expect(new ConnectorError('VALUE_TOO_LARGE', { reference: 'region' }).message).toContain('undefined');
    // @ts-expect-error the sentences of OKTA_APP_NOT_FOUND name nothing
    expect(new ConnectorError('OKTA_APP_NOT_FOUND', { appId: '0oa1' }).code).toBe('OKTA_APP_NOT_FOUND');
    expect(new ConnectorError('OKTA_APP_NOT_FOUND', { seconds: 5 }).code).toBe('OKTA_APP_NOT_FOUND');
  });

  test('go along when details are added', () => {
    const details = [{ path: '/values/region', message: 'is too large' }];
    const error = new ConnectorError('VALUE_TOO_LARGE', { reference: 'region', limit: '8 entries' });
    const detailed = error.withDetails(details);
    expect([detailed.code, detailed.message, detailed.details]).toEqual([error.code, error.message, details]);
  });
});

test('what is full or away may be repeated, what is wrong may not', () => {
  expect((['OMNI_BUDGET_FULL', 'STORE_UNAVAILABLE', 'VALUES_INVALID'] as const).map(isRetryable)).toEqual([
    true,
    true,
    false,
  ]);
});
