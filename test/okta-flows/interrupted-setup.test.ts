import { describe, expect, test } from '@jest/globals';
import { ok } from '../flows/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { fastClock } from '../support/fast-clock.ts';
import { REGION, seedOrg, setUpRegion, statusesOf, writtenNames } from './set-up.ts';

const start = useConnector();

async function begin(oktaOrg: NonNullable<Parameters<typeof start>[0]>['oktaOrg'] = true): Promise<ConnectorUnderTest> {
  const c = await start({ oktaOrg, clock: fastClock(25) });
  seedOrg(c);
  return c;
}

describe('setting an attribute up, interrupted', () => {
  const SCHEMAS = '/api/v1/meta/schemas';

  test.each<[string, { method: string; path: string }, string, number]>([
    ['the profile attribute', { method: 'POST', path: `${SCHEMAS}/user` }, 'okta-profile-attribute', 2],
    ['the app attribute', { method: 'POST', path: `${SCHEMAS}/apps` }, 'omni-app-attribute', 3],
    ['the mapping', { method: 'POST', path: '/api/v1/mappings' }, 'mapping', 4],
  ])('at %s it says how far it came, and goes on when repeated', async (_, target, step, count) => {
    const c = await begin();
    const body = { errorCode: 'E0000001', errorSummary: 'Api validation failed', errorCauses: [] };
    c.oktaOrg.faults.plan({ kind: 'answer', status: 400, body }, target);
    const answer = ok(await c.call('setup-synced-attribute', REGION));
    expect(answer).toMatchObject({ complete: false, failedCode: 'OKTA_REFUSED', retryable: false });
    expect(answer.steps).toHaveLength(count);
    expect(answer.steps.at(-1)).toMatchObject({ step, status: 'failed' });
    expect(statusesOf(await setUpRegion(c))).toEqual([
      ...Array.from({ length: count - 1 }, () => 'already'),
      ...Array.from({ length: 5 - count }, () => 'done'),
      'already',
      'manual',
    ]);
    expect(c.oktaOrg.state.mapping.region).toBeDefined();
  });

  test.each(['reset-after', 'reset-before', 'server-error', 'server-error-after'] as const)(
    'by %s at any write of Okta it ends complete, at the latest when repeated',
    async (kind) => {
      for (const skip of [0, 1, 2]) {
        const c = await begin();
        c.oktaOrg.faults.plan({ kind }, { method: 'POST', path: '/api/v1/m', skip });
        ok(await c.call('setup-synced-attribute', REGION));
        await setUpRegion(c);
        expect(writtenNames(c)).toEqual(['region']);
        expect(c.oktaOrg.state.mapping.region).toEqual({ expression: 'user.region', pushStatus: 'PUSH' });
      }
    },
  );

  test('by a change that Okta does not show yet it says so as retryable', async () => {
    const c = await begin({ visibilityDelayMs: 60_000 });
    const answer = ok(await c.call('setup-synced-attribute', REGION));
    expect(answer).toMatchObject({ complete: false, failedCode: 'OKTA_NOT_VISIBLE_YET', retryable: true });
    c.oktaOrg.switches.visibilityDelayMs = 0;
    await setUpRegion(c);
  });

  test('with an Idempotency-Key it goes on when repeated, and from its end on it only answers', async () => {
    const c = await begin();
    const key = { 'idempotency-key': crypto.randomUUID() };
    c.oktaOrg.switches.visibilityDelayMs = 120_000;
    const first = ok(await c.call('setup-synced-attribute', REGION, key));
    expect(first).toMatchObject({ complete: false, retryable: true });
    c.oktaOrg.switches.visibilityDelayMs = 0;
    const second = await c.call('setup-synced-attribute', REGION, key);
    expect(ok(second)).toMatchObject({ complete: true });
    const third = await c.call('setup-synced-attribute', REGION, key);
    expect(third.text).toBe(second.text);
    expect(third.headers['idempotency-replayed']).toBe('true');
  });
});
