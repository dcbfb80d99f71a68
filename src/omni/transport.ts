import axios, { type AxiosError, type AxiosInstance } from 'axios';
import type { Secret } from '../secret.ts';

/** One HTTP request to Omni, without its key. */
export interface OmniRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the instance's host, ids already encoded: `/api/scim/v2/Users`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What Omni answered, whatever the status. */
export interface OmniAnswer {
  readonly status: number;
  /** The parsed body; undefined when there is none or it is no JSON. */
  readonly json: unknown;
  readonly text: string;
  /** From Retry-After, when it is a number of seconds. Omni is not known to send it. */
  readonly retryAfterSeconds: number | undefined;
}

/** No complete answer came. `delivered` is false only when the request surely never reached Omni. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly delivered: boolean;

  constructor(reason: string, delivered: boolean, options?: ErrorOptions) {
    super(reason, options);
    this.delivered = delivered;
  }
}

/** Sends one request with one key; resolves with any status, throws NoAnswer. */
export type Send = (request: OmniRequest, key: Secret, timeoutMs: number) => Promise<OmniAnswer>;

/** A page of 100 users with 128 attributes of realistic length stays far below. */
const MAX_ANSWER_BYTES = 20 * 1024 * 1024;

/** Failures before a connection stands: nothing was delivered. */
const UNDELIVERED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    // Not JSON (a proxy's HTML page, a cut body): the callers decide by status what that means.
    return undefined;
  }
}

function seconds(header: unknown): number | undefined {
  const value = Number(header);
  return header !== undefined && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function noAnswer(thrown: unknown): NoAnswer {
  const { code = 'UNKNOWN' } = thrown as AxiosError;
  const timedOut = code === 'ERR_CANCELED' || code === 'ETIMEDOUT';
  // The axios error itself holds the key in its config, so only its code is kept.
  const cause = new Error(`${axios.isAxiosError(thrown) ? 'axios' : 'request'}: ${code}`);
  return new NoAnswer(
    timedOut ? 'it did not answer in time' : `the connection failed (${code})`,
    !UNDELIVERED.has(code),
    {
      cause,
    },
  );
}

/**
 * The only place that talks to Omni's host. Never follows a redirect: the key must not travel to another host.
 *
 * @param origin scheme and host of the instance, without `/api`
 */
export function createTransport(origin: string): Send {
  const client: AxiosInstance = axios.create({
    baseURL: origin,
    allowAbsoluteUrls: false,
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    // Blanks as %20: the + that axios writes means a blank in forms only.
    paramsSerializer: { encode: encodeURIComponent },
    responseType: 'text',
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
    headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'User-Agent': 'okta-workflows-omni' },
  });
  return async (request, key, timeoutMs) => {
    try {
      const answer = await client.request<string>({
        method: request.method,
        url: request.path,
        params: request.query,
        data: request.body === undefined ? undefined : JSON.stringify(request.body),
        headers: { Authorization: `Bearer ${key.reveal()}` },
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = typeof answer.data === 'string' ? answer.data : '';
      return {
        status: answer.status,
        json: parse(text),
        text,
        retryAfterSeconds: seconds(answer.headers['retry-after']),
      };
    } catch (thrown) {
      throw noAnswer(thrown);
    }
  };
}
