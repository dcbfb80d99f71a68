import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { StartProblem } from '../../src/errors/start-problem.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { createServerDatabase, databases, useDatabase } from '../support/databases.ts';

const countLeases = 'SELECT count(*) AS count FROM connector.leases';
const addLease = `INSERT INTO connector.leases VALUES ($1, 'owner', 0)`;

describe.each(databases)('on %s', (_, open) => {
  const db = useDatabase(open);

  test('bigint, double precision and JSON arrive as JavaScript values', async () => {
    const [row] = await db().query(
      `SELECT 9007199254740991::bigint AS big, 0.1::float8 AS double, '{"a":[1]}'::json AS json, NULL::text AS nothing`,
    );
    expect(row).toEqual({ big: Number.MAX_SAFE_INTEGER, double: 0.1, json: { a: [1] }, nothing: null });
  });

  test('a transaction is committed as a whole', async () => {
    const answer = await db().transaction(async (queries) => {
      await queries.query(addLease, ['one']);
      await queries.query(addLease, ['two']);
      return 'done';
    });
    expect(answer).toBe('done');
    expect(await db().query(countLeases)).toEqual([{ count: 2 }]);
  });

  test('a transaction whose work throws leaves nothing behind, and the database goes on', async () => {
    const failing = db().transaction(async (queries) => {
      await queries.query(addLease, ['one']);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await db().query(countLeases)).toEqual([{ count: 0 }]);
  });

  test('a transaction that swallows the failure of a statement fails, because nothing of it was kept', async () => {
    const swallowing = db().transaction(async (queries) => {
      await queries.query(addLease, ['one']);
      await queries.query(addLease, ['one']).catch(() => 'never mind');
    });
    await expect(swallowing).rejects.toMatchObject({ code: '23505' });
    expect(await db().query(countLeases)).toEqual([{ count: 0 }]);
  });

  test('a mistake in the SQL stays what it is', async () => {
    await expect(db().query('SELEC 1')).rejects.toMatchObject({ code: '42601' });
  });

  test('a script runs several statements', async () => {
    await db().script(
      `INSERT INTO connector.leases VALUES ('a', '', 0); INSERT INTO connector.leases VALUES ('b', '', 0)`,
    );
    expect(await db().query(countLeases)).toEqual([{ count: 2 }]);
  });

  test('a closed database is unavailable', async () => {
    const closed = await open();
    await closed.close();
    await expect(closed.query('SELECT 1')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});

describe('a PostgreSQL server', () => {
  test('that cannot be reached is a problem of the start, and neither error nor cause shows the password', async () => {
    const databaseUrl = new Secret('postgres://someone:planted-password@127.0.0.1:1/none');
    const error = await openDatabase({ databaseUrl, dataDir: 'unused' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StartProblem);
    expect(error).toMatchObject({ passing: true, cause: { code: 'ECONNREFUSED' } });
    expect(JSON.stringify([String(error), error])).not.toContain('planted-password');
  });

  test('that drops its connections is reported, costs the running transaction, and is used again', async () => {
    const databaseUrl = await createServerDatabase();
    const told: string[] = [];
    const hear = (_: object, message: string) => told.push(message);
    const log = { warn: hear, debug: hear };
    const db = await openDatabase({ databaseUrl, dataDir: 'unused', log });
    const other = await openDatabase({ databaseUrl, dataDir: 'unused' });

    const dropped = db.transaction(async (queries) => {
      await queries.query(addLease, ['one']);
      await other.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      await queries.query(addLease, ['two']);
    });
    await expect(dropped).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(told).toContain('a connection to the database was lost');
    expect(await db.query(countLeases)).toEqual([{ count: 0 }]);
    await Promise.all([db.close(), other.close()]);
  });
});
