import { type Request, type RequestHandler, type Response, Router } from 'express';
import { shownText } from '../../base/shown-text.ts';
import type { ConsoleSettings } from '../../config/console.ts';
import { CONSOLE } from '../../config/console.ts';
import { ConnectorError } from '../../errors/connector-error.ts';
import { only } from '../../http/only.ts';
import { requestIdOf } from '../../http/request-id.ts';
import type { Services } from '../../services.ts';
import { beginSession, endSession } from '../../store/console-sessions.ts';
import { address, queryOf, returnPath } from '../address.ts';
import { readCookie, setCookie } from '../cookies.ts';
import { readForm } from '../forms.ts';
import { html } from '../html.ts';
import { sendPage } from '../layout.ts';
import { ownOrigin } from '../own-origin.ts';
import { countedGroups, personOf } from '../person.ts';
import { SESSION_COOKIE, signedIn } from '../session.ts';
import type { Identity, Oidc } from './oidc.ts';
import { PENDING_COOKIE, packPending, unpackPending } from './pending-cookie.ts';
import { tradeLimit } from './trade-limit.ts';

const CALLBACK = address(['callback']);

/**
 * What was thrown holds claims and words of whoever made the link: its own sentence and code are enough for the log.
 */
function failed({ log }: Services, response: Response, problem: string, cause?: unknown): ConnectorError {
  const { message, code } = (cause ?? {}) as { readonly message?: unknown; readonly code?: unknown };
  const reason = message === undefined ? undefined : shownText(String(message));
  log.warn({ requestId: requestIdOf(response), problem, reason, code }, 'somebody could not sign in to the console');
  return new ConnectorError('CONSOLE_SIGN_IN_FAILED', { problem });
}

/** Sign-in with Okta and sign-out: `/console/sign-in`, `/callback`, `/sign-out`, `/signed-out`. */
export function signInRoutes(services: Services, settings: ConsoleSettings): Router {
  const { database, log, clock } = services;
  let loading: Promise<Oidc> | undefined;
  /** The OAuth client is loaded for the first sign-in: a start has no use for it. */
  const loadOidc = (): Promise<Oidc> => {
    loading ??= import('./oidc.ts').then(({ createOidc }) => createOidc(settings, clock));
    return loading;
  };
  const noteTrade = tradeLimit(clock);
  const originOf = (request: Request): string => ownOrigin(services.settings, request);

  const begin: RequestHandler = async (request, response) => {
    const origin = originOf(request);
    const oidc = await loadOidc();
    const begun = await oidc.begin(origin + CALLBACK).catch((cause: unknown) => {
      throw failed(services, response, 'Okta could not be asked', cause);
    });
    const pending = { ...begun.pending, to: returnPath(queryOf(request).get('to')) };
    setCookie(response, PENDING_COOKIE, origin, packPending(pending));
    response.redirect(303, begun.url.href);
  };

  /** A new session, whatever session the browser brought: nobody else can have set its id before. */
  async function enter(request: Request, response: Response, { subject, userName, groups }: Identity): Promise<void> {
    const signedIn = { subject, userName, groups: countedGroups(settings, groups) };
    const requestId = requestIdOf(response);
    const person = personOf(settings, signedIn);
    if (!person) {
      log.warn({ requestId, subject }, 'somebody without a group was not let in to the console');
      throw new ConnectorError('CONSOLE_NO_GROUP', { userName });
    }
    const origin = originOf(request);
    const former = readCookie(request, SESSION_COOKIE, origin);
    if (former !== undefined) await endSession(database, former);
    setCookie(response, SESSION_COOKIE, origin, await beginSession(database, signedIn));
    log.info({ requestId, subject, mayOperate: person.mayOperate }, 'somebody has signed in to the console');
  }

  const callback: RequestHandler = async (request, response) => {
    const origin = originOf(request);
    const pending = unpackPending(readCookie(request, PENDING_COOKIE, origin));
    // Whatever comes of it, it counts once.
    setCookie(response, PENDING_COOKIE, origin, undefined);
    if (!pending) throw failed(services, response, 'this browser has begun no sign-in, or too long ago');
    const query = queryOf(request);
    // Looked at before Okta is asked; openid-client looks again.
    if (query.get('state') !== pending.state)
      throw failed(services, response, 'it is not the sign-in that this browser has begun');
    noteTrade();
    const back = new URL(`${origin}${CALLBACK}`);
    back.search = query.toString();
    const oidc = await loadOidc();
    const identity = await oidc.finish(back, pending).catch((cause: unknown) => {
      throw failed(
        services,
        response,
        'what Okta sent back does not belong to this sign-in, or Okta refused it',
        cause,
      );
    });
    await enter(request, response, identity);
    response.redirect(303, returnPath(pending.to));
  };

  const signOut: RequestHandler = async (request, response) => {
    const origin = originOf(request);
    const id = readCookie(request, SESSION_COOKIE, origin);
    if (id !== undefined) await endSession(database, id);
    setCookie(response, SESSION_COOKIE, origin, undefined);
    response.redirect(303, address(['signed-out']));
  };

  const signedOut: RequestHandler = (_request, response) => {
    const body = html`<p>You are signed out of this console. You may still be signed in to Okta.</p>
<p><a class="button" href="${CONSOLE}">Sign in again</a></p>`;
    sendPage(response, { title: 'Signed out', body });
  };

  const router = Router();
  router.route('/sign-in').all(only('GET')).get(begin);
  router.route('/callback').all(only('GET')).get(callback);
  router.route('/signed-out').all(only('GET', 'HEAD')).get(signedOut);
  router.route('/sign-out').all(only('POST'), signedIn(services), readForm(services)).post(signOut);
  return router;
}
