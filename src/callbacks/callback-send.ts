import { Agent } from 'node:https';
import type { Readable } from 'node:stream';
import axios, { type AxiosError } from 'axios';
import { isLoopback } from '../config/loopback.ts';
import type { Job } from '../schema/types.ts';
import { publicLookup } from './callback-lookup.ts';

const TIMEOUT_MS = 10_000;

/** No connection is kept: a later callback would not be looked up again. */
const publicAgent = new Agent({ lookup: publicLookup(), keepAlive: false });

export interface SendOptions {
  /** Cuts it off. */
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  /** Of https. */
  readonly agent?: Agent;
}

async function post(url: URL, job: Job, options: SendOptions): Promise<number> {
  const { signal, timeoutMs = TIMEOUT_MS, agent = publicAgent } = options;
  const { status, data } = await axios.post<Readable>(url.href, job, {
    ...(!isLoopback(url) && { httpsAgent: agent }),
    headers: { 'Content-Type': 'application/json', 'User-Agent': 'okta-workflows-omni' },
    maxRedirects: 0,
    // A proxy would look the name up by itself, after the check.
    proxy: false,
    responseType: 'stream',
    decompress: false,
    validateStatus: () => true,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  data.destroy();
  return status;
}

/** Without the axios error, which holds the address, and that may hold a token. */
function reasonOf(thrown: unknown): string {
  const { code = 'UNKNOWN' } = thrown as AxiosError;
  return code === 'ERR_CANCELED' ? 'no answer in time' : `the connection failed (${code})`;
}

/**
 * Sends a job to the address of a callback, directly and without following redirects. Only the status of the answer
 * counts; its body is not read.
 *
 * @param url has passed `checkCallbackAddress`
 * @throws Error with a reason that is fit for the log, when there is no answer or it is not 2xx
 */
export async function sendCallback(url: URL, job: Job, options: SendOptions): Promise<void> {
  const status = await post(url, job, options).catch((thrown: unknown) => {
    throw new Error(reasonOf(thrown));
  });
  if (status < 200 || status > 299) throw new Error(`the answer has status ${status}`);
}
