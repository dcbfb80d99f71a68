import type { ErrorRequestHandler } from 'express';
import { CONSOLE } from '../config/console.ts';
import { type ConnectorError, toConnectorError } from '../errors/connector-error.ts';
import { requestIdOf } from '../http/request-id.ts';
import type { Services } from '../services.ts';
import { type Html, html } from './html.ts';
import { type Page, sendPage } from './layout.ts';

const TITLES: Readonly<Record<number, string>> = {
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  429: 'Too much at once',
  503: 'Not available now',
};

/** What went wrong, as part of a page. */
const problemOf = ({ message, fix, code }: Pick<ConnectorError, 'message' | 'code'> & { fix: string }): Html =>
  html`<div class="problem" role="alert"><p><strong>${message}</strong></p><p>${fix}</p><p class="quiet">${code}</p></div>`;

const errorPage = (error: ConnectorError, requestId: string): Page => ({
  title: TITLES[error.statusCode] ?? 'That did not work',
  body: html`${problemOf(error.body(requestId))}
<p>Request <code>${requestId}</code></p>
<p><a href="${CONSOLE}">To the first page</a></p>`,
});

/** The last handler of the console: what was thrown becomes a page; what was not foreseen goes to the log as well. */
export function errorPages({ log, metrics }: Services): ErrorRequestHandler {
  return (thrown, _request, response, next) => {
    const error = toConnectorError(thrown);
    const requestId = requestIdOf(response);
    metrics.refusals.inc({ code: error.code });
    response.locals.errorCode = error.code;
    if (error.statusCode >= 500) log.error({ requestId, code: error.code, err: error.cause }, error.message);
    if (response.headersSent) return next(error);
    if (error.code === 'METHOD_NOT_ALLOWED') response.setHeader('Allow', String(error.facts.allow));
    if (error.retryable) response.setHeader('Retry-After', String(error.retryAfterSeconds));
    sendPage(response, errorPage(error, requestId), error.statusCode);
  };
}
