import { describe, expect, test } from '@jest/globals';
import { databases, useDatabase } from '../support/databases.ts';

describe.each(databases)('the clock of wishes on %s', (_, open) => {
  const db = useDatabase(open);

  test('goes on where that of the database goes back by a moment, and not where it was set back', async () => {
    const times: number[] = [];
    for (const now of [5_000, 4_100, 3_000, 6_000]) {
      const [row] = await db().query<{ at: number }>('SELECT connector.wish_now($1) AS at', [now]);
      times.push(row?.at ?? 0);
    }
    expect(times).toEqual([5_000, 5_000, 3_000, 6_000]);
  });
});
