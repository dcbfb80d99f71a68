import axios, { type AxiosError, type AxiosResponse } from 'axios';
import { CardError } from '../card-error.ts';
import { gives, input, optionalInput, text } from '../card-tools.ts';
import type { CardCall, CardRun } from '../simulation.ts';
import { isObject, type Value, type ValueObject } from '../value.ts';

const UNREACHABLE = 'Connection Error';
const TIMED_OUT: ReadonlySet<string> = new Set(['ECONNABORTED', 'ETIMEDOUT']);

function parsed(body: string): Value | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The error of a status from 400 on: a body that is JSON arrives parsed, any other as its text. */
function statusError({ status, headers, data }: AxiosResponse<string>): CardError {
  const body = parsed(data);
  const known = { statusCode: status, headers: { ...headers } as ValueObject };
  if (body === undefined)
    return new CardError({ ...known, kind: 'HTTP Error', message: `HTTP Error ${status}`, body: data });
  const message = `HTTP Request Error ${status}`;
  return new CardError({ ...known, kind: 'HTTP Request Error', message, body });
}

const transportError = ({ code = '', message }: AxiosError, timeoutMs: number): CardError =>
  TIMED_OUT.has(code)
    ? new CardError({ kind: 'Method timeout exceeded', message: `There was no answer within ${timeoutMs} ms.` })
    : new CardError({ kind: UNREACHABLE, message: message || code });

const queryOf = (query: Value): string =>
  isObject(query)
    ? new URLSearchParams(query as Record<string, string>).toString()
    : String(query ?? '').replace(/^\?/, '');

function urlOf(call: CardCall): string {
  const url = text(call, 'URL');
  if (!URL.canParse(url)) throw new CardError({ kind: 'URL Error', message: 'The URL is not one.' });
  const query = queryOf(optionalInput(call, 'Query'));
  return query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** @throws CardError for every answer that is none, or an error */
async function send(call: CardCall, method: string): Promise<AxiosResponse<string>> {
  const { simulation } = call.frame;
  const timeout = simulation.httpTimeoutMs ?? call.card.node.model.timeout;
  const connection = await simulation.connection(call.card)?.headers();
  const body = optionalInput(call, 'Body');
  const own = optionalInput(call, 'Headers');
  try {
    const answer = await axios.request<string>({
      method,
      url: urlOf(call),
      headers: { ...(isObject(own) ? (own as Record<string, string>) : {}), ...connection },
      ...(body === null || method === 'GET' ? {} : { data: typeof body === 'string' ? body : JSON.stringify(body) }),
      timeout,
      responseType: 'text',
      transformResponse: (data: string) => data,
      validateStatus: () => true,
    });
    if (answer.status >= 400) throw statusError(answer);
    return answer;
  } catch (thrown) {
    throw axios.isAxiosError(thrown) ? transportError(thrown, timeout) : thrown;
  }
}

const answerOf = ({ status, headers }: AxiosResponse<string>, body: Value) =>
  gives({ 'Status Code': status, Headers: { ...headers } as ValueObject, Body: body });

const json =
  (method: string): CardRun =>
  async (call) => {
    const answer = await send(call, method);
    const body = answer.data === '' ? {} : parsed(answer.data);
    if (body === undefined) throw new CardError({ kind: 'Parse Error', message: 'The answer is not JSON.' });
    return answerOf(answer, body);
  };

const raw: CardRun = async (call) => {
  const answer = await send(call, String(input(call, 'Method')));
  return answerOf(answer, answer.data);
};

/** API Connector. */
export const httpCards: Readonly<Record<string, CardRun>> = {
  'httpfunctions:get': json('GET'),
  'httpfunctions:post': json('POST'),
  'httpfunctions:put': json('PUT'),
  'httpfunctions:patch': json('PATCH'),
  'httpfunctions:delete': json('DELETE'),
  'httpfunctions:raw': raw,
};
