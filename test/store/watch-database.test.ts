import { describe, expect, test } from '@jest/globals';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import type { Database } from '../../src/store/database.ts';
import { logFailure } from '../../src/store/log-failure.ts';
import { watchDatabase } from '../../src/store/watch-database.ts';
import { useConnector } from '../support/connector.ts';
import { quickClock } from '../support/quick-clock.ts';
import { until } from '../support/until.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const refusal = (cause: unknown): ConnectorError => new ConnectorError('STORE_UNAVAILABLE', {}, [], { cause });
const sqlError = (code: string): Error => Object.assign(new Error('the words of the driver'), { code });

/** A database that fails with what it is told to. */
function brittle() {
  const state: { failure: Error | undefined } = { failure: undefined };
  const answer = async () => {
    if (state.failure) throw state.failure;
    return [];
  };
  const database: Database = {
    kind: 'server',
    query: answer,
    script: async () => void (await answer()),
    transaction: async (work) => {
      await answer();
      return await work(database);
    },
    close: async () => undefined,
  };
  return { state, database };
}

describe('a database that is gone', () => {
  function watch() {
    const { state, database } = brittle();
    const clock = virtualClock();
    const lines: [level: string, message: string, fields: object][] = [];
    const hear = (level: string) => (fields: object, message: string) => void lines.push([level, message, fields]);
    const ended = new AbortController();
    const log = { error: hear('error'), warn: hear('warn') };
    const watched = watchDatabase(database, { log, clock, ended: ended.signal });
    const tries = [
      () => watched.query('SELECT 1'),
      () => watched.script('SELECT 1'),
      () => watched.transaction(async () => 'done'),
    ];
    const tryAll = async () => {
      for (const one of tries) await one().catch(() => undefined);
    };
    return { state, clock, lines, tryAll, end: () => ended.abort() };
  }

  test('is told of nobody who asks once it was closed', async () => {
    const { state, lines, tryAll, end } = watch();
    end();
    state.failure = refusal(new Error('the database is closed'));
    await tryAll();
    expect(lines).toEqual([]);
  });

  test('is told once, then once a minute, then that it is back', async () => {
    const { state, clock, lines, tryAll } = watch();
    await tryAll();
    expect(lines).toEqual([]);

    state.failure = refusal(sqlError('ECONNREFUSED'));
    for (let seconds = 0; seconds <= 130; seconds += 1) {
      await tryAll();
      await clock.advance(1_000);
    }
    state.failure = undefined;
    await tryAll();
    expect(lines).toEqual([
      [
        'error',
        'the database does not answer; calls get 503 until it does',
        { code: 'ECONNREFUSED', reason: 'the words of the driver' },
      ],
      ['error', 'the database still does not answer', expect.objectContaining({ goneSeconds: 60 })],
      ['error', 'the database still does not answer', expect.objectContaining({ goneSeconds: 120 })],
      ['warn', 'the database answers again', { goneSeconds: 131 }],
    ]);
  });

  test.each(['53100', '58030', '25006'])(
    'that still reads, and refuses to write (%s), is told of as one',
    async (code) => {
      const { state, clock, lines, tryAll } = watch();
      for (let seconds = 0; seconds < 10; seconds += 1) {
        state.failure = refusal(sqlError(code));
        await tryAll();
        state.failure = undefined;
        await tryAll();
        await clock.advance(1_000);
      }
      expect(lines.map(([, message]) => message)).toEqual(['the database does not write; calls get 503 until it does']);
      await clock.advance(5_000);
      await tryAll();
      expect(lines.at(-1)).toEqual(['warn', 'the database writes again', { goneSeconds: 15 }]);
    },
  );

  test.each([
    ['a mistake in a statement', sqlError('42601')],
    ['a deadlock', refusal(sqlError('40P01'))],
    ['a time-out of a stalled transaction', refusal(sqlError('25P03'))],
    ['a statement whose tables were changed', refusal(sqlError('0A000'))],
    ['a statement whose name is not known', refusal(sqlError('26000'))],
    ['a refusal of the work itself', new ConnectorError('INTERNAL')],
  ])('is not %s', async (_, failure) => {
    const { state, lines, tryAll } = watch();
    state.failure = failure;
    await tryAll();
    expect(lines).toEqual([]);
  });

  test('is not told anew by what was asked before it went or came back', async () => {
    const lines: string[] = [];
    const log = { error: () => void lines.push('gone'), warn: () => void lines.push('back') };
    const answers: PromiseWithResolvers<never[]>[] = [];
    const { database } = brittle();
    const ask = (): Promise<unknown> => {
      answers.push(Promise.withResolvers());
      return watched.query('SELECT 1').catch(() => undefined);
    };
    const query = async () => (await answers.at(-1)?.promise) ?? [];
    const watched = watchDatabase({ ...database, query }, { log, clock: virtualClock() });
    const asked = [ask(), ask(), ask()];
    answers[0]?.reject(refusal(sqlError('57P01')));
    await asked[0];
    answers[1]?.resolve([]);
    await asked[1];
    expect(lines).toEqual(['gone']);
    asked.push(ask());
    answers[3]?.resolve([]);
    await asked[3];
    answers[2]?.reject(refusal(sqlError('57P01')));
    await asked[2];
    expect(lines).toEqual(['gone', 'back']);
  });

  test('keeps others quiet who meet it, and nobody else', () => {
    const lines: string[] = [];
    const log = { warn: () => void lines.push('warn'), debug: () => void lines.push('debug') };
    logFailure(log, { err: refusal(sqlError('57P01')) }, 'tried again');
    logFailure(log, { err: refusal(sqlError('40001')) }, 'tried again');
    logFailure(log, { err: new Error('another one') }, 'tried again');
    expect(lines).toEqual(['debug', 'warn', 'warn']);
  });
});

describe('a connector whose database goes', () => {
  const start = useConnector();

  test('says so once, however often it is asked for, and once that it is back', async () => {
    let failure: Error | undefined;
    const whileThere = <T>(work: () => Promise<T>): Promise<T> => (failure ? Promise.reject(failure) : work());
    const under = await start({
      clock: quickClock(),
      wrapDatabase: (database) => ({
        ...database,
        query: (sql, parameters) => whileThere(() => database.query(sql, parameters)),
        transaction: (work) => whileThere(() => database.transaction(work)),
      }),
    });
    const told = () =>
      under.logLines.map((line) => JSON.parse(line)).filter(({ level, msg }) => level >= 40 && msg !== 'answered');
    const tried = () => under.logLines.filter((line) => line.includes('tries again') || line.includes('try again'));
    const before = told().length;
    failure = refusal(sqlError('ECONNREFUSED'));
    await until(() => tried().length >= 4);
    const answer = await under.call('set-user-values', { userName: 'ada@acme.example', values: {} });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    await under.send('GET', '/metrics');
    failure = undefined;
    await until(() => told().some(({ msg }) => msg === 'the database answers again'));
    expect(
      new Set(
        told()
          .slice(before)
          .map(({ msg }) => msg),
      ),
    ).toEqual(new Set(['the database does not answer; calls get 503 until it does', 'the database answers again']));
    expect(
      told()
        .slice(before)
        .filter(({ msg }) => msg.includes('calls get 503')),
    ).toHaveLength(1);
  });
});
