import { toConnectorError } from '../errors/connector-error.ts';
import { isJob } from '../jobs/find-job.ts';
import { shownJob } from '../jobs/shown-job.ts';
import { rowDelayMs } from '../push/ladder.ts';
import type { Services } from '../services.ts';
import { type DueCallback, settleCallback, takeDueCallbacks } from '../store/callbacks.ts';
import { readJob } from '../store/jobs.ts';
import { logFailure } from '../store/log-failure.ts';
import { checkCallbackAddress } from './callback-address.ts';
import { sendCallback } from './callback-send.ts';

const LOOK_EVERY_MS = 1_000;
/** Sent at once, so that one host that is slow does not hold up the others. */
const AT_ONCE = 8;
/** Longer than a try can take. */
const LEASE_MS = 30_000;

/** All that may be shown of an address. */
const hostOf = ({ url }: DueCallback): string => URL.parse(url.reveal())?.host ?? '';

/** Tells one address. The setting is asked again: it may have been narrowed since the callback was accepted. */
async function tell({ database, settings }: Services, callback: DueCallback, signal: AbortSignal): Promise<boolean> {
  const job = await readJob(database, callback.jobId);
  if (!isJob(job) || job.status !== callback.status) return false; // it was approved meanwhile: its end is told later
  const url = checkCallbackAddress(callback.url.reveal(), settings.callbackHosts);
  await sendCallback(url, shownJob(job, settings), { signal });
  return true;
}

/** Records a failed try: the ladder of the rows holds for callbacks too. */
async function recordFailure({ database, log, metrics }: Services, callback: DueCallback, reason: string) {
  const { jobId, status, tries } = callback;
  const afterMs = rowDelayMs(tries);
  const told = { jobId, host: hostOf(callback), status, tries, reason };
  if (afterMs === undefined) {
    await settleCallback(database, callback, { state: 'given-up' });
    metrics.callbacks.inc({ outcome: 'given-up' });
    log.warn(told, 'a callback is given up');
    return;
  }
  await settleCallback(database, callback, { state: 'open', afterMs });
  metrics.callbacks.inc({ outcome: 'failed' });
  log.info(told, 'a callback failed and is tried again');
}

async function deliver(services: Services, callback: DueCallback, signal: AbortSignal): Promise<void> {
  const { database, log, metrics } = services;
  const { jobId, status, tries } = callback;
  let wasTold: boolean;
  try {
    wasTold = await tell(services, callback, signal);
  } catch (thrown) {
    // Cut off by the end of the process, or without a database: it is due again after its lease.
    if (signal.aborted || toConnectorError(thrown).code === 'STORE_UNAVAILABLE') return;
    await recordFailure(services, callback, (thrown as Error).message);
    return;
  }
  if (!wasTold) return;
  await settleCallback(database, callback, { state: 'delivered' });
  metrics.callbacks.inc({ outcome: 'delivered' });
  log.info({ jobId, host: hostOf(callback), status, tries }, 'a callback was delivered');
}

/** Sends the callbacks that are due. @returns how many were */
async function deliverDue(services: Services, signal: AbortSignal): Promise<number> {
  const due = await takeDueCallbacks(services.database, { limit: AT_ONCE, leaseMs: LEASE_MS });
  const deliveries = due.map((callback) =>
    deliver(services, callback, signal).catch((err: unknown) => {
      logFailure(
        services.log,
        { err, jobId: callback.jobId },
        'a try to call back could not be recorded, it is repeated',
      );
    }),
  );
  await Promise.all(deliveries);
  return due.length;
}

/**
 * Sends callbacks at least once: a job that ended, or waits for approval, is told to the addresses that asked for it.
 *
 * @returns stops it; resolves when nothing is on its way any more
 */
export function startCallbacks(services: Services): () => Promise<void> {
  const { clock, log } = services;
  const stopped = new AbortController();
  const once = (): Promise<number> =>
    deliverDue(services, stopped.signal).catch((err: unknown) => {
      logFailure(log, { err }, 'the database did not answer the callbacks, which try again');
      return 0;
    });
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const isMore = (await once()) === AT_ONCE;
      if (!isMore) await clock.sleep(LOOK_EVERY_MS, stopped.signal).catch(() => undefined);
    }
  };
  const running = run();
  return () => {
    stopped.abort();
    return running;
  };
}
