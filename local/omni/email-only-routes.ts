import express, { type Router } from 'express';
import { checkBody } from './check-body.ts';
import { deleteEmailOnlyUsers, listEmailOnlyUsers, upsertEmailOnlyUsers } from './email-only-users.ts';
import type { OmniInstance } from './instance.ts';
import { OmniError } from './omni-error.ts';
import { route } from './route.ts';

const USER_SCOPED = 'User-scoped API keys are not allowed to manage email-only users';

/** `/api/v1/users/email-only`: people who receive deliveries and have no account. */
export function emailOnlyRoutes(instance: OmniInstance): Router {
  const router = express.Router();
  const lists = () => instance.switches.emailOnlyArrays === 'ok';

  route(router, '/', {
    get: ({ query }, res) => void res.json(listEmailOnlyUsers(instance, query)),
    post: ({ body }, res) => {
      if (res.locals.key.scope !== 'organization') throw new OmniError(403, USER_SCOPED);
      const user = checkBody(lists() ? 'EmailOnlyBodyWithLists' : 'UsersCreateEmailOnlyBody', body);
      res.json(upsertEmailOnlyUsers(instance, [user])[0]);
    },
  });

  route(router, '/bulk', {
    post: ({ body }, res) => {
      const { users } = checkBody(lists() ? 'EmailOnlyBulkBodyWithLists' : 'UsersCreateEmailOnlyBulkBody', body);
      res.status(201).json({ results: upsertEmailOnlyUsers(instance, users) });
    },
    delete: ({ body }, res) => {
      res.json(deleteEmailOnlyUsers(instance, checkBody('EmailOnlyBulkDeleteBody', body)));
    },
  });
  return router;
}
