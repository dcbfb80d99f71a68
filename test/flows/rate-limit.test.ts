import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { type Answer, type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectTidy, ok, seed } from './set-up.ts';

const open = useConnector();
const start = () => open({ environment: { ALLOW_ATTRIBUTE_DELETE: 'true' } });

/** Adds a user and writes to them: each one has a name of their own, as calls for one user wait for each other. */
function set(c: ConnectorUnderTest): Promise<Answer> {
  const userName = `${randomUUID()}@acme.example`;
  c.omni.addUser({ userName });
  return c.call('set-user-values', { userName, values: { region: 'emea' } });
}

const USER = /Users\/[^/]+$/;
const LIST = /user-attributes$/;

/** Every step of every flow: what is called, and the request that Omni refuses once with 429. */
const STEPS: [string, (c: ConnectorUnderTest) => Promise<Answer>, string, RegExp, number][] = [
  ['list', set, 'GET', LIST, 0],
  ['find', set, 'GET', /Users$/, 0],
  ['read', set, 'GET', USER, 0],
  ['patch', set, 'PATCH', USER, 0],
  ['read back', set, 'GET', USER, 1],
  ['create', (c) => c.call('create-attribute', { reference: 'new', label: 'New', type: 'string' }), 'POST', LIST, 0],
  ['look', (c) => c.call('create-attribute', { reference: 'new', label: 'New', type: 'string' }), 'GET', LIST, 1],
  ['update', (c) => c.call('update-attribute', { reference: 'region', label: 'Area' }), 'PUT', /./, 0],
  ['delete', (c) => c.call('delete-attribute', { reference: 'flag', confirmReference: 'flag' }), 'DELETE', /./, 0],
];

// The waits are real, about two seconds, because the budget is kept by the database's clock; all steps wait together.
test.each([
  ['with', { retryAfterSeconds: 1 }],
  ['without', {}],
])('one 429 %s Retry-After at any step delays a call, and nothing else', async (_title, header) => {
  const outcomes = STEPS.map(async ([_step, call, method, path, skip]) => {
    const c = await start();
    seed(c);
    c.omni.faults.plan({ kind: 'too-many-requests', ...header }, { method, path, skip });
    const answer = ok(await call(c));
    expect(c.omni.faults.pending).toBe(0);
    expect(answer.verified ?? answer.created ?? answer.changed ?? answer.deleted).toBe(true);
    expect(c.omni.log.count({ method, status: 429 })).toBe(1);
    return c;
  });
  for (const c of await Promise.all(outcomes)) await expectTidy(c, ['region']);
});

test('a limit that lasts longer than the call is 429 with Retry-After, and nothing was written', async () => {
  const c = await start();
  seed(c);
  c.omni.faults.plan({ kind: 'too-many-requests', retryAfterSeconds: 30 }, { method: 'PATCH' });
  const answer = await set(c);
  expect(answer).toMatchObject({
    status: 429,
    body: { code: 'OMNI_RATE_LIMITED', retryable: true, retryAfterSeconds: 30 },
  });
  expect(answer.headers['retry-after']).toBe('30');
  expect(c.omni.log.count({ method: 'PATCH' })).toBe(1);
  await expectTidy(c, ['region']);
});
