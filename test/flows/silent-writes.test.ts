import { describe, expect, test } from '@jest/globals';
import { type StartOptions, useConnector } from '../support/connector.ts';
import { quickClock } from '../support/quick-clock.ts';
import { ADA, auditRows, expectTidy, held, ok, seed, setValues, writeCount } from './set-up.ts';

const open = useConnector();
const start = (options: StartOptions = {}) => open({ clock: quickClock(), ...options });

describe('an Omni that answers 200 and does nothing', () => {
  const switches = { patchForms: 'colon-only', otherForm: 'ignored' } as const;

  test('is never reported as verified, and the audit says so', async () => {
    const c = await start({ switches });
    seed(c, { region: 'emea' });
    const answer = ok(await setValues(c, { region: 'apac', untouched: 'keep' }));
    expect(answer).toMatchObject({ changed: false, verified: false, changes: [{ outcome: 'not-applied' }] });
    expect(held(c)).toEqual({ untouched: 'keep', region: 'emea' });
    expect(await auditRows(c)).toMatchObject([{ reference: 'region', outcome: 'not-applied' }]);
    await expectTidy(c, ['region']);
  });

  test.each(['readDefaults', 'cleared'] as const)(
    'is not hidden by %s: a default that stays is no sign',
    async (name) => {
      const c = await start({ switches: { ...switches, [name]: name === 'cleared' ? 'default' : 'yes' } });
      seed(c, { seats: 5 });
      const answer = ok(await c.call('clear-user-values', { userName: ADA, references: ['seats'] }));
      expect(answer).toMatchObject({ verified: false, changes: [{ outcome: 'unverified' }] });
      expect(held(c)).toEqual({ untouched: 'keep', seats: 5 });
    },
  );
});

test('an answer that shows the values as they were sent is no proof, however often it was true', async () => {
  const c = await start({ switches: { patchAnswer: 'echo' } });
  seed(c);
  for (const region of ['emea', 'apac', 'amer'])
    expect(ok(await setValues(c, { region }))).toMatchObject({ verified: true });
  c.omni.removeAttribute('flag');
  c.omni.log.clear();
  const answer = ok(await setValues(c, { flag: 'x', region: 'emea' }));
  expect(c.omni.log.count({ method: 'PATCH', status: 200 })).toBe(1);
  expect(answer).toMatchObject({ verified: false, changes: [{ outcome: 'not-applied' }, { outcome: 'verified' }] });
  expect(held(c)).toEqual({ untouched: 'keep', region: 'emea' });
});

describe('an Omni that shows a default where a user holds nothing', () => {
  test('is written to, so that the user holds the value when the default changes', async () => {
    const c = await start({ switches: { readDefaults: 'yes' } });
    seed(c);
    expect(ok(await setValues(c, { seats: 5 }))).toMatchObject({ changed: true, verified: true });
    expect(held(c)).toEqual({ untouched: 'keep', seats: 5 });
    const writes = writeCount(c);
    expect(ok(await setValues(c, { seats: 5 }))).toMatchObject({ changed: false, verified: true });
    expect(writeCount(c)).toBe(writes);
  });

  test('loses the value when it is cleared, though it looks the same as before', async () => {
    const c = await start({ switches: { readDefaults: 'yes' } });
    seed(c, { seats: 5 });
    ok(await c.call('clear-user-values', { userName: ADA, references: ['seats'] }));
    expect(held(c)).toEqual({ untouched: 'keep' });
  });

  test('takes the default as a value again after a clear', async () => {
    const c = await start({ switches: { cleared: 'default' } });
    seed(c, { seats: 9 });
    const clear = () => c.call('clear-user-values', { userName: ADA, references: ['seats'] });
    expect(ok(await clear())).toMatchObject({ changed: true, verified: true });
    expect(ok(await clear())).toMatchObject({ changed: false, verified: true });
    expect(ok(await setValues(c, { seats: 5 }))).toMatchObject({
      changed: true,
      changes: [{ before: '', after: '5' }],
    });
    expect(held(c)).toEqual({ untouched: 'keep', seats: 5 });
  });
});

test('a value that Omni refuses does not change the form in which the next one is sent', async () => {
  const c = await start({ switches: { patchForms: 'nopath-only', otherForm: 'ignored', unknownReference: '400' } });
  seed(c);
  expect(ok(await setValues(c, { region: 'emea' }))).toMatchObject({ verified: true });
  c.omni.removeAttribute('flag');
  expect((await setValues(c, { flag: 'x' })).body).not.toMatchObject({ verified: true });
  expect(ok(await setValues(c, { region: 'apac' }))).toMatchObject({ changed: true, verified: true });
});

test('a user whose values Omni does not show is written in full and stays unverified', async () => {
  const c = await start();
  seed(c, { region: 'emea' });
  const bare = { id: c.omni.findUser(ADA)?.id, userName: ADA, active: true, displayName: 'Ada', schemas: [] };
  c.omni.faults.plan({ kind: 'answer', status: 200, body: bare }, { path: /Users\/[^/]+$/, method: 'GET', times: 9 });
  const answer = ok(await setValues(c, { region: 'emea', flag: 'x' }));
  expect(answer).toMatchObject({ changed: true, verified: false, changes: [{ outcome: 'unverified' }, {}] });
  expect(held(c)).toEqual({ untouched: 'keep', region: 'emea', flag: 'x' });
  expect(ok(await c.call('read-user', { userName: ADA }))).toMatchObject({
    found: true,
    valuesKnown: false,
    values: {},
  });
  expect(ok(await c.call('explain-user', { userName: ADA, values: { region: 'emea' } }))).toMatchObject({
    wouldChange: true,
  });
  await expectTidy(c, ['region', 'flag']);
});
