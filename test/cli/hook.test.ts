import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { createOktaOrgDouble, type OktaOrgDouble } from '../../local/okta-org/okta-org-double.ts';
import { OKTA_SCOPES } from '../../local/okta-org/switches.ts';
import { type Listening, listen } from '../../local/shared/listen.ts';
import { HOOK_EVENT_TYPES } from '../../src/okta/hook-delivery.ts';
import { runCommand } from './run-command.ts';

const SECRET = 'planted-hook-secret';

let org: OktaOrgDouble;
let orgListening: Listening;
let connector: Listening;
/** Whether the connector answers as Okta wants it. */
let isRunning = true;

beforeAll(async () => {
  const app = express();
  app.get('/v1/hooks/okta', (req, res) => {
    if (isRunning) res.json({ verification: req.get('x-okta-verification-challenge') });
    else res.sendStatus(404);
  });
  connector = await listen(app);
});
afterAll(() => connector.close());

beforeEach(async () => {
  isRunning = true;
  org = createOktaOrgDouble({ switches: { hookTimeoutMs: 600_000 } });
  orgListening = await listen(org.app);
});
afterEach(() => orgListening.close());

const hook = (step: string, args: string[] = [], more: Record<string, string> = {}) =>
  runCommand(['hook', step, ...args], {
    OMNI_BASE_URL: 'https://acme.omniapp.co',
    OMNI_API_KEYS: 'planted-omni-key',
    OKTA_ISSUER: 'https://acme.okta.com/oauth2/default',
    PUBLIC_URL: connector.url,
    OKTA_ORG_URL: orgListening.url,
    OKTA_MANAGEMENT_CLIENT_ID: org.client.id,
    OKTA_MANAGEMENT_PRIVATE_KEY: org.client.privateKeyPem,
    OKTA_OMNI_APP_ID: org.appId,
    OKTA_HOOK_SECRET: SECRET,
    ...more,
  });

const writes = (): string[] =>
  org.log.all.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/')).map(({ path }) => path);

describe('hook create', () => {
  test('says what it would do, with the scope that it needs, and does nothing', async () => {
    const { code, output } = await hook('create');
    expect(code).toBe(0);
    expect(output).toContain(`sends to ${connector.url}/v1/hooks/okta`);
    for (const part of [...HOOK_EVENT_TYPES, 'okta.eventHooks.manage', '--yes']) expect(output).toContain(part);
    expect(output).not.toContain(SECRET);
    expect([writes(), org.eventHooks]).toEqual([[], []]);
  });

  test('makes the hook and has it verified; again it says that there is one', async () => {
    expect(await hook('create', ['--yes'])).toMatchObject({ code: 0, output: expect.stringContaining('verified it') });
    expect(org.eventHooks).toMatchObject([
      {
        uri: `${connector.url}/v1/hooks/okta`,
        auth: { key: 'Authorization', value: SECRET },
        eventTypes: HOOK_EVENT_TYPES,
        status: 'ACTIVE',
        verificationStatus: 'VERIFIED',
      },
    ]);
    expect(await hook('create', ['--yes'])).toMatchObject({
      code: 0,
      output: expect.stringContaining('There is an event hook'),
    });
    expect(org.eventHooks).toHaveLength(1);
  });

  test('explains what to do where the connector does not answer; verify makes up for it', async () => {
    isRunning = false;
    expect(await hook('create', ['--yes'])).toMatchObject({
      code: 1,
      errors: expect.stringContaining('hook verify --yes'),
    });
    expect(org.eventHooks).toMatchObject([{ verificationStatus: 'UNVERIFIED' }]);
    isRunning = true;
    expect(await hook('verify', ['--yes'])).toMatchObject({ code: 0 });
    expect(org.eventHooks).toMatchObject([{ verificationStatus: 'VERIFIED' }]);
  });

  test('explains a refusal: the scope, the role, and the release of the org', async () => {
    org.switches.serviceAppsManageHooks = false;
    const { code, errors } = await hook('create', ['--yes']);
    expect(code).toBe(1);
    for (const part of ['okta.eventHooks.manage', 'okta.eventhooks.manage', 'May 2026', 'by hand'])
      expect(errors).toContain(part);
  });

  test('explains a scope that is not granted', async () => {
    org.switches.grantedScopes = OKTA_SCOPES.filter((scope) => !scope.startsWith('okta.eventHooks'));
    expect(await hook('create')).toMatchObject({ code: 1, errors: expect.stringContaining('okta.eventHooks.read') });
  });

  test('wants a secret', async () => {
    expect(await hook('create', [], { OKTA_HOOK_SECRET: '' })).toMatchObject({
      code: 1,
      errors: expect.stringContaining('OKTA_HOOK_SECRET'),
    });
  });
});

describe('hook remove', () => {
  test('says what it would do, then deactivates and deletes this hook and no other', async () => {
    org.addEventHook('https://other.example/hook', 'other', ['user.lifecycle.create']);
    org.addEventHook(`${connector.url}/v1/hooks/okta`, SECRET, HOOK_EVENT_TYPES);
    expect(await hook('remove')).toMatchObject({ code: 0, output: expect.stringContaining('Deactivate and delete') });
    expect(org.eventHooks).toHaveLength(2);
    expect(await hook('remove', ['--yes'])).toMatchObject({ code: 0 });
    expect(org.eventHooks.map(({ uri }) => uri)).toEqual(['https://other.example/hook']);
    expect(await hook('remove', ['--yes'])).toMatchObject({
      code: 0,
      output: expect.stringContaining('There is no event hook'),
    });
  });
});
