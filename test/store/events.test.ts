import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type EventMark,
  isNewerEvent,
  noteSeenEvent,
  readMarks,
  saveMarks,
  wasEventSeen,
} from '../../src/store/events.ts';
import { clean, databases, useDatabase } from '../support/databases.ts';

const ada = 'ada@acme.example';
const event = fc.record({
  mark: fc.record({ eventId: fc.constantFrom('A', 'B', 'a', 'b', '_'), eventTime: fc.nat(3) }),
  references: fc.array(fc.constantFrom('region', 'seats'), { minLength: 1, maxLength: 3 }),
});

describe.each(databases)('events on %s', (_, open) => {
  const db = useDatabase(open);

  test('a reference without an event has no mark, and users do not share marks', async () => {
    await saveMarks(db(), 'Ada@acme.example', ['region'], { eventId: 'e1', eventTime: 5 });
    expect(await readMarks(db(), ada, ['region', 'seats'])).toEqual(
      new Map([['region', { eventId: 'e1', eventTime: 5 }]]),
    );
    expect(await readMarks(db(), 'bob@acme.example', ['region'])).toEqual(new Map());
  });

  test('an older event never replaces the mark of a newer one', async () => {
    await saveMarks(db(), ada, ['region'], { eventId: 'newer', eventTime: 6 });
    await saveMarks(db(), ada, ['region', 'seats'], { eventId: 'older', eventTime: 5 });
    const marks = await readMarks(db(), ada, ['region', 'seats']);
    expect(marks.get('region')?.eventId).toBe('newer');
    expect(marks.get('seats')?.eventId).toBe('older');
  });

  test('every order of arrival ends with the same marks: the newest event of each reference', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), async (events) => {
        await clean(db());
        const newest = new Map<string, EventMark>();
        for (const { mark, references } of events) {
          await saveMarks(db(), ada, references, mark);
          for (const reference of references) {
            const last = newest.get(reference);
            if (!last || isNewerEvent(mark, last)) newest.set(reference, mark);
          }
        }
        expect(await readMarks(db(), ada, ['region', 'seats'])).toEqual(newest);
      }),
      { numRuns: 40 },
    );
  });

  test('an event is seen once it was noted, for that user only', async () => {
    expect(await wasEventSeen(db(), ada, 'e1')).toBe(false);
    await noteSeenEvent(db(), ada, 'e1');
    await noteSeenEvent(db(), ada, 'e1');
    expect(await wasEventSeen(db(), 'ADA@acme.example', 'e1')).toBe(true);
    expect(await wasEventSeen(db(), 'bob@acme.example', 'e1')).toBe(false);
  });
});
