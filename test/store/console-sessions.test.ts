import { describe, expect, test } from '@jest/globals';
import { DEFAULT_RETENTION } from '../../src/config/retention.ts';
import {
  beginSession,
  endSession,
  findSession,
  SESSION_IDLE_MS,
  SESSION_MOST_MS,
} from '../../src/store/console-sessions.ts';
import { purgeExpired } from '../../src/store/purge.ts';
import { databases, useDatabase } from '../support/databases.ts';

const PERSON = { subject: '00u1', userName: 'ada@acme.example', groups: ['Operators'] };
const NOW = 1_900_000_000_000;

describe.each(databases)('sessions of the console on %s', (_label, open) => {
  const database = useDatabase(open);

  const find = (id: string, now: number, touch = true) => findSession(database(), id, { now, touch });

  test('are found by their id alone', async () => {
    const id = await beginSession(database(), PERSON, NOW);
    expect(await find(id, NOW)).toEqual(PERSON);
    expect(await find(`${id}x`, NOW)).toBeUndefined();
  });

  test('end when nobody was there for half an hour', async () => {
    const id = await beginSession(database(), PERSON, NOW);
    expect(await find(id, NOW + SESSION_IDLE_MS - 1)).toEqual(PERSON);
    expect(await find(id, NOW + 2 * SESSION_IDLE_MS - 2)).toEqual(PERSON);
    expect(await find(id, NOW + 3 * SESSION_IDLE_MS)).toBeUndefined();
  });

  test('are not kept by a page that follows a job', async () => {
    const id = await beginSession(database(), PERSON, NOW);
    expect(await find(id, NOW + SESSION_IDLE_MS - 1, false)).toEqual(PERSON);
    expect(await find(id, NOW + SESSION_IDLE_MS, false)).toBeUndefined();
  });

  test('end after eight hours, whatever is done in them, and are gone then', async () => {
    const id = await beginSession(database(), PERSON, NOW);
    for (let now = NOW; now < NOW + SESSION_MOST_MS; now += SESSION_IDLE_MS - 1)
      expect(await find(id, now)).toEqual(PERSON);
    expect(await find(id, NOW + SESSION_MOST_MS)).toBeUndefined();
    await purgeExpired(database(), DEFAULT_RETENTION, NOW + SESSION_MOST_MS);
    expect(await database().query('SELECT FROM connector.console_sessions')).toEqual([]);
  });

  test('end by a sign-out', async () => {
    const id = await beginSession(database(), PERSON, NOW);
    await endSession(database(), id);
    expect(await find(id, NOW)).toBeUndefined();
  });

  test('are ten of one person at most: the oldest ends', async () => {
    const first = await beginSession(database(), PERSON, NOW);
    const others: string[] = [];
    for (let index = 0; index < 10; index += 1) others.push(await beginSession(database(), PERSON, NOW + 1 + index));
    expect(await find(first, NOW + 20)).toBeUndefined();
    expect(await find(others[0] ?? '', NOW + 20)).toEqual(PERSON);
  });
});
