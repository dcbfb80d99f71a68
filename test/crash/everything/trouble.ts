/**
 * Loaded into a process of the connector by `--import`: lets a test kill it right before or after a statement, make its
 * clock wrong, move that of the embedded database, which no other process can reach, and make it collect its garbage.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Trouble } from './trouble-told.ts';

let statements = 0;
const [when, statement] = (process.env.TROUBLE_DIE_AT ?? '').split(':');
let death: Trouble['dieAt'] =
  statement && (when === 'before' || when === 'after') ? { when, statement: Number(statement) } : undefined;
let embedded: { exec(sql: string): Promise<unknown> } | undefined;

const isDue = (when: 'before' | 'after'): boolean => death?.when === when && statements === death.statement;
const die = (): void => void process.kill(process.pid, 'SIGKILL');

/** Counts a statement. @returns its answer, unless the process dies before or after it */
async function counted<T>(run: () => Promise<T>): Promise<T> {
  statements += 1;
  if (isDue('before')) die();
  const isLast = isDue('after');
  const answer = await run();
  if (isLast) die();
  return answer;
}

async function countServer(): Promise<void> {
  const { default: pg } = await import('pg');
  const { query } = pg.Client.prototype;
  // The pool hands over a callback, a transaction takes a promise.
  pg.Client.prototype.query = function (this: unknown, ...given: unknown[]) {
    const told = given.at(-1);
    const run = (): Promise<unknown> =>
      Reflect.apply(query, this, typeof told === 'function' ? given.slice(0, -1) : given);
    const answer = counted(run);
    if (typeof told !== 'function') return answer;
    answer.then(
      (result) => told(null, result),
      (err: unknown) => told(err),
    );
    return undefined;
  } as never;
}

async function countEmbedded(): Promise<void> {
  const { PGlite } = await import('@electric-sql/pglite');
  const { execProtocolStream } = PGlite.prototype;
  PGlite.prototype.execProtocolStream = function (this: InstanceType<typeof PGlite>, ...given) {
    embedded = this;
    return counted(() => Reflect.apply(execProtocolStream, this, given));
  };
}

const { now } = Date;
await (process.env.DATABASE_URL === undefined ? countEmbedded() : countServer());

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

process.on('message', ({ dieAt, shiftMs, sql, collect }: Trouble) => {
  if (dieAt) death = { ...dieAt, statement: statements + dieAt.statement };
  if (shiftMs !== undefined) Date.now = () => now() + shiftMs;
  if (sql !== undefined) void embedded?.exec(sql);
  if (collect) collectGarbage();
});
process.channel?.unref();
