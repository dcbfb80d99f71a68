import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../local/shared/fault-script.ts';
import { type StartOptions, useConnector } from '../support/connector.ts';
import { quickClock } from '../support/quick-clock.ts';
import { auditRows, expectTidy, seed } from './set-up.ts';

const open = useConnector();
const start = (options: StartOptions = {}) => open({ clock: quickClock(), ...options });

const refuse = (status: number): Fault => ({ kind: 'answer', status, body: { detail: 'No', status } });

interface Expected {
  readonly fault: Fault;
  readonly status: number;
  readonly code?: string;
  /** Writes that reached Omni. */
  readonly sent: number;
  /** Outcomes in the audit. */
  readonly audit: readonly string[];
}

const SETTLED = { status: 200, audit: ['verified'] } as const;

const CREATE = { reference: 'segment', label: 'Segment', type: 'string' };
const UPDATE = { reference: 'region', label: 'Area' };

const DEFINES: Expected[] = [
  { fault: { kind: 'reset-after' }, ...SETTLED, sent: 1 },
  { fault: { kind: 'cut-body' }, ...SETTLED, sent: 1 },
  { fault: { kind: 'reset-before' }, ...SETTLED, sent: 2 },
  { fault: { kind: 'server-error' }, ...SETTLED, sent: 2 },
  { fault: { kind: 'bad-gateway' }, ...SETTLED, sent: 2 },
  { fault: { kind: 'wrong-json' }, status: 504, code: 'OMNI_WRITE_UNCERTAIN', sent: 1, audit: ['interrupted'] },
  { fault: { kind: 'redirect' }, status: 502, code: 'OMNI_UNEXPECTED_ANSWER', sent: 1, audit: [] },
];

describe.each([
  ['create-attribute', 'POST', CREATE],
  ['update-attribute', 'PUT', UPDATE],
])('the write of %s', (action, method, input) => {
  test.each(DEFINES.map((one) => [one.fault.kind, one] as const))('that meets %s', async (_kind, one) => {
    const c = await start();
    seed(c);
    c.omni.faults.plan(one.fault, { method });
    const answer = await c.call(action, input);
    expect(answer.status).toBe(one.status);
    expect(answer.body.code).toBe(one.code);
    expect(c.omni.log.count({ method })).toBe(one.sent);
    expect(c.omni.attributes.filter(({ name }) => name === input.reference).length).toBeLessThanOrEqual(1);
    expect((await auditRows(c)).map(({ outcome }) => outcome)).toEqual(one.audit);
    await expectTidy(c, []);
  });

  test('in doubt is not taken for refused because its repeat was refused', async () => {
    const c = await start();
    seed(c);
    c.omni.faults.plan({ kind: 'reset-before' }, { method });
    c.omni.faults.plan(refuse(422), { method });
    expect(await c.call(action, input)).toMatchObject({ status: 504, body: { code: 'OMNI_WRITE_UNCERTAIN' } });
    expect(await auditRows(c)).toMatchObject([{ outcome: 'interrupted', userName: '' }]);
    await expectTidy(c, []);
  });
});
