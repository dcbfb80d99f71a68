import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { createOkta } from '../../src/okta/okta.ts';
import { LeapingClock } from '../omni/leaping-clock.ts';

const complete = {
  orgUrl: 'https://acme.okta.com',
  clientId: '0oa2service',
  privateKey: new Secret(randomUUID()),
  omniAppId: '0oa1omni',
};

const create = (management: Parameters<typeof createOkta>[0]['management']) =>
  createOkta({
    management,
    clock: new LeapingClock(),
    random: () => 0,
    exclusive: (_deadline, work) => work(),
    onExchange: () => undefined,
  });

describe('an org', () => {
  test('is there when all four settings are', () => {
    const okta = create(complete);
    expect([okta.isConfigured, okta.session(5).deadline]).toEqual([true, 5]);
  });

  test.each([
    ['OKTA_ORG_URL', { orgUrl: undefined }],
    ['OKTA_MANAGEMENT_CLIENT_ID', { clientId: undefined }],
    ['OKTA_MANAGEMENT_PRIVATE_KEY', { privateKey: undefined }],
    ['OKTA_OMNI_APP_ID', { omniAppId: undefined }],
    ['OKTA_ORG_URL, OKTA_OMNI_APP_ID', { orgUrl: undefined, omniAppId: undefined }],
    [
      'OKTA_ORG_URL, OKTA_MANAGEMENT_CLIENT_ID, OKTA_MANAGEMENT_PRIVATE_KEY, OKTA_OMNI_APP_ID',
      { orgUrl: undefined, clientId: undefined, privateKey: undefined, omniAppId: undefined },
    ],
  ])('is not there without %s', (missing, left) => {
    const okta = create({ ...complete, ...left });
    expect(okta.isConfigured).toBe(false);
    expect(() => okta.session(5)).toThrow(new ConnectorError('OKTA_NOT_CONFIGURED', { missing }));
  });
});
