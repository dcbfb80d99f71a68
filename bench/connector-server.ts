import { createLog } from '../src/base/log.ts';
import { readSettings } from '../src/config/settings.ts';
import { startConnector } from '../src/connector.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { answerParent } from './child-process.ts';
import { type DatabaseTime, timedDatabase } from './timed-database.ts';

/** Where the time of the calls so far went. */
export interface Spent {
  readonly database: DatabaseTime;
  readonly omni: { readonly ms: number; readonly requests: number };
}

/** The connector as `serve` starts it, with a stopwatch around its database. */
const settings = readSettings(process.env);
const { database, time } = timedDatabase(await openDatabase(settings));
const log = createLog(settings.logLevel);
const { url, services } = await startConnector({ settings, database, log, processMetrics: true });

async function spent(): Promise<Spent> {
  const { values } = await services.metrics.omniSeconds.get();
  const total = (suffix: string) => values.find(({ metricName }) => metricName?.endsWith(suffix))?.value ?? 0;
  return { database: time(), omni: { ms: total('_sum') * 1_000, requests: total('_count') } };
}

answerParent({ url }, spent);
