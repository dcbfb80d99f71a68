import { expect, test } from '@jest/globals';
import { NO_PLACE } from '../../src/push/place.ts';
import type { Database } from '../../src/store/database.ts';
import { heedServer } from '../../src/store/heed-server.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { rememberedValues } from '../../src/store/user-values.ts';
import { createServerDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';

const WARNING =
  'the database answers from another server, or from a point in time: nothing that it remembers counts until it is read again';

/** Opens a database again and again, as processes of a connector do. */
async function opener() {
  const databaseUrl = await createServerDatabase();
  const warnings: string[] = [];
  const log = { warn: (_: object, message: string) => void warnings.push(message), debug: () => undefined };
  const open = () => openDatabase({ databaseUrl, dataDir: 'unused', log });
  const visit = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
    const database = await open();
    return await work(database).finally(() => database.close());
  };
  return { visit, warnings };
}

const known = (database: Database) => rememberedValues(database, 'ada');

async function remember(database: Database): Promise<void> {
  await moveValues(database, 'ada', NO_PLACE, [{ reference: 'region', wished: ['emea'], held: ['emea'], sent: true }]);
}

test('the server that was met last is relied on', async () => {
  const { visit, warnings } = await opener();
  await visit(remember);
  expect(await visit(known)).toEqual(new Map([['region', ['emea']]]));
  expect(warnings).toEqual([]);
});

test.each(['timeline', 'system'])('of one with another %s nothing that is remembered counts', async (column) => {
  const { visit, warnings } = await opener();
  const next = (database: Database) =>
    database.query<{ fence: number; order: number }>(
      `SELECT nextval('connector.fences') AS fence, nextval('connector.wish_order') AS "order"`,
    );
  const [before] = await visit(next);
  await visit(remember);
  await visit((database) => database.query(`UPDATE connector.server SET ${column} = 'another'`));
  expect(await visit(known)).toEqual(new Map());
  expect(warnings).toEqual([WARNING]);
  // What was given there last may not have come here.
  const [after] = await visit(next);
  expect(after?.fence).toBeGreaterThan((before?.fence ?? 0) + 1_000_000);
  expect(after?.order).toBeGreaterThan((before?.order ?? 0) + 1_000_000);
  await visit(remember);
  expect((await visit(known)).size).toBe(1);
  expect(warnings).toHaveLength(1);
});

test('each new connection looks, also of a process that goes on', async () => {
  const { visit, warnings } = await opener();
  await visit(async (database) => {
    await remember(database);
    await database.query(`UPDATE connector.server SET timeline = 'another'`);
    expect((await known(database)).size).toBe(1);
    // The pool opens a second one for what comes while the first is busy.
    await database.transaction(async () => expect((await known(database)).size).toBe(0));
  });
  expect(warnings).toEqual([WARNING]);
});

const failing = (code: string): Parameters<typeof heedServer>[0] => ({
  query: () => Promise.reject(Object.assign(new Error('refused'), { code })),
  transaction: () => Promise.reject(new Error('not reached')),
});

test.each(['42501', '0A000', '42883', '42P01'])('a server that does not tell (%s) is not doubted', async (code) => {
  expect(await heedServer(failing(code))).toBe(false);
});

test('a standby is refused: it keeps its connections when it is promoted', async () => {
  await expect(heedServer(failing('55000'))).rejects.toMatchObject({ code: '25006' });
});

test('whatever else goes wrong is told', async () => {
  await expect(heedServer(failing('57P01'))).rejects.toMatchObject({ code: '57P01' });
});
