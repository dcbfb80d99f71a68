import { expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { ADA, ok, seed } from './set-up.ts';

const start = useConnector();

test('what was written by a call and by a job, and what another hand changed, is told newest first', async () => {
  const c = await start();
  seed(c, { region: 'emea' });
  ok(await c.call('set-user-values', { userName: ADA, values: { region: 'apac' } }));
  c.omni.setValue(ADA, 'region', 'by hand');
  const rows = [{ userName: ADA, values: { region: 'amer' } }];
  const { jobId } = ok(await c.call('push-users', { rows, mode: 'wait', verify: 'all' }));

  const { changes, nextCursor } = ok(await c.call('list-changes', { userName: ADA.toUpperCase() }));
  expect(changes).toMatchObject([
    { before: 'by hand', after: 'amer', outcome: 'verified', action: 'push-users', jobId, afterValues: ['amer'] },
    { before: 'apac', after: 'by hand', outcome: 'seen', by: '', action: '', requestId: '', jobId: '' },
    {
      before: 'emea',
      after: 'apac',
      outcome: 'verified',
      action: 'set-user-values',
      jobId: '',
      beforeValues: ['emea'],
    },
  ]);
  expect(nextCursor).toBe('');

  // Between the two writes nobody knows when it was changed; after the last one it is as written.
  const between = ok(await c.call('read-user-at', { userName: ADA, at: changes[2].at }));
  expect(between).toMatchObject({
    found: true,
    values: {},
    valueList: [{ reference: 'region', value: 'apac', known: false }],
  });
  const at = new Date(c.connector.services.clock.now()).toISOString();
  const afterwards = ok(await c.call('read-user-at', { userName: ADA, at }));
  expect(afterwards).toMatchObject({ values: { region: 'amer' }, valueList: [{ known: true, since: changes[0].at }] });
  // What will be, nobody knows.
  const ahead = ok(await c.call('read-user-at', { userName: ADA, at: '2999-01-01T00:00:00Z' }));
  expect(ahead).toMatchObject({ values: {}, valueList: [{ value: 'amer', known: false, since: changes[0].at }] });
});

test.each(['omit', 'include'] as const)(
  'of an attribute that another hand has made again nothing is remembered; listValues=%s',
  async (listValues) => {
    const c = await start({ switches: { listValues } });
    seed(c);
    const rows = [{ userName: ADA, values: { region: 'emea' } }];
    const push = async () => ok(await c.call('push-users', { rows, mode: 'wait', verify: 'all' }));
    expect((await push()).changedCount).toBe(1);
    const now = () => new Date(c.connector.services.clock.now()).toISOString();
    const heldNow = async () => ok(await c.call('read-user-at', { userName: ADA, at: now() }));
    expect(await heldNow()).toMatchObject({ values: { region: 'emea' } });
    c.omni.removeAttribute('region');
    c.omni.addAttribute({ name: 'region', type: 'String', label: 'region' });
    ok(await c.call('explain-user', { userName: ADA }));
    ok(await c.call('ensure-attribute', { reference: 'region', label: 'region', type: 'string' }));
    expect(await heldNow()).toMatchObject({
      values: {},
      valueList: [{ reference: 'region', value: '', known: false }],
    });
    const again = ok(await c.call('push-users', { rows, mode: 'wait' }));
    expect(again).toMatchObject({ changedCount: 1, unchangedCount: 0 });
    expect(await heldNow()).toMatchObject({ values: { region: 'emea' }, valueList: [{ known: true }] });
  },
);

test('pages follow each other, and a cursor of another list is refused', async () => {
  const c = await start();
  seed(c, { region: 'a' });
  for (const region of ['b', 'c', 'd']) ok(await c.call('set-user-values', { userName: ADA, values: { region } }));
  const first = ok(await c.call('list-changes', { limit: 2 }));
  const second = ok(await c.call('list-changes', { limit: 2, cursor: first.nextCursor }));
  expect([...first.changes, ...second.changes].map(({ after }) => after)).toEqual(['d', 'c', 'b']);
  expect(second.nextCursor).toBe('');
  expectError(await c.call('list-jobs', { cursor: first.nextCursor }), 400, 'BODY_INVALID');
});

test('somebody of whom nothing is known is not found, and an odd time is an error', async () => {
  const c = await start();
  const at = '2026-11-03T00:00:00Z';
  expect(ok(await c.call('read-user-at', { userName: 'nobody@acme.example', at }))).toMatchObject({
    found: false,
    omniUserId: '',
    valueList: [],
  });
  expectError(await c.call('read-user-at', { userName: ADA, at: 'yesterday' }), 400, 'BODY_INVALID');
  expectError(await c.call('list-changes', { since: '2026-11-03' }), 400, 'BODY_INVALID');
  const turned = { since: '2026-11-04T00:00:00Z', until: '2026-11-03T00:00:00Z' };
  expectError(await c.call('list-changes', turned), 400, 'BODY_INVALID');
  expect(ok(await c.call('list-changes', { userName: 'nobody@acme.example' })).changes).toEqual([]);
});
