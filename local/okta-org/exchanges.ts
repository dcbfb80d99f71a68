import { channel } from 'node:diagnostics_channel';
import type { RequestHandler } from 'express';
import type { Grant } from './access-tokens.ts';

/** A request to a local Okta org and its answer, for whoever listens. */
export interface Exchange {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The parsed body; undefined when there was none. */
  readonly body: unknown;
  /** Of its token; none when it had no good one. */
  readonly scopes: readonly string[];
  readonly status: number;
  readonly answer: unknown;
}

/** Where every local Okta org of the process tells what was asked and answered: node:diagnostics_channel. */
export const EXCHANGES = 'okta-workflows-omni:okta-org';

const exchanges = channel(EXCHANGES);

/** Tells each exchange with the Management API that ends with an answer in JSON, unless a fault was played on it. */
export const tellExchanges: RequestHandler = (req, res, next) => {
  if (!exchanges.hasSubscribers) return next();
  const { method } = req;
  const [path = '', search] = req.originalUrl.split('?');
  const query = Object.fromEntries(new URLSearchParams(search));
  const send = res.json.bind(res);
  res.json = (answer: unknown) => {
    const grant: Grant | undefined = res.locals.grant;
    const scopes = grant?.scopes ?? [];
    const exchange: Exchange = { method, path, query, body: req.body, scopes, status: res.statusCode, answer };
    if (res.locals.request.fault === undefined) exchanges.publish(exchange);
    return send(answer);
  };
  next();
};
