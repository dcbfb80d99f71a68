import { isJob } from '../jobs/find-job.ts';
import { shownJob } from '../jobs/shown-job.ts';
import type { Services } from '../services.ts';
import { type DueCallback, settleCallback, takeDueCallbacks } from '../store/callbacks.ts';
import { readJob } from '../store/jobs.ts';
import { checkCallbackAddress } from './callback-address.ts';
import { sendCallback } from './callback-send.ts';
import { type Outbox, startDeliveries } from './deliveries.ts';

const LOOK_EVERY_MS = 1_000;

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

/**
 * Sends callbacks at least once: a job that ended, or waits for approval, is told to the addresses that asked for it.
 *
 * @returns stops it; resolves when nothing is on its way any more
 */
export function startCallbacks(services: Services): () => Promise<void> {
  const { database, metrics } = services;
  const outbox: Outbox<DueCallback> = {
    what: 'a callback',
    everyMs: LOOK_EVERY_MS,
    take: (options) => takeDueCallbacks(database, options),
    tell: (callback, signal) => tell(services, callback, signal),
    settle: (callback, end) => settleCallback(database, callback, end),
    count: (_, outcome) => metrics.callbacks.inc({ outcome }),
    shown: (callback) => ({ jobId: callback.jobId, host: hostOf(callback), status: callback.status }),
  };
  return startDeliveries(services, outbox);
}
