import express, { type Router } from 'express';
import { originOf } from './address.ts';
import { needs } from './admit.ts';
import { asObject } from './json-object.ts';
import { notFound } from './okta-error.ts';
import type { Org } from './org.ts';
import { pageOf } from './page.ts';
import { groupResource, userResource } from './resources.ts';
import type { OrgUser } from './users.ts';

/** Okta describes no pages here; whoever follows the links reads all of them. */
const USER_GROUPS = { usual: 200, most: 200 };

/** `/api/v1/users/{id or login}`: read, partial update and groups. */
export function userRoutes(org: Org): Router {
  const router = express.Router();
  const { switches, users } = org;

  function find(idOrLogin: string): OrgUser {
    const user = users.get(idOrLogin);
    if (!user) throw notFound(idOrLogin, 'User');
    return user;
  }

  router.get('/:id', needs('okta.users.read', switches), (req, res) => {
    res.json(userResource(originOf(req), find(String(req.params.id))));
  });
  router.get('/:id/groups', needs('okta.users.read', switches), (req, res) => {
    const groups = org.groups.ofMember(find(String(req.params.id)).id);
    res.json(pageOf(req, res, groups, USER_GROUPS).map((group) => groupResource(originOf(req), group)));
  });
  router.post('/:id', needs('okta.users.manage', switches), (req, res) => {
    const user = find(String(req.params.id));
    org.writeUserProfile(user, asObject(asObject(req.body).profile));
    res.json(userResource(originOf(req), user));
  });
  return router;
}
