import { describe, expect, test } from '@jest/globals';
import { acquireLease, releaseLease, userLease } from '../../src/store/leases.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import {
  ADA,
  BEN,
  eventually,
  held,
  minutesAgo,
  ok,
  outcomes,
  push,
  pushed,
  row,
  set,
  started,
  until,
  worldOf,
} from './set-up.ts';

const start = useConnector();
const acceptedCalls = async ({ connector }: ConnectorUnderTest): Promise<number> =>
  (await connector.services.database.query('SELECT FROM connector.accepted_calls')).length;
const ROWS = [row(ADA, { region: 'amer' })];

describe('the same push, after it has ended', () => {
  test('writes again what a single call has changed since, and says so of what it has read', async () => {
    const c = await worldOf(start);
    await pushed(c, ROWS);
    await set(c, ADA, { region: 'by call' });
    const again = ok(await push(c, ROWS, { verify: 'all' }));
    expect(again.results).toMatchObject([{ status: 'changed', code: '' }]);
    expect(held(c)).toMatchObject({ region: 'amer' });
  });

  test('writes again what clear-user-values has cleared since', async () => {
    const c = await worldOf(start);
    await pushed(c, ROWS);
    ok(await c.call('clear-user-values', { userName: ADA, references: ['region'] }));
    expect(ok(await push(c, ROWS))).toMatchObject({ changedCount: 1 });
    expect(held(c)).toMatchObject({ region: 'amer' });
  });

  test('writes again what an event has changed since', async () => {
    const c = await worldOf(start);
    await pushed(c, ROWS);
    await set(c, ADA, { region: 'by event' }, { eventId: 'e1', eventTime: minutesAgo(c, 0) });
    expect(ok(await push(c, ROWS))).toMatchObject({ changedCount: 1 });
    expect(held(c)).toMatchObject({ region: 'amer' });
  });

  test('works at once for a user who was missing and was added since', async () => {
    const c = await worldOf(start);
    const rows = [row('new@acme.example', { region: 'amer' })];
    expect(ok(await push(c, rows)).results).toMatchObject([{ status: 'failed', code: 'USER_NOT_FOUND' }]);
    c.omni.addUser({ userName: 'new@acme.example' });
    expect(ok(await push(c, rows)).results).toMatchObject([{ status: 'changed', code: '' }]);
    expect(held(c, 'new@acme.example')).toEqual({ region: 'amer' });
  });

  test('under its Idempotency-Key is answered as before and says that it is, whatever was written since', async () => {
    const c = await worldOf(start);
    const headers = { 'idempotency-key': 'monday' };
    const first = await c.call('push-users', { rows: ROWS }, headers);
    await set(c, ADA, { region: 'by call' });
    const again = await c.call('push-users', { rows: ROWS }, headers);
    expect([again.text, again.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
    expect(held(c)).toMatchObject({ region: 'by call' });
  });
});

describe('a call that is repeated under its Idempotency-Key', () => {
  test('keeps the place of its first run: what was asked for since stays', async () => {
    const c = await worldOf(start);
    const headers = { 'idempotency-key': 'call-1' };
    const first = { userName: ADA, values: { region: 'first' } };
    ok(await c.call('set-user-values', first, headers));
    // As after a process that was killed before it kept its answer.
    await c.connector.services.database.query(
      `UPDATE connector.idempotency SET state = 'running', lease_until = 0, status = NULL, answer = NULL`,
    );
    await set(c, ADA, { region: 'second' });
    expect(ok(await c.call('set-user-values', first, headers))).toMatchObject({
      changed: false,
      verified: false,
      skippedReason: 'superseded',
      skipped: [{ reference: 'region', reason: 'superseded' }],
    });
    expect(held(c)).toMatchObject({ region: 'second' });
  });

  const NEW = 'new@acme.example';
  const FIRST = { region: 'first' };

  test.each([
    ['set-user-values', { userName: NEW, values: FIRST }, 404],
    ['set-user-values', { userName: NEW, values: FIRST, eventId: 'e1' }, 404],
    ['clear-user-values', { userName: NEW, references: ['region'] }, 404],
    ['push-users', { rows: [row(NEW, FIRST)], failOnError: true }, 422],
  ])('keeps it also where that has failed: %s', async (action, body, status) => {
    const c = await worldOf(start);
    const headers = { 'idempotency-key': 'call-1' };
    expect(await c.call(action, body, headers)).toMatchObject({ status });
    c.omni.addUser({ userName: NEW });
    await set(c, NEW, { region: 'second' });
    expect((await c.call(action, body, headers)).text).toMatch(/superseded/i);
    expect(held(c, NEW)).toEqual({ region: 'second' });
  });

  test('keeps it where the time of its event is ahead of now', async () => {
    const c = await worldOf(start);
    const headers = { 'idempotency-key': 'call-1' };
    const body = { userName: NEW, values: FIRST, eventId: 'e1', eventTime: minutesAgo(c, -4) };
    expect(await c.call('set-user-values', body, headers)).toMatchObject({ status: 404 });
    c.omni.addUser({ userName: NEW });
    await set(c, NEW, { region: 'second' });
    const again = ok(await c.call('set-user-values', body, headers));
    expect(again).toMatchObject({ skippedReason: 'older-event' });
  });
});

describe('the same push, while it is open', () => {
  test('is a new wish where a call was accepted in between that has not had its effect yet', async () => {
    const c = await worldOf(start);
    const options = { mode: 'job', maxChangedUsers: 0 };
    const first = await started(c, 'push-users', { rows: ROWS, ...options });
    await until(c, first, 'needs-approval');
    const lease = await acquireLease(c.connector.services.database, {
      name: userLease(ADA),
      owner: 'somebody',
      leaseMs: 600_000,
    });
    const call = set(c, ADA, { region: 'by call' });
    await eventually(async () => (await acceptedCalls(c)) === 1);
    const second = await started(c, 'push-users', { rows: ROWS, ...options });
    expect(second).not.toBe(first);
    if (lease) await releaseLease(c.connector.services.database, lease);
    await call;
    await until(c, second, 'needs-approval');
    ok(await c.call('approve-job', { jobId: second }));
    await until(c, second, 'done');
    expect(held(c)).toMatchObject({ region: 'amer' });
  });
});

describe('retry-job', () => {
  test('keeps the place of its job: what a single call has written since stays', async () => {
    const c = await worldOf(start);
    c.omni.faults.plan({ kind: 'answer', status: 422, body: { detail: 'Not now' } }, { method: 'PATCH' });
    const { jobId } = await pushed(c, [...ROWS, row(BEN, { region: 'amer' })]);
    await set(c, ADA, { region: 'by call' });
    const retry = await started(c, 'retry-job', { jobId });
    await until(c, retry, 'done');
    expect(await outcomes(c, retry)).toEqual(['unchanged ROW_SUPERSEDED']);
    expect([held(c).region, held(c, BEN).region]).toEqual(['by call', 'amer']);
  });
});
