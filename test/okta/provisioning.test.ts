import { expect, test } from '@jest/globals';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { readProvisioning } from '../../src/okta/provisioning.ts';

const ALL = ['PUSH_NEW_USERS', 'PUSH_PROFILE_UPDATES'];

test.each<[what: string, status: string, features: string[], updatesUsers: boolean, detail: RegExp]>([
  ['an app that is switched off, whatever its features', 'INACTIVE', ALL, false, /is INACTIVE.*Activate it/],
  ['one that may only take users away', 'ACTIVE', ['PUSH_USER_DEACTIVATION'], false, /^Create Users and Update User/],
  ['one that creates nobody', 'ACTIVE', ['PUSH_PROFILE_UPDATES'], true, /^Create Users is off/],
])('%s has something left to do', async (_, status, features, updatesUsers, detail) => {
  const app = async () => ({ status, features: new Set(features) });
  expect(await readProvisioning({ app })).toEqual({
    updatesUsers,
    isComplete: false,
    detail: expect.stringMatching(detail),
  });
});

test('an app that is gone is told, and is no failure of what asks', async () => {
  const app = () => Promise.reject(new ConnectorError('OKTA_APP_NOT_FOUND'));
  expect(await readProvisioning({ app })).toMatchObject({ updatesUsers: undefined, isComplete: false });
});
