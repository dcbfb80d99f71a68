import axios, { type AxiosInstance } from 'axios';
import { abortAfter } from './abort-after.ts';
import { type Clock, NOT_NEEDED, systemClock } from './clock.ts';
import { hideSecrets } from './hide-secrets.ts';
import { type NoAnswer, noAnswerOf } from './no-answer.ts';

/** One request to the client's host. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the origin, ids already encoded: `/api/scim/v2/Users`. A query in it stays as it is. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** As it goes out. */
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** What the host answered, whatever the status; a refusal without the secrets of this process. */
export interface HttpAnswer {
  readonly status: number;
  /** A header by its name in lower case; several of one name are joined with commas. */
  readonly header: (name: string) => string | undefined;
  readonly text: string;
  /** The parsed body; undefined when there is none or it is no JSON. */
  readonly json: unknown;
}

/** Sends one request. Never rejects: what goes wrong on the way is a NoAnswer. */
export type HttpSend = (request: HttpRequest) => Promise<HttpAnswer | NoAnswer>;

/** The longest pages, a hundred users of Omni or five hundred of Okta with long profiles, stay far below. */
const MAX_ANSWER_BYTES = 20 * 1024 * 1024;

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    // Not JSON (a proxy's HTML page, a cut body): the callers decide by status what that means.
    return undefined;
  }
}

const asItIs = <T>(same: T): T => same;

/** Blanks as %20: the + that axios writes means a blank in forms only. */
function withQuery(path: string, query: HttpRequest['query'] = {}): string {
  const pairs = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('='));
  return pairs.length === 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

/**
 * A client that talks to one host. Never follows a redirect: credentials must not travel to another host.
 *
 * @param origin scheme and host, without a path
 * @param clock tells when an answer is too late
 */
export function createHttpClient(origin: string, clock: Clock = systemClock): HttpSend {
  const client: AxiosInstance = axios.create({
    baseURL: origin,
    allowAbsoluteUrls: false,
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    responseType: 'text',
    transformRequest: asItIs,
    transformResponse: asItIs,
    validateStatus: () => true,
    headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'User-Agent': 'okta-workflows-omni' },
  });
  return async ({ method, path, query, body, headers, timeoutMs }) => {
    const finished = new AbortController();
    try {
      const signal = abortAfter(timeoutMs, clock, finished.signal);
      const url = withQuery(path, query);
      const answer = await client.request<unknown>({ method, url, data: body, headers, signal });
      // What refuses may repeat what it refuses, and its words go on from here: they are cut, shown and kept.
      const heard = answer.status >= 400 ? hideSecrets : asItIs<string>;
      const text = typeof answer.data === 'string' ? heard(answer.data) : '';
      const header = (name: string) => {
        const value: unknown = answer.headers[name];
        return typeof value === 'string' ? heard(value) : undefined;
      };
      return { status: answer.status, header, text, json: parse(text) };
    } catch (thrown) {
      return noAnswerOf(thrown);
    } finally {
      finished.abort(NOT_NEEDED);
    }
  };
}
