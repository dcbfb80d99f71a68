import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseEventTime } from '../../src/push/event-time.ts';
import { validatorOf } from '../../src/schema/validator.ts';

const isAccepted = (eventTime: string): boolean =>
  validatorOf('set-user-values.input.json')({ userName: 'a@acme.example', values: { a: 'b' }, eventTime });

const two = (value: number): string => String(value).padStart(2, '0');
const form = fc
  .record({
    time: fc.date({ min: new Date('1000-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }),
    between: fc.constantFrom('T', 't', ' '),
    zone: fc.oneof(
      fc.constantFrom('Z', 'z'),
      fc.record({
        sign: fc.constantFrom('+', '-'),
        hours: fc.integer({ min: 0, max: 14 }),
        minutes: fc.integer({ min: 0, max: 59 }),
        colon: fc.constantFrom(':', ''),
      }),
    ),
    decimals: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ time, between, zone, decimals }) => {
    const offset = typeof zone === 'string' ? 0 : (zone.hours * 60 + zone.minutes) * (zone.sign === '-' ? -1 : 1);
    const [date, clock = ''] = new Date(time.getTime() + offset * 60_000).toISOString().replace('Z', '').split('T');
    const fraction = `${clock.slice(8)}000000`.slice(0, decimals === 0 ? 0 : decimals + 1);
    const end = typeof zone === 'string' ? zone : `${zone.sign}${two(zone.hours)}${zone.colon}${two(zone.minutes)}`;
    // What the decimals leave out is not known.
    const kept = decimals >= 3 ? 1 : 10 ** (3 - decimals);
    return {
      text: `${date}${between}${clock.slice(0, 8)}${fraction}${end}`,
      ms: Math.floor(time.getTime() / kept) * kept,
    };
  });

describe('the time of an event', () => {
  test('is understood in every form that the schema accepts', () => {
    fc.assert(
      fc.property(form, ({ text, ms }) => {
        expect([text, isAccepted(text), parseEventTime(text)]).toEqual([text, true, ms]);
      }),
    );
  });

  test.each([
    ['2026-11-01T00:00:00+00', '2026-11-01T00:00:00Z'],
    ['2026-11-01T05:30:00-03', '2026-11-01T08:30:00Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59Z'],
    ['2026-11-01T00:00:00.9999Z', '2026-11-01T00:00:00.999Z'],
  ])('%s is %s', (text, same) => {
    expect([isAccepted(text), parseEventTime(text)]).toEqual([true, Date.parse(same)]);
  });

  test.each(['', 'now', '2026-11-01', '2026-11-01T00:00:00', '2026-11-01T00:00Z', '1793491200'])(
    '"%s" is none',
    (text) => {
      expect([isAccepted(text), parseEventTime(text)]).toEqual([false, undefined]);
    },
  );
});
