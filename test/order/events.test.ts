import { describe, expect, test } from '@jest/globals';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { ADA, held, minutesAgo, ok, patches, pushed, row, set, worldOf } from './set-up.ts';

const start = useConnector();

const at = (eventTime: string, eventId = eventTime) => ({ eventId, eventTime });

describe('an event has its place by its own time', () => {
  test('so one that is an hour old loses to a push since', async () => {
    const c = await worldOf(start);
    await pushed(c, [row(ADA, { region: 'pushed' })]);
    expect(await set(c, ADA, { region: 'by event' }, at(minutesAgo(c, 60)))).toMatchObject({
      changed: false,
      skippedReason: 'older-event',
      skipped: [{ reference: 'region', reason: 'older-event' }],
    });
    expect(held(c)).toMatchObject({ region: 'pushed' });
  });

  test.each(['include', 'omit'] as const)(
    'also where the push has found the value in place (lists %s values)',
    async (listValues) => {
      const c = await worldOf(start, { switches: { listValues } });
      const rows = [
        row(ADA, { region: 'emea' }),
        ...['b', 'c', 'd'].map((name) => row(`${name}@acme.example`, { region: 'x' })),
      ];
      expect(await pushed(c, rows)).toMatchObject({ changedCount: 0, unchangedCount: 1 });
      expect(await set(c, ADA, { region: 'by event' }, at(minutesAgo(c, 60)))).toMatchObject({
        skippedReason: 'older-event',
      });
      expect(held(c)).toMatchObject({ region: 'emea' });
    },
  );

  test('so one that is an hour old loses to a single call since, which says nothing of a time', async () => {
    const c = await worldOf(start);
    await set(c, ADA, { region: 'by call' });
    expect(await set(c, ADA, { region: 'by event' }, at(minutesAgo(c, 60)))).toMatchObject({
      skippedReason: 'older-event',
    });
  });

  test('and wins over a push that was accepted before it happened', async () => {
    const c = await worldOf(start);
    await pushed(c, [row(ADA, { region: 'pushed' })]);
    expect(await set(c, ADA, { region: 'by event' }, at(minutesAgo(c, 0)))).toMatchObject({ verified: true });
    expect(held(c)).toMatchObject({ region: 'by event' });
  });

  test('never later than now: one whose clock is ahead does not outdo those after it', async () => {
    const c = await worldOf(start);
    await set(c, ADA, { region: 'ahead' }, at(minutesAgo(c, -4)));
    expect(await set(c, ADA, { region: 'next' }, at(minutesAgo(c, 0)))).toMatchObject({ changed: true });
    expect(held(c)).toMatchObject({ region: 'next' });
  });

  test('and one of before there were computers still comes after nothing at all', async () => {
    const c = await worldOf(start);
    expect(await set(c, ADA, { region: 'first' }, at('0001-01-01T00:00:00Z'))).toMatchObject({ verified: true });
  });
});

describe('a dry run says what would happen', () => {
  const dry = async (c: ConnectorUnderTest, values: object, more: object) => {
    const before = patches(c);
    const told = await set(c, ADA, values, { ...more, dryRun: true });
    expect(patches(c)).toBe(before);
    const { changes: _, verified: __, ...real } = await set(c, ADA, values, more);
    return { told, real };
  };

  test.each([
    ['of an event that is older', () => ({ region: 'x' }), 'older-event'],
    ['of an event that is older for one of its values', () => ({ region: 'x', flag: 'y' }), ''],
  ])('%s', async (_name, values, skippedReason) => {
    const c = await worldOf(start);
    await set(c, ADA, { region: 'newer' });
    const { told, real } = await dry(c, values(), at(minutesAgo(c, 60)));
    expect(told).toMatchObject({ skippedReason, skipped: [{ reference: 'region', reason: 'older-event' }] });
    expect([told.changed, told.skipped]).toEqual([real.changed, real.skipped]);
  });

  test('of an event that was handled before, for all or some of its values', async () => {
    const c = await worldOf(start);
    const event = at(minutesAgo(c, 0), 'e1');
    await set(c, ADA, { region: 'x' }, event);
    c.omni.setValue(ADA, 'region', 'by hand');
    const one = await dry(c, { region: 'x' }, event);
    expect(one.told).toMatchObject({ changed: false, skippedReason: 'duplicate-event' });
    const two = await dry(c, { region: 'x', flag: 'y' }, event);
    expect(two.told).toMatchObject({ changed: true, changes: [{ reference: 'flag' }] });
    expect([two.told.changed, two.told.skipped]).toEqual([two.real.changed, two.real.skipped]);
  });

  test('of a call that would be accepted now: nothing is later', async () => {
    const c = await worldOf(start);
    await set(c, ADA, { region: 'newer' });
    expect((await dry(c, { region: 'newest' }, {})).told).toMatchObject({ changed: true, skippedReason: '' });
    const ahead = at(minutesAgo(c, -4), 'ahead');
    expect((await dry(c, { region: 'ahead' }, ahead)).told).toMatchObject({ changed: true, skippedReason: '' });
  });
});

describe('an event is the same for one user and one reference', () => {
  const EVENT = at('2026-11-23T10:00:00Z', 'e1');
  const clear = async (c: ConnectorUnderTest, references: string[], more: object) =>
    ok(await c.call('clear-user-values', { userName: ADA, references, ...more }));

  test('so another flow takes another value from it', async () => {
    const c = await worldOf(start);
    await set(c, ADA, { region: 'amer' }, EVENT);
    expect(await set(c, ADA, { flag: 'x' }, EVENT)).toMatchObject({ changed: true, verified: true, skipped: [] });
    expect(await clear(c, ['untouched'], EVENT)).toMatchObject({ changed: true, verified: true });
    expect(held(c)).toEqual({ region: 'amer', flag: 'x' });
  });

  test('so of two references the one that is new is written, and the other is named as a duplicate', async () => {
    const c = await worldOf(start);
    await set(c, ADA, { region: 'amer' }, EVENT);
    c.omni.setValue(ADA, 'region', 'by hand');
    expect(await set(c, ADA, { region: 'amer', flag: 'x' }, EVENT)).toMatchObject({
      changed: true,
      skippedReason: '',
      skipped: [{ reference: 'region', reason: 'duplicate-event' }],
    });
    expect(held(c)).toMatchObject({ region: 'by hand', flag: 'x' });
  });

  test('so its second delivery is a duplicate, whichever action it comes by', async () => {
    const c = await worldOf(start);
    await set(c, ADA, { region: 'amer' }, EVENT);
    expect(await clear(c, ['region'], EVENT)).toMatchObject({ changed: false, skippedReason: 'duplicate-event' });
    expect(held(c)).toMatchObject({ region: 'amer' });
  });
});

describe('an event time', () => {
  test.each([
    '2026-11-01T00:00:00+00',
    '2026-11-01t00:00:00z',
    '2026-11-01 00:00:00Z',
    '2026-11-01T00:00:00.123456789Z',
    '2026-11-01T00:00:00+0000',
    '2026-11-01T02:00:00+02:00',
    '2016-12-31T23:59:60Z',
  ])('of the form %s is understood: it is older than what happened since', async (eventTime) => {
    const c = await worldOf(start);
    await set(c, ADA, { region: 'newer' }, at('2026-11-01T00:00:01Z'));
    expect(await set(c, ADA, { region: 'older' }, at(eventTime, 'older'))).toMatchObject({
      skippedReason: 'older-event',
    });
    expect(held(c)).toMatchObject({ region: 'newer' });
    expect(await c.connector.services.database.query('SELECT id FROM connector.write_intents')).toEqual([]);
  });

  test.each([
    ['set-user-values', { values: { region: 'amer' } }],
    ['clear-user-values', { references: ['region'] }],
  ])('more than five minutes ahead is refused by %s: real events would look older', async (action, input) => {
    const c = await worldOf(start);
    for (const eventTime of ['2099-01-01T00:00:00Z', minutesAgo(c, -6)]) {
      expectError(await c.call(action, { userName: ADA, ...input, ...at(eventTime) }), 422, 'EVENT_TIME_IN_FUTURE');
    }
    expect(patches(c)).toBe(0);
    expect(await set(c, ADA, { region: 'now' }, at(minutesAgo(c, 0)))).toMatchObject({ changed: true });
  });

  test.each(['yesterday', '2026-11-01', '2026-11-01T00:00:00', '2026-13-01T00:00:00Z'])(
    '%s is none',
    async (eventTime) => {
      const c = await worldOf(start);
      const call = { userName: ADA, values: { region: 'x' }, eventId: 'e1', eventTime };
      expectError(await c.call('set-user-values', call), 400, 'BODY_INVALID');
    },
  );
});
