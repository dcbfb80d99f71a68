import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { openPgliteDatabase } from '../../src/store/pglite-database.ts';
import { reclaimSpace } from '../../src/store/reclaim-space.ts';
import { embeddedSnapshot } from '../support/embedded-copies.ts';

let database: Database;
beforeAll(async () => {
  database = await openPgliteDatabase(embeddedSnapshot());
});
afterAll(() => database.close());

/** Writes a thousand rows and removes them. @returns how many bytes the table takes then, with its indexes */
async function writeAndRemove(): Promise<number> {
  await database.query(
    `INSERT INTO connector.leases (name, owner, lease_until) SELECT 'lease ' || at, 'owner', at FROM generate_series(1, 1000) AS at`,
  );
  await database.query('DELETE FROM connector.leases');
  const [row] = await database.query<{ size: number }>(`SELECT pg_total_relation_size('connector.leases') AS size`);
  return row?.size ?? Number.NaN;
}

test('the embedded database uses the space of removed rows again', async () => {
  const sizes: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    sizes.push(await writeAndRemove());
    await reclaimSpace(database);
  }
  expect(sizes.at(-1)).toBeLessThanOrEqual(1.5 * (sizes[0] ?? 0));
  const before = await writeAndRemove();
  await writeAndRemove();
  // Without it the table grows each time.
  expect(await writeAndRemove()).toBeGreaterThan(1.5 * before);
});

test('it looks after a table, too, whose rows get old, long before PostgreSQL stops', async () => {
  const untouched = async () =>
    await database.query(`SELECT relname FROM pg_stat_all_tables WHERE schemaname = 'connector' AND vacuum_count = 0`);
  expect(await untouched()).toContainEqual({ relname: 'jobs' });
  await reclaimSpace(database, 0);
  await database.query('SELECT pg_stat_force_next_flush()');
  expect(await untouched()).toEqual([]);
});

test('a server does so by itself', async () => {
  const query = () => Promise.reject(new Error('nothing is asked'));
  await expect(reclaimSpace({ ...database, kind: 'server', query })).resolves.toBeUndefined();
});
