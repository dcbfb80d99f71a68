import { createLog } from '../src/base/log.ts';
import { readSettings } from '../src/config/settings.ts';
import { startConnector } from '../src/connector.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { fastClock } from '../test/support/fast-clock.ts';
import { answerParent } from './child-process.ts';

/** What the parent says: it is now so late, ms epoch. */
export interface Tick {
  readonly now: number;
}

/** What a replica answers when it has come so far. */
export interface Ticked {
  /** What the system counts as this process's memory, in bytes. */
  readonly rss: number;
}

/**
 * A replica as `serve` starts it, but for its time: that stands still until the parent moves it on. It answers when its
 * event loop and its database have come round, so that on a busy machine time passes later, not faster.
 */
const clock = fastClock(0);
clock.leap(Number(process.env.BENCH_NOW) - clock.now());
const settings = readSettings(process.env);
const database = clock.on(await openDatabase(settings));
const { url } = await startConnector({ settings, database, log: createLog(settings.logLevel), clock });

answerParent<Tick>({ url }, async ({ now }): Promise<Ticked> => {
  clock.leap(now - clock.now());
  await database.query('SELECT 1');
  return { rss: process.memoryUsage.rss() };
});
