import { describe, expect, test } from '@jest/globals';
import { noteSeenEvent, seenReferences } from '../../src/store/seen-events.ts';
import { databases, useDatabase } from '../support/databases.ts';

const ada = 'ada@acme.example';
const BOTH = ['region', 'seats'];

describe.each(databases)('seen events on %s', (_, open) => {
  const db = useDatabase(open);

  const seen = async (userName: string, eventId: string, references: readonly string[] = BOTH): Promise<string[]> =>
    [...(await seenReferences(db(), userName, eventId, references))].sort();

  test('an event is seen once it was noted, for that user and that reference only', async () => {
    expect(await seen(ada, 'e1')).toEqual([]);
    await noteSeenEvent(db(), ada, 'e1', ['region']);
    await noteSeenEvent(db(), ada, 'e1', ['region']);
    expect(await seen('ADA@acme.example', 'e1')).toEqual(['region']);
    expect(await seen(ada, 'e1', ['seats'])).toEqual([]);
    expect(await seen(ada, 'e2')).toEqual([]);
    expect(await seen('bob@acme.example', 'e1')).toEqual([]);
  });

  test('further references of one event are noted beside the earlier ones', async () => {
    await noteSeenEvent(db(), ada, 'e1', ['region']);
    await noteSeenEvent(db(), ada, 'e1', ['seats', 'region']);
    await noteSeenEvent(db(), ada, 'e1', []);
    expect(await seen(ada, 'e1')).toEqual(BOTH);
  });

  test('an event that was noted before references were kept holds for every reference', async () => {
    await noteSeenEvent(db(), ada, 'e1', ['']);
    expect(await seen(ada, 'e1')).toEqual(BOTH);
  });
});
