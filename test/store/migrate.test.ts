import { describe, expect, test } from '@jest/globals';
import { migrate } from '../../src/store/migrate.ts';
import { MIGRATIONS, type Migration } from '../../src/store/migrations/index.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { createBareServerDatabase, databases } from '../support/databases.ts';

const next: Migration = {
  name: '900-next',
  sql: 'CREATE TABLE connector.next (a text); CREATE TABLE connector.more (a text)',
};
const broken: Migration = { name: '901-broken', sql: 'CREATE TABLE connector.half (a text); SELECT nonsense' };
const namesSql = 'SELECT name FROM connector.migrations ORDER BY name';

describe.each(databases)('migrations on %s', (_, open) => {
  test('apply what is missing, once, and refuse a database that another version made', async () => {
    const db = await open();
    await migrate(db, [...MIGRATIONS, next]);
    await migrate(db, [...MIGRATIONS, next]);
    expect(await db.query(namesSql)).toEqual([...MIGRATIONS, next].map(({ name }) => ({ name })));

    await expect(migrate(db, MIGRATIONS)).rejects.toThrow(
      /^The database was brought up to date by a newer version \(900-next is not known to this one\), and nothing was changed\. Start that version, /,
    );
    await expect(migrate(db, [...MIGRATIONS, { ...next, sql: `${next.sql};` }])).rejects.toThrow(
      'The migration 900-next differs from the one the database was made with: nothing was changed.',
    );
    await db.close();
  });

  test('that fail leave nothing behind, not even the steps before', async () => {
    const db = await open();
    await expect(migrate(db, [...MIGRATIONS, next, broken])).rejects.toMatchObject({ code: '42703' });
    expect(await db.query(namesSql)).toEqual(MIGRATIONS.map(({ name }) => ({ name })));
    expect(
      await db.query(`SELECT to_regclass('connector.next') AS next, to_regclass('connector.half') AS half`),
    ).toEqual([{ next: null, half: null }]);
    await db.close();
  });
});

test('five replicas that start at once on a new server all find the tables, made once', async () => {
  const databaseUrl = await createBareServerDatabase();
  const replicas = await Promise.all(Array.from({ length: 5 }, () => openDatabase({ databaseUrl, dataDir: 'unused' })));
  for (const replica of replicas) {
    expect(await replica.query(namesSql)).toEqual(MIGRATIONS.map(({ name }) => ({ name })));
  }
  await Promise.all(replicas.map((replica) => replica.close()));
});
