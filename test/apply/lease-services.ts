import type { Clock } from '../../src/base/clock.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import type { Database, Queries } from '../../src/store/database.ts';
import { virtualClock } from '../support/virtual-clock.ts';

/** A clock that stands still, and whose time of day may be wrong. */
export interface LeaseClock extends Required<Clock> {
  pass(ms: number): Promise<void>;
  /** Sets back the time of day alone. */
  setBack(ms: number): void;
  /** How much time has passed. */
  elapsed(): number;
  /** How many sleep. */
  sleeping(): number;
}

/** A clock for whoever holds a lease. */
export function leaseClock(): LeaseClock {
  const virtual = virtualClock();
  const start = Date.now();
  let wrong = 0;
  let sleepers = 0;
  return {
    now: () => start + virtual.now() - wrong,
    monotonic: () => virtual.now(),
    sleep: (ms, signal) => {
      sleepers += 1;
      return virtual.sleep(ms, signal).finally(() => {
        sleepers -= 1;
      });
    },
    pass: virtual.advance,
    setBack: (ms) => {
      wrong += ms;
    },
    elapsed: virtual.now,
    sleeping: () => sleepers,
  };
}

/** A database that tells what it was asked for a lease, and can be away. */
export interface Watched extends Database {
  readonly asked: ('take' | 'renew' | 'give back')[];
  isAway: boolean;
  /** Awaited while it is asked. */
  onAsked: (() => Promise<void>) | undefined;
}

const whatIsAsked = (sql: string): Watched['asked'][number] => {
  if (sql.includes('INSERT INTO connector.leases')) return 'take';
  return sql.includes('UPDATE connector.leases') ? 'renew' : 'give back';
};

/** Watches what is asked outside of transactions. */
export function watched(database: Database): Watched {
  const query: Queries['query'] = async (sql, parameters) => {
    found.asked.push(whatIsAsked(sql));
    await found.onAsked?.();
    if (found.isAway) throw new ConnectorError('STORE_UNAVAILABLE');
    return await database.query(sql, parameters);
  };
  const found: Watched = { ...database, query, asked: [], isAway: false, onAsked: undefined };
  return found;
}
