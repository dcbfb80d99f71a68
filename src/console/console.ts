import { type RequestHandler, Router } from 'express';
import { CONSOLE } from '../config/console.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { only } from '../http/only.ts';
import type { Services } from '../services.ts';
import { sendAsset, sendIcon } from './assets.ts';
import { errorPages } from './error-page.ts';
import { FRONT_PAGE } from './front-page.ts';
import { pageHeaders } from './headers.ts';
import { sendPage } from './layout.ts';
import { pageRoutes } from './page-routes.ts';
import { signedIn } from './session.ts';
import { signInRoutes } from './sign-in/sign-in-routes.ts';

const missing: RequestHandler = ({ originalUrl }) => {
  const [path = ''] = originalUrl.split('?');
  throw new ConnectorError('ROUTE_NOT_FOUND', { path });
};

/** `/` leads to the console; where there is none, to the next steps. */
const frontPage =
  (hasConsole: boolean): RequestHandler =>
  (_request, response) => {
    if (hasConsole) response.redirect(303, CONSOLE);
    else sendPage(response, FRONT_PAGE);
  };

/** Nothing is begun any more once the process stops. */
const whileServing =
  ({ worker }: Services): RequestHandler =>
  (_request, _response, next) => {
    if (worker.stopping.aborted) throw new ConnectorError('SHUTTING_DOWN', { seconds: 5 });
    next();
  };

/** The pages for people. Without the settings of the console there is the front page alone, and its style. */
export function consoleRoutes(services: Services): Router {
  const { console } = services.settings;
  const router = Router();
  router
    .route('/')
    .all(only('GET', 'HEAD'), pageHeaders)
    .get(frontPage(console !== undefined));
  router.route('/favicon.ico').all(only('GET', 'HEAD'), pageHeaders).get(sendIcon);
  router.route('/assets/:version/:name').all(only('GET', 'HEAD'), pageHeaders).get(sendAsset);
  if (console) {
    const pages = Router();
    pages.use(pageHeaders, whileServing(services), signInRoutes(services, console));
    pages.use(signedIn(services), pageRoutes(services), missing);
    pages.use(errorPages(services));
    router.use(CONSOLE, pages);
  }
  return router;
}
