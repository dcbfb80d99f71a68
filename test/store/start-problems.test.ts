import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { StartProblem } from '../../src/errors/start-problem.ts';
import { checkDataDir, dataDirProblem, prepareDataDir } from '../../src/store/data-dir.ts';
import { DataDirInUse, lockDataDir } from '../../src/store/data-dir-lock.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { serverProblem } from '../../src/store/server-problem.ts';
import { waitForDatabase } from '../../src/store/wait-for-database.ts';
import { createBareServerDatabase, createServerDatabase } from '../support/databases.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'start-problems-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What opening a database has met. */
const refusal = (options: { databaseUrl?: Secret; dataDir?: string }): Promise<unknown> =>
  openDatabase({ dataDir: 'unused', ...options }).then(
    () => 'it was opened',
    (thrown: unknown) => thrown,
  );

describe('a PostgreSQL server', () => {
  const changed = async (change: (url: URL) => void): Promise<Secret> => {
    const url = new URL((await createBareServerDatabase()).reveal());
    change(url);
    return new Secret(url.href);
  };

  test.each<[what: string, change: (url: URL) => void, line: RegExp]>([
    ['the password', (url) => (url.password = 'planted'), /password refused for user postgres \(28P01\)/],
    ['the user', (url) => (url.username = 'conn'), /password refused for user conn \(28P01\)/],
    ['the database', (url) => (url.pathname = '/none'), /127\.0\.0\.1:\d+ has no database none \(3D000\)/],
    ['the port', (url) => (url.port = '1'), /nothing answers at 127\.0\.0\.1:1 \(ECONNREFUSED\)/],
    ['TLS', (url) => url.searchParams.set('sslmode', 'verify-full'), /127\.0\.0\.1:\d+ takes no TLS/],
  ])('refuses for %s: setting, reason and fix in one line', async (_, change, line) => {
    const thrown = await refusal({ databaseUrl: await changed(change) });
    expect(thrown).toBeInstanceOf(StartProblem);
    const { message } = thrown as StartProblem;
    expect(message).toMatch(/^DATABASE_URL: [^\n]+\. [A-Z][^\n]+\.$/);
    expect(message).toMatch(line);
    expect(message).not.toContain('planted');
  });

  test('that hangs up without a word is one where nothing answers', async () => {
    const silent = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const thrown = await refusal({ databaseUrl: new Secret(`postgresql://conn@127.0.0.1:${port}/x`) });
    silent.close();
    expect(thrown).toMatchObject({ message: expect.stringContaining(`nothing answers at 127.0.0.1:${port}`) });
  });

  test('of which the user may not make tables is told so', async () => {
    const databaseUrl = await createBareServerDatabase();
    const name = `user_${randomUUID().replaceAll('-', '')}`;
    const admin = await openDatabase({ databaseUrl: await createServerDatabase(), dataDir: 'unused' });
    await admin.script(`CREATE ROLE ${name} LOGIN PASSWORD 'secret'`);
    await admin.close();
    const url = new URL(databaseUrl.reveal());
    url.username = name;
    url.password = 'secret';
    const thrown = await refusal({ databaseUrl: new Secret(url.href) });
    expect(thrown).toMatchObject({ message: expect.stringContaining(`user ${name} may not make what`) });
  });

  test.each<[code: string, isPassing: boolean, words: string]>([
    ['57P03', true, 'is still starting'],
    ['53300', true, 'has no connection left'],
    ['ENOTFOUND', true, 'is not found'],
    ['EAI_AGAIN', true, 'is not found'],
    ['ETIMEDOUT', true, 'nothing answers'],
    ['28P01', false, 'password refused'],
    ['28000', false, 'does not let'],
    ['3D000', false, 'has no database'],
    ['25006', false, 'is read-only'],
    ['SELF_SIGNED_CERT_IN_CHAIN', false, 'the certificate of'],
    ['XX000', false, 'cannot be used'],
  ])('%s passes by itself: %s', (code, passing, words) => {
    const thrown = Object.assign(new Error('planted'), { code });
    const problem = serverProblem(thrown, 'postgresql://conn:planted@db.acme.example/connector');
    expect(problem).toMatchObject({ passing, message: expect.stringContaining(words) });
    expect(String(problem)).toContain(`(${code})`);
    expect(String(problem)).not.toContain('planted');
  });

  test('that wants a password where the address has none is told so', () => {
    const thrown = new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string');
    const cause = new ConnectorError('STORE_UNAVAILABLE', {}, [], { cause: thrown });
    expect(serverProblem(cause, 'postgresql://conn@db.acme.example/connector')).toMatchObject({
      message: 'DATABASE_URL: db.acme.example:5432 wants a password for user conn. Put it into the address.',
    });
  });

  test('that was made by a newer version says what it said', () => {
    const thrown = new Error('The database has the migration 999, which this version does not know.');
    expect(serverProblem(thrown, 'postgresql://db.acme.example/x')).toBe(thrown);
  });
});

describe('DATA_DIR', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');

  test.each<[what: string, dataDir: string, line: RegExp]>([
    ['a file', file, /is no folder, or lies below a file \(ENOTDIR\)/],
    ['below a file', join(file, 'data'), /is no folder, or lies below a file/],
    ['where no folder can be made', '/proc/none/data', /cannot be made there|may not be read and written/],
    ['no place for a lock', '/proc', /cannot hold a lock|may not be read and written/],
  ])('%s: setting, reason and fix in one line', async (_, dataDir, line) => {
    const thrown = await refusal({ dataDir });
    expect(thrown).toBeInstanceOf(StartProblem);
    const { message } = thrown as StartProblem;
    expect(message).toMatch(/^DATA_DIR: [^\n]+\. [A-Z][^\n]+\.$/);
    expect(message).toMatch(line);
    expect(message).toContain(dataDir);
  });

  test.each([
    ['EROFS', 'is on a file system that is read-only (EROFS)'],
    ['EACCES', 'may not be read and written by this user (EACCES)'],
    ['ENOSPC', 'has no space left (ENOSPC)'],
  ])('%s is said in words', (code, words) => {
    expect(dataDirProblem(Object.assign(new Error(code), { code }), '/data').message).toContain(`/data ${words}`);
  });

  test('holds the database of another user: it is left alone', () => {
    const dataDir = join(folder, 'owned');
    prepareDataDir(join(dataDir, 'postgres'));
    const self = statSync(dataDir).uid;
    expect(() => checkDataDir(dataDir, self + 1)).toThrow(
      `holds the database of another user (uid ${self}, not ${self + 1})`,
    );
    expect(() => checkDataDir(dataDir)).not.toThrow();
  });

  test('is made for its owner alone, with the folders above it; a look makes nothing', () => {
    const dataDir = join(folder, 'one/two/data');
    checkDataDir(dataDir);
    expect(existsSync(join(folder, 'one'))).toBe(false);
    prepareDataDir(dataDir);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    prepareDataDir(dataDir);
  });

  test('in use is a refusal of its own', () => {
    const unlock = lockDataDir(folder);
    expect(() => lockDataDir(folder)).toThrow(DataDirInUse);
    unlock();
    chmodSync(join(folder, 'lock'), 0o600);
    lockDataDir(folder)();
  });
});

describe('waiting for a database that is not up yet', () => {
  const log = () => {
    const lines: object[] = [];
    return { lines, warn: (fields: object, message: string) => void lines.push({ ...fields, message }) };
  };
  const passing = new StartProblem('DATABASE_URL', 'it is still starting', 'Wait.', { passing: true });

  test('tries until it is, and says so once', async () => {
    const [clock, lines] = [virtualClock(), log()];
    const database = await openDatabase({ databaseUrl: await createServerDatabase(), dataDir: 'unused' });
    let tries = 0;
    const open = async () => {
      tries += 1;
      if (tries < 4) throw passing;
      return database;
    };
    const waiting = waitForDatabase(open, { clock, log: lines });
    await clock.runUntil(6_000);
    expect(await waiting).toBe(database);
    expect(tries).toBe(4);
    expect(lines.lines).toEqual([
      { reason: passing.message, message: 'the database is not up yet and is tried again for 60 s' },
    ]);
    await database.close();
  });

  test('gives up after a minute', async () => {
    const clock = virtualClock();
    const waiting = waitForDatabase(() => Promise.reject(passing), { clock, log: log() }).catch((thrown) => thrown);
    await clock.runUntil(60_000);
    expect(await waiting).toBe(passing);
    expect(clock.now()).toBe(60_000);
  });

  test('does not wait for what does not pass', async () => {
    const refused = new StartProblem('DATABASE_URL', 'password refused', 'Correct it.');
    const lines = log();
    const waiting = waitForDatabase(() => Promise.reject(refused), { clock: virtualClock(), log: lines });
    await expect(waiting).rejects.toBe(refused);
    expect(lines.lines).toEqual([]);
  });
});
