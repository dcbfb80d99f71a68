import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { type StartOptions, useConnector } from '../support/connector.ts';
import { quickClock } from '../support/quick-clock.ts';
import { until } from '../support/until.ts';
import { ADA, auditRows, expectTidy, ok, seed, writeCount } from './set-up.ts';

const open = useConnector();
const start = (options: StartOptions = {}) =>
  open({ clock: quickClock(), ...options, environment: { ALLOW_ATTRIBUTE_DELETE: 'true', ...options.environment } });

const DELETE = { reference: 'region', confirmReference: 'region' };

test('deleting is off unless an operator has allowed it', async () => {
  const c = await open();
  seed(c, { region: 'emea' });
  const refused = { status: 409, body: { code: 'ATTRIBUTE_DELETE_DISABLED' } };
  expect(await c.call('delete-attribute', DELETE)).toMatchObject(refused);
  expect(c.omni.log.all).toEqual([]);
});

test('where it is off, a dry run counts the users who would lose a value', async () => {
  const c = await open();
  seed(c, { region: 'emea' });
  expect(ok(await c.call('delete-attribute', { ...DELETE, dryRun: true }))).toMatchObject({
    deleted: false,
    wouldDelete: true,
    usersLosingValue: 1,
  });
  expect(writeCount(c)).toBe(0);
});

test.each([
  [{ ...DELETE, confirmReference: 'regions' }, 422, 'ATTRIBUTE_DELETE_UNCONFIRMED'],
  [{ reference: 'nothing', confirmReference: 'nothing' }, 404, 'ATTRIBUTE_NOT_FOUND'],
  [{ reference: 'omni_user_email', confirmReference: 'omni_user_email' }, 422, 'ATTRIBUTE_SYSTEM'],
])('deleting %j is answered %i %s', async (input, status, code) => {
  const c = await start();
  seed(c);
  expect(await c.call('delete-attribute', input)).toMatchObject({ status, body: { code } });
  expect(writeCount(c)).toBe(0);
});

describe.each(['omit', 'include'] as const)('with listValues=%s', (listValues) => {
  test('the users who lose a value are counted over several pages, then the attribute is deleted', async () => {
    const c = await start({ clock: systemClock, switches: { listValues } });
    seed(c, { region: 'emea' });
    for (let i = 0; i < 120; i += 1) {
      c.omni.addUser({ userName: `user.${i}@acme.example`, values: i % 3 === 0 ? { region: 'apac' } : {} });
    }
    expect(ok(await c.call('delete-attribute', DELETE))).toMatchObject({
      deleted: true,
      wouldDelete: true,
      usersLosingValue: 41,
    });
    expect(c.omni.attributes.some(({ name }) => name === 'region')).toBe(false);
    expect(c.omni.findUser(ADA)?.values).toEqual({ untouched: 'keep' });
    const rows = await auditRows(c);
    expect(rows).toMatchObject([{ action: 'delete-attribute', reference: 'region', after: [], outcome: 'verified' }]);
    expect(JSON.parse(rows[0]?.before[0] ?? '{}')).toMatchObject({ reference: 'region', type: 'string' });
    await expectTidy(c, []);
  });
});

test('a count that the shifting list makes incomplete refuses to delete, unless the caller accepts that', async () => {
  const c = await start({ switches: { pageShift: 'yes', listValues: 'include' } });
  seed(c, { region: 'emea' });
  for (let i = 0; i < 120; i += 1) c.omni.addUser({ userName: `user.${i}@acme.example` });
  expect(await c.call('delete-attribute', DELETE)).toMatchObject({
    status: 409,
    body: { code: 'ATTRIBUTE_USERS_UNCOUNTED' },
  });
  expect(ok(await c.call('delete-attribute', { ...DELETE, acceptUnknownCount: true }))).toMatchObject({
    deleted: true,
  });
});

test.each([
  ['reset-after', 200],
  ['cut-body', 200],
  ['reset-before', 504],
  ['server-error', 504],
  ['bad-gateway', 504],
  ['wrong-json', 504],
] as const)('a deletion that meets %s is settled by the list and answered %i', async (kind, status) => {
  const c = await start();
  seed(c);
  c.omni.faults.plan({ kind }, { method: 'DELETE' });
  const answer = await c.call('delete-attribute', DELETE);
  expect(answer.status).toBe(status);
  expect(c.omni.log.count({ method: 'DELETE' })).toBe(1);
  expect(c.omni.attributes.some(({ name }) => name === 'region')).toBe(status !== 200);
  const outcome = status === 200 ? 'verified' : 'interrupted';
  expect(await auditRows(c)).toMatchObject([{ reference: 'region', outcome }]);
  await expectTidy(c, []);
});

test('a deletion that somebody else was faster with is 404', async () => {
  const c = await start();
  seed(c);
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'DELETE' });
  const calling = c.call('delete-attribute', DELETE);
  await until(() => c.omni.log.count({ method: 'DELETE' }) > 0);
  c.omni.removeAttribute('region');
  goOn();
  expect(await calling).toMatchObject({ status: 404, body: { code: 'ATTRIBUTE_NOT_FOUND' } });
  await expectTidy(c, []);
});
