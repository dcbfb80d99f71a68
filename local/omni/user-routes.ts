import express, { type Router } from 'express';
import { USER_ATTRIBUTES } from './bodies.ts';
import type { OmniInstance } from './instance.ts';
import { notFound } from './omni-error.ts';
import { route } from './route.ts';
import { readFilter, scimPage } from './scim-list.ts';
import { showValues } from './show-values.ts';
import { readPatch } from './user-patch.ts';
import { userResource } from './user-resource.ts';
import { createUser, patchUser, putUser } from './user-writes.ts';
import type { OmniUser } from './users.ts';

function getUser({ users }: OmniInstance, id: string): OmniUser {
  const user = users.byId(id);
  if (!user) throw notFound('User');
  return user;
}

/** The switch `pageShift`: somebody who sorts before all others appears once, while the first page is being read. */
function shiftPages(instance: OmniInstance, startIndex: unknown): void {
  if (instance.switches.pageShift === 'no' || instance.pageShifted || (startIndex ?? '1') !== '1') return;
  const newcomer = { userName: 'newcomer@acme.example', displayName: 'Newcomer' };
  instance.users.add({ ...newcomer, id: instance.uuid(), created: new Date(0).toISOString() }, 'start');
  instance.pageShifted = true;
}

/** The user with the values that a PATCH has sent in the place of those that are stored. */
function echo(instance: OmniInstance, user: OmniUser, body: unknown): object {
  const { values } = readPatch(instance, user.values.current, body);
  return { ...userResource(instance, user, true), [USER_ATTRIBUTES]: { ...showValues(instance, user), ...values } };
}

/** `/api/scim/v2/Users`: the standard users. */
export function userRoutes(instance: OmniInstance): Router {
  const router = express.Router();
  const { users, switches } = instance;
  const show = (user: OmniUser, withValues: boolean) => userResource(instance, user, withValues);

  route(router, '/', {
    get: ({ query }, res) => {
      const fits = readFilter<OmniUser>(query.filter, { userName: 'caseless' });
      const found = users.all.filter((user) => (user.active || switches.revokedInList === 'yes') && fits(user));
      const maxCount = switches.maxCount === 'none' ? Number.POSITIVE_INFINITY : Number(switches.maxCount);
      res.json(scimPage(found, query, maxCount, (user) => show(user, switches.listValues === 'include')));
      shiftPages(instance, query.startIndex);
    },
    post: ({ body }, res) => void res.status(201).json(show(createUser(instance, body), false)),
  });

  route(router, '/:id', {
    get: ({ params }, res) => void res.json(show(getUser(instance, String(params.id)), true)),
    put: ({ params, body }, res) => {
      res.json(show(putUser(instance, getUser(instance, String(params.id)), body), true));
    },
    patch: ({ params, body }, res) => {
      const user = patchUser(instance, getUser(instance, String(params.id)), body);
      if (switches.patchAnswer === '204') res.sendStatus(204);
      else if (switches.patchAnswer === 'echo') res.json(echo(instance, user, body));
      else res.json(show(user, switches.patchAnswer === 'with-values'));
    },
    delete: ({ params }, res) => {
      instance.removeUser(getUser(instance, String(params.id)));
      res.sendStatus(204);
    },
  });
  return router;
}
