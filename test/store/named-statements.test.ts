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

test('a statement whose tables were changed since fails once, as what can be tried again', async () => {
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
