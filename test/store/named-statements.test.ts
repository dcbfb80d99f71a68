import { describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { NamedStatements } from '../../src/store/named-statements.ts';
import { PLAN_KEPT_MS } from '../../src/store/statements.ts';
import { openNewTestDatabase } from '../support/databases.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const SUM = 'SELECT $1::int + 1 AS sum';

/**
 * A connection that was told one process of the server, and is answered by another where a pooler stands in between.
 */
function connectionOf(told: number, answers: number) {
  const asked: string[] = [];
  const query = async (text: string) => {
    asked.push(text);
    return { rows: [{ pid: answers }] };
  };
  return { connection: { processID: told, query } as unknown as pg.ClientBase, asked };
}

async function lookedAt(told: number, answers: number) {
  const clock = virtualClock();
  const statements = new NamedStatements(clock);
  const { connection, asked } = connectionOf(told, answers);
  await statements.look(connection);
  asked.length = 0;
  return { clock, statements, connection, asked };
}

describe('statements of a connection', () => {
  test('have a name of their own each where nobody stands in between', async () => {
    const { statements, connection } = await lookedAt(7, 7);
    const { name, ...rest } = statements.named(connection, SUM, [1]);
    expect(rest).toEqual({ text: SUM, values: [1] });
    // Longer ones are cut: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
    expect(name).toMatch(/^[\w-]{20,63}$/);
    expect(statements.named(connection, SUM, [2]).name).toBe(name);
    expect(statements.named(connection, `${SUM} `, [2]).name).not.toBe(name);
  });

  test('have none behind a pooler, which gives each to another process', async () => {
    const { statements, connection, asked, clock } = await lookedAt(7, 8);
    expect(statements.named(connection, SUM, [1])).toEqual({ text: SUM, values: [1] });
    await clock.advance(PLAN_KEPT_MS);
    await statements.renew(connection);
    expect(asked).toEqual([]);
  });

  test('have none before that is known, nor without parameters', async () => {
    const { statements, connection } = await lookedAt(7, 7);
    expect(statements.named(connectionOf(7, 7).connection, SUM, [1])).not.toHaveProperty('name');
    expect(statements.named(connection, 'BEGIN; SET LOCAL x = 1', [])).not.toHaveProperty('name');
  });

  test('are planned anew when their plans are too old, and then not again', async () => {
    const { statements, connection, asked, clock } = await lookedAt(7, 7);
    await clock.advance(PLAN_KEPT_MS - 1);
    await statements.renew(connection);
    expect(asked).toEqual([]);
    await clock.advance(1);
    await statements.renew(connection);
    await statements.renew(connection);
    expect(asked).toEqual(['DISCARD PLANS']);
  });
});

test('a database that breaks while plans are renewed is out of reach', async () => {
  const { statements, connection, clock } = await lookedAt(7, 7);
  Object.assign(connection, { query: () => Promise.reject(new Error('gone')) });
  await clock.advance(PLAN_KEPT_MS);
  await expect(statements.renew(connection)).rejects.toThrow(ConnectorError);
});

test('a server keeps what it has planned, from one statement to the next', async () => {
  const database = await openNewTestDatabase();
  for (const one of [1, 2, 3]) expect(await database.query(SUM, [one])).toEqual([{ sum: one + 1 }]);
  const kept = 'SELECT generic_plans + custom_plans AS runs FROM pg_prepared_statements WHERE statement = $1';
  expect(await database.query(kept, [SUM])).toEqual([{ runs: 3 }]);
  await database.close();
});

test.each(['26000', '42P05'])('no statement has a name any more where a name was wrong (%s)', async (code) => {
  const { statements, connection } = await lookedAt(7, 7);
  const thrown = Object.assign(new Error('prepared statement'), { severity: 'ERROR', code });
  expect(statements.outdatedBy(thrown)).toMatchObject({ code: 'STORE_UNAVAILABLE', cause: thrown });
  expect(statements.named(connection, SUM, [1])).not.toHaveProperty('name');
});

test('a mistake in a statement is none of its name', async () => {
  const { statements, connection } = await lookedAt(7, 7);
  expect(statements.outdatedBy(Object.assign(new Error('no'), { severity: 'ERROR', code: '0A000' }))).toBeUndefined();
  expect(statements.outdatedBy(undefined)).toBeUndefined();
  expect(statements.named(connection, SUM, [1])).toHaveProperty('name');
});

test('a statement whose columns were changed since fails once, as what can be tried again', async () => {
  const database = await openNewTestDatabase();
  await database.script('CREATE TABLE changing (value int); INSERT INTO changing VALUES (7)');
  const read = () =>
    database.transaction((queries) => queries.query('SELECT value FROM changing WHERE value = $1::int', [7]));
  expect(await read()).toEqual([{ value: 7 }]);
  await database.script('ALTER TABLE changing ALTER COLUMN value TYPE text');
  await database.script('ALTER TABLE changing ALTER COLUMN value TYPE bigint USING value::bigint');
  await expect(read()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(await read()).toEqual([{ value: 7 }]);
  await database.close();
});

test('a statement whose parameter has another type since fails once', async () => {
  const database = await openNewTestDatabase();
  await database.script('CREATE TABLE changing (value int, other int); INSERT INTO changing VALUES (7, 1)');
  const read = () =>
    database.transaction((queries) => queries.query('SELECT other FROM changing WHERE value = $1', ['7']));
  expect(await read()).toEqual([{ other: 1 }]);
  await database.script('ALTER TABLE changing ALTER COLUMN value TYPE text');
  await expect(read()).rejects.toThrow();
  expect(await read()).toEqual([{ other: 1 }]);
  await database.close();
});

test('a server that forgets names costs one statement, and is given none any more', async () => {
  const database = await openNewTestDatabase();
  const read = () => database.transaction((queries) => queries.query(SUM, [7]));
  expect(await read()).toEqual([{ sum: 8 }]);
  await database.script('DEALLOCATE ALL');
  await expect(read()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  for (let time = 0; time < 3; time += 1) expect(await read()).toEqual([{ sum: 8 }]);
  expect(await database.query('SELECT name FROM pg_prepared_statements')).toEqual([]);
  await database.close();
});

test('a conflict keeps the connection of its transaction', async () => {
  const database = await openNewTestDatabase();
  await database.script('CREATE TABLE once (value int PRIMARY KEY); INSERT INTO once VALUES (7)');
  const process = async () => (await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]?.pid;
  const before = await process();
  const again = () => database.transaction((queries) => queries.query('INSERT INTO once VALUES ($1)', [7]));
  await expect(again()).rejects.toMatchObject({ code: '23505' });
  expect(await process()).toBe(before);
  await database.close();
});
