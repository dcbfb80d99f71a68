import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../local/shared/fault-script.ts';
import { eventually } from '../pushes/set-up.ts';
import { type StartOptions, useConnector } from '../support/connector.ts';
import { quickClock } from '../support/quick-clock.ts';
import { ADA, auditRows, expectTidy, held, ok, seed, setValues, writeCount } from './set-up.ts';

const open = useConnector();
const start = (options: StartOptions = {}) => open({ clock: quickClock(), ...options });

const READ = { method: 'GET', path: /Users\/[^/]+$/ };
const refuse = (status: number): Fault => ({ kind: 'answer', status, body: { detail: 'No', status } });

interface Expected {
  readonly fault: Fault;
  readonly status: number;
  readonly code?: string;
  /** Writes that reached Omni. */
  readonly sent: number;
  /** Outcomes in the audit. */
  readonly audit: readonly string[];
  readonly stored: boolean;
}

const SETTLED = { status: 200, audit: ['verified'], stored: true } as const;

const PATCHES: Expected[] = [
  { fault: { kind: 'reset-after' }, ...SETTLED, sent: 1 },
  { fault: { kind: 'cut-body' }, ...SETTLED, sent: 1 },
  { fault: { kind: 'reset-before' }, ...SETTLED, sent: 2 },
  { fault: { kind: 'server-error' }, ...SETTLED, sent: 2 },
  { fault: { kind: 'bad-gateway' }, ...SETTLED, sent: 2 },
  { fault: { kind: 'too-many-requests', retryAfterSeconds: 1 }, ...SETTLED, sent: 2 },
  { fault: { kind: 'wrong-json' }, status: 200, sent: 1, audit: ['not-applied'], stored: false },
  { fault: { kind: 'redirect' }, status: 502, code: 'OMNI_UNEXPECTED_ANSWER', sent: 1, audit: [], stored: false },
  { fault: refuse(403), status: 422, code: 'OMNI_USER_REFUSED', sent: 1, audit: [], stored: false },
  { fault: refuse(404), status: 404, code: 'USER_NOT_FOUND', sent: 1, audit: [], stored: false },
  { fault: refuse(422), status: 422, code: 'OMNI_REFUSED', sent: 1, audit: [], stored: false },
];

describe('a PATCH', () => {
  test.each(PATCHES.map((one) => [JSON.stringify(one.fault), one] as const))('that meets %s', async (_title, one) => {
    const c = await start();
    seed(c);
    c.omni.faults.plan(one.fault, { method: 'PATCH' });
    const answer = await setValues(c, { region: 'emea' });
    expect(answer.status).toBe(one.status);
    expect(answer.body.code).toBe(one.code);
    expect(answer.body.verified ?? false).toBe(one.stored);
    expect(c.omni.log.count({ method: 'PATCH' })).toBe(one.sent);
    expect(held(c)).toEqual({ untouched: 'keep', ...(one.stored && { region: 'emea' }) });
    expect((await auditRows(c)).map(({ outcome }) => outcome)).toEqual(one.audit);
    await expectTidy(c, ['region']);
  });

  test('that keeps failing leaves the write in doubt: 504, retryable, "interrupted" in the audit', async () => {
    const c = await start();
    seed(c);
    c.omni.faults.plan({ kind: 'server-error' }, { method: 'PATCH', times: 2 });
    const answer = await setValues(c, { region: 'emea' });
    expect(answer).toMatchObject({ status: 504, body: { code: 'OMNI_WRITE_UNCERTAIN', retryable: true } });
    expect(await auditRows(c)).toMatchObject([{ outcome: 'interrupted' }]);
    await expectTidy(c, ['region']);
    expect(ok(await setValues(c, { region: 'emea' }))).toMatchObject({ changed: true, verified: true });
  });

  test('in doubt is not taken for "nothing was written" because its repeat was refused', async () => {
    const c = await start();
    seed(c);
    c.omni.faults.plan({ kind: 'reset-before' }, { method: 'PATCH' });
    c.omni.faults.plan(refuse(422), { method: 'PATCH' });
    expect(await setValues(c, { region: 'emea' })).toMatchObject({
      status: 504,
      body: { code: 'OMNI_WRITE_UNCERTAIN' },
    });
    expect(await auditRows(c)).toMatchObject([{ outcome: 'interrupted' }]);
    await expectTidy(c, ['region']);
  });

  test('in doubt that cannot be read back is 504, and the repeat of the call finds the value in place', async () => {
    const c = await start();
    seed(c);
    c.omni.faults.plan({ kind: 'reset-after' }, { method: 'PATCH' });
    c.omni.faults.plan(refuse(403), { ...READ, skip: 1 });
    expect(await setValues(c, { region: 'emea' })).toMatchObject({
      status: 504,
      body: { code: 'OMNI_WRITE_UNCERTAIN' },
    });
    expect(ok(await setValues(c, { region: 'emea' }))).toMatchObject({ changed: false, verified: true });
    expect(c.omni.log.count({ method: 'PATCH' })).toBe(1);
    await expectTidy(c, ['region']);
  });

  test('that was accepted but cannot be read back is 200, changed, and not verified', async () => {
    const c = await start();
    seed(c);
    c.omni.faults.plan(refuse(403), { ...READ, skip: 1 });
    expect(ok(await setValues(c, { region: 'emea' }))).toMatchObject({
      changed: true,
      verified: false,
      changes: [{ outcome: 'unverified' }],
    });
    expect(await auditRows(c)).toMatchObject([{ outcome: 'unverified' }]);
  });

  test('whose value shows late, and cannot be looked at again, is unverified and not "not applied"', async () => {
    const c = await open({ switches: { delayMs: '300' } });
    seed(c);
    c.omni.faults.plan(refuse(403), { ...READ, skip: 2 });
    const answer = ok(await setValues(c, { region: 'emea' }));
    expect(answer).toMatchObject({ changed: true, changes: [{ outcome: 'unverified' }] });
  });
});

test('a write that hangs is read back in time', async () => {
  const c = await start();
  seed(c);
  c.omni.faults.plan({ kind: 'silence-after' }, { method: 'PATCH' });
  expect(ok(await setValues(c, { region: 'emea' }))).toMatchObject({ changed: true, verified: true });
  expect(writeCount(c)).toBe(1);
});

test('a write that hangs, as does what would read it back, is 504 in time, and is not taken for "nothing was written"', async () => {
  const c = await start();
  seed(c);
  c.omni.faults.plan({ kind: 'silence-after' }, { method: 'PATCH' });
  c.omni.faults.plan({ kind: 'silence-before' }, { ...READ, skip: 1, times: Number.POSITIVE_INFINITY });
  const answer = await setValues(c, { region: 'emea' });
  expect(answer).toMatchObject({ status: 504, body: { retryable: true } });
  expect(answer.body.message).not.toMatch(/nothing was written/i);
  // The work outlives its answer, and comes to an end of its own.
  await eventually(async () => (await auditRows(c)).length > 0);
});

const READS: [string, { method: string; path: RegExp }][] = [
  ['the list of attributes', { method: 'GET', path: /user-attributes$/ }],
  ['the search for the user', { method: 'GET', path: /Users$/ }],
  ['the read of the user', READ],
];

describe.each(READS)('%s', (_name, target) => {
  test.each(['reset-before', 'cut-body', 'server-error', 'bad-gateway'] as const)(
    'is repeated after %s',
    async (kind) => {
      const c = await start();
      seed(c);
      c.omni.faults.plan({ kind }, target);
      expect(ok(await setValues(c, { region: 'emea' }))).toMatchObject({ verified: true });
    },
  );

  test.each(['wrong-json', 'redirect'] as const)('that answers %s is 502 before anything is written', async (kind) => {
    const c = await start();
    seed(c);
    c.omni.faults.plan({ kind }, target);
    const answer = await setValues(c, { region: 'emea' });
    expect(answer).toMatchObject({ status: 502, body: { code: 'OMNI_UNEXPECTED_ANSWER', retryable: false } });
    expect(c.omni.log.count({ method: 'PATCH' })).toBe(0);
    await expectTidy(c, []);
  });
});

describe('reading back', () => {
  test.each(['wrong-json', 'redirect'] as const)('that meets %s never makes a write verified', async (kind) => {
    const c = await start();
    seed(c);
    c.omni.faults.plan({ kind }, { ...READ, skip: 1 });
    expect(ok(await setValues(c, { region: 'emea' }))).toMatchObject({ changed: true, verified: false });
    await expectTidy(c, ['region']);
  });
});

test('the audit names who wrote what, and what was there before', async () => {
  const c = await start();
  seed(c, { region: 'emea', areas: ['a'] });
  ok(await setValues(c, { region: 'apac', areas: ['b', 'c'], seats: 9 }));
  const row = { action: 'set-user-values', userName: ADA, outcome: 'verified', clientId: expect.stringMatching(/./) };
  expect(await auditRows(c)).toMatchObject([
    { ...row, reference: 'areas', before: ['a'], after: ['b', 'c'] },
    { ...row, reference: 'region', before: ['emea'], after: ['apac'] },
    { ...row, reference: 'seats', before: [], after: ['9'] },
  ]);
  await expectTidy(c, ['region', 'areas', 'seats']);
});
