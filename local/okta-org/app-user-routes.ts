import express, { type Request, type Response, type Router } from 'express';
import { originOf } from './address.ts';
import { needs } from './admit.ts';
import type { AppUser } from './app-users.ts';
import { asObject } from './json-object.ts';
import { invalid, notFound } from './okta-error.ts';
import { onlyTheApp } from './only-the-app.ts';
import type { Org } from './org.ts';
import { pageLimit } from './page.ts';
import { appResource, appUserResource } from './resources.ts';

/** The page after: the whole address, to be followed untouched. */
function linkNext(req: Request, res: Response, next: number | undefined): void {
  const address = new URL(originOf(req) + req.originalUrl);
  res.append('Link', `<${address}>; rel="self"`);
  if (next === undefined) return;
  address.searchParams.set('after', String(next));
  res.append('Link', `<${address}>; rel="next"`);
}

function readAfter(after: unknown): number {
  const place = Number(after ?? 0);
  if (!Number.isInteger(place)) throw invalid('after', 'The cursor is not valid.');
  return place;
}

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

  router.param('appId', onlyTheApp);

  router.get('/:appId', read, (req, res) => {
    res.json(appResource(originOf(req), 'ACTIVE', switches.features));
  });
  router.get('/:appId/users', read, (req, res) => {
    const { after, limit } = req.query;
    const page = appUsers.page(readAfter(after), pageLimit(limit, 50, 500));
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
