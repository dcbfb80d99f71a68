import express, { type Router } from 'express';
import { originOf } from './address.ts';
import { needs } from './admit.ts';
import { asObject } from './json-object.ts';
import { notFound } from './okta-error.ts';
import type { Org } from './org.ts';
import { userResource } from './resources.ts';
import type { OrgUser } from './users.ts';

/** `/api/v1/users/{id or login}`: read and partial update. */
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
  router.post('/:id', needs('okta.users.manage', switches), (req, res) => {
    const user = find(String(req.params.id));
    org.writeUserProfile(user, asObject(asObject(req.body).profile));
    res.json(userResource(originOf(req), user));
  });
  return router;
}
