import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { CONSOLE } from '../config/console.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { Services } from '../services.ts';
import { findSession, SESSION_MOST_MS } from '../store/console-sessions.ts';
import { address } from './address.ts';
import { type Cookie, readCookie } from './cookies.ts';
import { ownOrigin } from './own-origin.ts';
import { callerOfPerson, type Person, personOf } from './person.ts';

export const SESSION_COOKIE: Cookie = { name: 'omni-console', lifetime: SESSION_MOST_MS / 1_000 };

/** A request of somebody who is signed in. */
export interface Visit {
  readonly person: Person;
  /** What forms of this session carry. */
  readonly formToken: string;
  /** Whether the person is still signed in; asking does not count as being there. */
  isOver(): Promise<boolean>;
}

/** Known to whoever knows the session's id, and to nobody else; a page shows it without showing the id. */
const formTokenOf = (sessionId: string): string => createHmac('sha256', sessionId).update('form').digest('base64url');

/** Compared in constant time. */
export function isFormToken({ formToken }: Pick<Visit, 'formToken'>, sent: string | null): boolean {
  const [wanted, given] = [Buffer.from(formToken), Buffer.from(sent ?? '')];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

/** Who asks, once `signedIn` has let them in. */
export const visitOf = ({ locals }: Response): Visit => locals.visit as Visit;

/** A person who opens a page, as opposed to a script or a form that goes on with one. */
const isNavigation = ({ method, headers }: Request): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  headers['hx-request'] === undefined &&
  headers.accept !== 'text/event-stream';

/** Lets those in who are signed in and may look; who opens a page is sent to sign in first. */
export function signedIn({ settings, database }: Services): RequestHandler {
  const { console } = settings;
  return async (request, response, next) => {
    const id = readCookie(request, SESSION_COOKIE, ownOrigin(settings, request));
    const find = async (touch: boolean) => {
      const found = id === undefined ? undefined : await findSession(database, id, { touch });
      return found && console && personOf(console, found);
    };
    const person = await find(true);
    if (!person || id === undefined) {
      if (!isNavigation(request)) throw new ConnectorError('CONSOLE_SIGNED_OUT');
      const { originalUrl } = request;
      response.redirect(303, address(['sign-in'], { to: originalUrl === CONSOLE ? undefined : originalUrl }));
      return;
    }
    response.locals.visit = {
      person,
      formToken: formTokenOf(id),
      isOver: async () => (await find(false)) === undefined,
    } satisfies Visit;
    response.locals.caller = callerOfPerson(person);
    next();
  };
}
