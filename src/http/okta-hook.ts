import { type RequestHandler, Router } from 'express';
import { ConnectorError } from '../errors/connector-error.ts';
import { readDelivery } from '../okta/hook-delivery.ts';
import type { Services } from '../services.ts';
import { storeHints } from '../store/okta-hints.ts';
import { only } from './only.ts';
import { readBody } from './read-body.ts';
import { sameAs } from './same-secret.ts';

const PATH = '/v1/hooks/okta';
const CHALLENGE = 'x-okta-verification-challenge';

const UTF_8 = new TextDecoder();

const noHook = (problem: string): ConnectorError => new ConnectorError('HOOK_BODY_INVALID', { problem });

/**
 * Reads the JSON of a delivery, in whatever is of no account here as it comes: an event must not be lost for an odd
 * name in it. What is taken of it is checked where it is read.
 */
function readLoosely(bytes: Buffer): unknown {
  try {
    return JSON.parse(UTF_8.decode(bytes));
  } catch (cause) {
    throw new ConnectorError('BODY_NOT_JSON', { problem: 'it cannot be parsed' }, [], { cause });
  }
}

/** https://developer.okta.com/docs/concepts/event-hooks/#one-time-verification-request */
const verify: RequestHandler = ({ headers }, response) => {
  const { [CHALLENGE]: challenge } = headers;
  if (typeof challenge !== 'string') throw noHook(`there is no header ${CHALLENGE}`);
  response.json({ verification: challenge });
};

/**
 * The target of Okta's event hook: stores who may have changed, answers, and lets them be read. Okta waits three
 * seconds, repeats once, and never again. Events are taken as long as there is a database, also while the process
 * stops. No route where no secret is set.
 */
export function oktaHook({ settings, database, metrics, changes }: Services): Router {
  const router = Router();
  const { oktaManagement, maxBodyBytes } = settings;
  if (!settings.hookSecret) return router;

  const authenticate: RequestHandler = ({ headers }, _response, next) => {
    // Asked on each request: a file that holds it may be replaced while the process runs.
    const { hookSecret } = settings;
    if (!hookSecret || !sameAs(hookSecret)(headers.authorization ?? ''))
      throw new ConnectorError('HOOK_SECRET_REFUSED');
    next();
  };
  const store: RequestHandler = async (request, response) => {
    const body = await readBody(request, response, maxBodyBytes, readLoosely);
    const delivery = readDelivery(body, oktaManagement.omniAppId ?? '');
    if (!delivery) throw noHook('it has no list data.events');
    await storeHints(database, delivery.hints);
    for (const outcome of delivery.outcomes) metrics.hookEvents.inc({ outcome });
    response.status(204).end();
    changes.wake();
  };
  router.route(PATH).all(only('GET', 'POST')).get(verify).post(authenticate, store);
  return router;
}
