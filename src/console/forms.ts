import type { Request, RequestHandler } from 'express';
import { ConnectorError } from '../errors/connector-error.ts';
import { readBytes } from '../http/read-bytes.ts';
import { bodyWasRead } from '../http/unread-body.ts';
import type { Services } from '../services.ts';
import { type Html, html } from './html.ts';
import { ownOrigin } from './own-origin.ts';
import { isFormToken, type Visit, visitOf } from './session.ts';

/** Our forms hold a token and a name or two. */
const MOST_BYTES = 16_384;
const TYPE = 'application/x-www-form-urlencoded';
const TOKEN = 'token';

const refuse = (problem: string): never => {
  throw new ConnectorError('CONSOLE_FORM_REFUSED', { problem });
};

/** What every form carries. */
export const tokenField = ({ formToken }: Pick<Visit, 'formToken'>): Html =>
  html`<input type="hidden" name="${TOKEN}" value="${formToken}">`;

/**
 * Reads a form and lets it pass that a page of this console has sent, in this session: its Origin is ours, and its
 * token is that of the session. Every POST of somebody who is signed in goes through here.
 */
export const readForm =
  ({ settings }: Services): RequestHandler =>
  async (request, response, next) => {
    const { origin, 'content-type': type = '' } = request.headers;
    if (origin !== ownOrigin(settings, request)) refuse('it does not come from a page of this console');
    if (type.split(';')[0]?.trim() !== TYPE) refuse('it is of another type than our forms');
    const bytes = await readBytes(request, MOST_BYTES);
    bodyWasRead(request, response);
    const form = new URLSearchParams(bytes.toString('utf8'));
    if (!isFormToken(visitOf(response), form.get(TOKEN))) refuse('its token is not that of your session');
    request.body = form;
    next();
  };

/** A field of the form, once `readForm` has read it; empty where it is not there. */
export const fieldOf = ({ body }: Request, name: string): string =>
  (body instanceof URLSearchParams ? body.get(name) : null) ?? '';

/** Lets those act who may. */
export const mayOperate: RequestHandler = (_request, response, next) => {
  if (!visitOf(response).person.mayOperate) throw new ConnectorError('CONSOLE_VIEW_ONLY');
  next();
};
