import { describe, expect, test } from '@jest/globals';
import { HOOK_EVENT_TYPES } from '../../src/okta/hook-delivery.ts';
import { useNock } from '../support/nock.ts';
import { OktaUnderTest } from './okta-under-test.ts';

useNock();

const HOOKS = '/api/v1/eventHooks';
const URI = 'https://connector.acme.example/v1/hooks/okta';
const hook = (more: object = {}) => ({
  id: 'who1',
  name: 'Okta Workflows Omni',
  status: 'ACTIVE',
  verificationStatus: 'UNVERIFIED',
  events: { type: 'EVENT_TYPE', items: ['user.lifecycle.create'] },
  channel: { type: 'HTTP', version: '1.0.0', config: { uri: URI } },
  ...more,
});
const read = {
  id: 'who1',
  name: 'Okta Workflows Omni',
  uri: URI,
  status: 'ACTIVE',
  verificationStatus: 'UNVERIFIED',
  eventTypes: ['user.lifecycle.create'],
};

test('the hooks of the org are read by their own scope', async () => {
  const okta = new OktaUnderTest().replies({ json: [hook()] });
  expect(await okta.session().eventHooks()).toEqual([read]);
  expect(okta.calls).toEqual([['GET', HOOKS]]);
  expect(String(okta.tokenRequests[0]?.body)).toContain('scope=okta.eventHooks.read');
});

describe('a hook is made', () => {
  const body = {
    name: 'Okta Workflows Omni',
    events: { type: 'EVENT_TYPE', items: HOOK_EVENT_TYPES },
    channel: {
      type: 'HTTP',
      version: '1.0.0',
      config: { uri: URI, authScheme: { type: 'HEADER', key: 'Authorization', value: 'planted' } },
    },
  };

  test('for every type of event that counts, with the secret as its header', async () => {
    const okta = new OktaUnderTest().replies({ json: hook() });
    expect(await okta.session().createEventHook(URI, 'planted')).toEqual(read);
    expect(okta.calls).toEqual([['POST', HOOKS, body]]);
  });

  test('once: where nobody knows whether it was made, the list tells', async () => {
    const okta = new OktaUnderTest().replies({ breaks: 'ECONNRESET' }, { json: [hook()] });
    expect(await okta.session().createEventHook(URI, 'planted')).toEqual(read);
    expect(okta.calls.map(([method]) => method)).toEqual(['POST', 'GET']);
  });

  test('or not, and then it fails', async () => {
    const okta = new OktaUnderTest().replies({ status: 500 }, { json: [] });
    const error = await okta.failure((session) => session.createEventHook(URI, 'planted'));
    expect(error.code).toBe('OKTA_UNREACHABLE');
  });
});

test('a hook is deactivated before it is deleted', async () => {
  const okta = new OktaUnderTest().replies({ json: hook({ status: 'INACTIVE' }) }, { status: 204 });
  await okta.session().removeEventHook('who1');
  expect(okta.calls).toEqual([
    ['POST', `${HOOKS}/who1/lifecycle/deactivate`],
    ['DELETE', `${HOOKS}/who1`],
  ]);
});

test('a hook whose address does not answer well is refused', async () => {
  const okta = new OktaUnderTest().replies({ status: 400, json: { errorCode: 'E0000001', errorSummary: 'No answer' } });
  expect((await okta.failure((session) => session.verifyEventHook('who1'))).code).toBe('OKTA_REFUSED');
});
