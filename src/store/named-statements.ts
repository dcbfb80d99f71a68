import { hash } from 'node:crypto';
import type pg from 'pg';
import { type Clock, monotonic, systemClock } from '../base/clock.ts';
import { PLAN_KEPT_MS, toStoreError, unavailable } from './statements.ts';

/** The types do not have it: the process of the server that answers, as it was told when the connection was made. */
type Connected = pg.ClientBase & { readonly processID: number | null };

/**
 * What a server says of a name that it does not know, or knows already: somebody else stands in between after all.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const WRONG_NAME: ReadonlySet<unknown> = new Set(['26000', '42P05']);
/** The part of the server that refuses a statement whose columns are others since it was named. */
const OTHER_COLUMNS = 'RevalidateCachedQuery';

/** Statements are met again and again. By its text, so that no other version of the connector has another one. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = hash('sha256', text, 'base64url');
  names.set(text, name);
  return name;
}

/**
 * Gives statements names, so that the server parses and plans each once for a connection: that takes longer than to run
 * it. Only where the process that answers is the one with which the connection was made: a pooler such as PgBouncer
 * stands in for many, may give each statement to another one, and tells a number of its own
 * (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS).
 */
export class NamedStatements {
  readonly #clock: Clock;
  /** Until when the plans of a connection are good, by the monotonic clock; of those that nobody stands in for. */
  readonly #until = new WeakMap<pg.ClientBase, number>();
  #isWrong = false;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Finds out about a new connection. */
  async look(connection: pg.ClientBase): Promise<void> {
    const { rows } = await connection.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    if (rows[0]?.pid === (connection as Connected).processID) this.#keep(connection);
  }

  /** Lets plans be made anew that are too old; call it with nothing else running. @throws as a statement does */
  async renew(connection: pg.ClientBase): Promise<void> {
    const until = this.#until.get(connection);
    if (until === undefined || monotonic(this.#clock) < until) return;
    this.#keep(connection);
    await connection.query('DISCARD PLANS').catch((error: unknown) => {
      throw toStoreError(error);
    });
  }

  /**
   * What a statement has failed with, where that is its name: once more, on another connection, it may not. Where names
   * are wrong altogether none is given any more.
   */
  outdatedBy(thrown: unknown): Error | undefined {
    const { code, routine } = (thrown ?? {}) as Partial<pg.DatabaseError>;
    const isWrong = WRONG_NAME.has(code);
    this.#isWrong ||= isWrong;
    return isWrong || routine === OTHER_COLUMNS ? unavailable(thrown) : undefined;
  }

  /** One without parameters may be several, which no name can stand for. */
  named(connection: pg.ClientBase, text: string, values: unknown[]): pg.QueryConfig {
    const isNamed = !this.#isWrong && values.length > 0 && this.#until.has(connection);
    return { text, values, ...(isNamed && { name: nameOf(text) }) };
  }

  #keep(connection: pg.ClientBase): void {
    this.#until.set(connection, monotonic(this.#clock) + PLAN_KEPT_MS);
  }
}
