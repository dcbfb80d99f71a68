import express, { type Router } from 'express';
import { USER_ATTRIBUTES } from './bodies.ts';
import type { EmbedUser, OmniInstance } from './instance.ts';
import { notFound } from './omni-error.ts';
import { route } from './route.ts';
import { readFilter, scimPage } from './scim-list.ts';
import { CORE_USER } from './user-resource.ts';

function embedResource({ values, created, ...shown }: EmbedUser, withValues: boolean) {
  const attributes = withValues ? { [USER_ATTRIBUTES]: values } : {};
  return {
    schemas: [CORE_USER],
    ...shown,
    meta: { resourceType: 'User', created, lastModified: created },
    ...attributes,
  };
}

/** `/api/scim/v2/embed/Users`: list, read and delete; their values come with each signed embed URL. */
export function embedUserRoutes({ embedUsers, switches }: OmniInstance): Router {
  const router = express.Router();
  const find = (id: string): EmbedUser => {
    const user = embedUsers.get(id);
    if (!user) throw notFound('User');
    return user;
  };

  route(router, '/', {
    get: ({ query }, res) => {
      const fits = readFilter<EmbedUser>(query.filter, { userName: 'caseless', embedExternalId: 'exact' });
      const found = [...embedUsers.values()].filter(fits);
      res.json(scimPage(found, query, 100, (user) => embedResource(user, switches.listValues === 'include')));
    },
  });

  route(router, '/:id', {
    get: ({ params }, res) => void res.json(embedResource(find(String(params.id)), true)),
    delete: ({ params }, res) => {
      embedUsers.delete(find(String(params.id)).id);
      res.sendStatus(204);
    },
  });
  return router;
}
