import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Answer, type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { clean } from '../support/databases.ts';
import { quickClock } from '../support/quick-clock.ts';
import { ADA, auditRows, expectTidy, held, ok, seed, setValues, writeCount } from './set-up.ts';

const start = useConnector();

/** A delivery of an event that happened at that second. */
const deliver = (c: ConnectorUnderTest, eventId: string, second: number, values: object) =>
  setValues(c, values, { eventId, eventTime: `2026-11-23T10:00:${String(second).padStart(2, '0')}Z` });

/** Repeats a delivery that came while the user was busy, as its sender does. */
async function untilTaken(send: () => Promise<Answer>): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const answer = await send();
    if (answer.status === 200) return;
    expect(answer).toMatchObject({ status: 429, body: { code: 'USER_BUSY', retryable: true } });
  }
  throw new Error('the user stays busy');
}

describe('an event', () => {
  test('has one effect however often it is delivered, even when the value was changed since', async () => {
    const c = await start();
    seed(c);
    expect(ok(await deliver(c, 'e1', 1, { region: 'emea' }))).toMatchObject({ changed: true, verified: true });
    c.omni.setValue(ADA, 'region', 'by hand');
    const again = ok(await deliver(c, 'e1', 1, { region: 'emea' }));
    expect(again).toMatchObject({ changed: false, verified: false, skippedReason: 'duplicate-event', changes: [] });
    expect(held(c)).toMatchObject({ region: 'by hand' });
  });

  test('that is older never replaces the values of a newer one', async () => {
    const c = await start();
    seed(c);
    ok(await deliver(c, 'new', 20, { region: 'emea' }));
    const writes = writeCount(c);
    const late = ok(await deliver(c, 'old', 10, { region: 'apac' }));
    expect(late).toMatchObject({
      skippedReason: 'older-event',
      skipped: [{ reference: 'region', reason: 'older-event' }],
      verified: false,
    });
    expect(writeCount(c)).toBe(writes);
    expect(held(c)).toMatchObject({ region: 'emea' });
  });

  test('that is older still brings the references that the newer one did not name', async () => {
    const c = await start();
    seed(c);
    ok(await deliver(c, 'new', 20, { region: 'emea' }));
    const late = ok(await deliver(c, 'old', 10, { region: 'apac', flag: 'x' }));
    expect(late).toMatchObject({ changed: true, skippedReason: '', skipped: [{ reference: 'region' }] });
    expect(held(c)).toEqual({ untouched: 'keep', region: 'emea', flag: 'x' });
    await expectTidy(c, ['region', 'flag']);
  });

  test('counts even when its values were in place already', async () => {
    const c = await start();
    seed(c, { region: 'emea' });
    expect(ok(await deliver(c, 'new', 20, { region: 'emea' }))).toMatchObject({ changed: false, verified: true });
    expect(ok(await deliver(c, 'old', 10, { region: 'apac' }))).toMatchObject({ skippedReason: 'older-event' });
  });

  test('clears as well as it sets', async () => {
    const c = await start();
    seed(c, { region: 'emea' });
    const eventTime = '2026-11-23T10:00:20Z';
    ok(await c.call('clear-user-values', { userName: ADA, references: ['region'], eventId: 'new', eventTime }));
    expect(ok(await deliver(c, 'old', 10, { region: 'apac' }))).toMatchObject({ skippedReason: 'older-event' });
    expect(held(c)).toEqual({ untouched: 'keep' });
  });

  test('of the same instant is ordered by its arrival: the one that comes later wins', async () => {
    for (const order of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const c = await start();
      const userName = `${order.join('')}@acme.example`;
      seed(c);
      c.omni.addUser({ userName });
      for (const id of order) {
        const eventTime = '2026-11-23T10:00:00Z';
        ok(await c.call('set-user-values', { userName, values: { region: id }, eventId: id, eventTime }));
      }
      expect(held(c, userName)).toEqual({ region: order[1] });
    }
  });
});

describe('a delivery that fails', () => {
  test('leaves the event open, and the next delivery has its effect', async () => {
    const c = await start({ clock: quickClock() });
    seed(c);
    c.omni.faults.plan({ kind: 'server-error' }, { method: 'PATCH', times: 2 });
    expect((await deliver(c, 'e1', 1, { region: 'emea' })).status).toBe(504);
    expect(ok(await deliver(c, 'e1', 1, { region: 'emea' }))).toMatchObject({ changed: true, verified: true });
  });

  test('for some of its values is finished by the next delivery for those alone, and stands before an older one', async () => {
    const c = await start({ clock: quickClock() });
    seed(c, { flag: 'x' });
    // Accepted and not applied; flag is in place already.
    c.omni.faults.plan({ kind: 'wrong-json' }, { method: 'PATCH' });
    const first = ok(await deliver(c, 'b', 1, { region: 'emea', flag: 'x' }));
    expect(first).toMatchObject({ changed: false, verified: false, changes: [{ outcome: 'not-applied' }] });
    expect(ok(await deliver(c, 'a', 0, { flag: 'y' }))).toMatchObject({ skippedReason: 'older-event' });
    expect(ok(await deliver(c, 'b', 1, { region: 'emea', flag: 'x' }))).toMatchObject({
      changed: true,
      verified: true,
      skipped: [{ reference: 'flag', reason: 'duplicate-event' }],
    });
    expect(held(c)).toEqual({ untouched: 'keep', region: 'emea', flag: 'x' });
    expect((await auditRows(c)).map(({ outcome }) => outcome)).toEqual(['not-applied', 'verified']);
  });
});

test('twenty deliveries at once, in any order and some twice, end with the newest value of each reference', async () => {
  const values = (n: number) => ({ region: `r${n}`, ...(n % 3 === 0 && { flag: `f${n}` }) });
  const numbers = [...Array(16).keys()];
  const orders = fc.shuffledSubarray([...numbers, 3, 7, 11, 15], { minLength: 20, maxLength: 20 });
  for (const order of fc.sample(orders, { numRuns: 2, seed: 20_261_123 })) {
    const c = await start({ clock: quickClock() });
    seed(c);
    const prefix = order.join('-');
    await Promise.all(order.map((n) => untilTaken(() => deliver(c, `${prefix}.${n}`, n, values(n)))));
    expect(held(c)).toEqual({ untouched: 'keep', region: 'r15', flag: 'f15' });
    await expectTidy(c, ['region', 'flag']);
    await clean(c.connector.services.database);
  }
});
