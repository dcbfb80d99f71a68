import express, { type Request, type Router } from 'express';
import { originOf } from './address.ts';
import { needs } from './admit.ts';
import type { AppUser } from './app-users.ts';
import { asObject } from './json-object.ts';
import { notFound } from './okta-error.ts';
import { onlyTheApp } from './only-the-app.ts';
import type { Org } from './org.ts';
import { linkNext, pageLimit, readAfter } from './page.ts';
import { appResource, appUserResource } from './resources.ts';

/** `/api/v1/apps/{appId}` and its `/users`: the app, and the assignments in pages and one by one. */
export function appUserRoutes(org: Org): Router {
  const router = express.Router();
  const { switches, users, appUsers } = org;
  const read = needs('okta.apps.read', switches);

  function find(id: string): AppUser {
    const appUser = appUsers.get(id);
    if (!appUser) throw notFound(id, 'AppUser');
    return appUser;
  }
  const show = (req: Request, appUser: AppUser): object =>
    appUserResource(originOf(req), appUser, req.query.expand === 'user' ? users.get(appUser.id) : undefined);

  /** Okta's `q`: what the userName, the first or last name or the e-mail begins with. */
  const beginsWith = (text: string) => (appUser: AppUser) => {
    const { firstName = '', lastName = '', email = '' } = users.get(appUser.id)?.profile ?? {};
    const folded = text.toLowerCase();
    return [appUser.userName, firstName, lastName, email].some((one) => String(one).toLowerCase().startsWith(folded));
  };

  router.param('appId', onlyTheApp);

  router.get('/:appId', read, (req, res) => {
    res.json(appResource(originOf(req), 'ACTIVE', switches.features));
  });
  router.get('/:appId/users', read, (req, res) => {
    const { after, limit, q = '' } = req.query;
    const page = appUsers.page(readAfter(after), pageLimit(limit, 50, 500), beginsWith(String(q)));
    linkNext(req, res, page.next);
    res.json(page.users.map((appUser) => show(req, appUser)));
  });
  router.get('/:appId/users/:id', read, (req, res) => {
    res.json(show(req, find(String(req.params.id))));
  });
  router.post('/:appId/users/:id', needs('okta.apps.manage', switches), (req, res) => {
    const appUser = find(String(req.params.id));
    org.writeAppProfile(appUser, asObject(asObject(req.body).profile));
    res.json(show(req, appUser));
  });
  return router;
}
