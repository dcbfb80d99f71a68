import express, { type Request, type Response, type Router } from 'express';
import { addressOf, originOf } from './address.ts';
import { needs } from './admit.ts';
import { IDS } from './ids.ts';
import { forbidden, notFound, serverError } from './okta-error.ts';
import { onlyTheApp } from './only-the-app.ts';
import type { Org } from './org.ts';
import type { ProfileSchema } from './profile-schema.ts';
import { schemaResource, userTypeResources } from './resources.ts';

const USER_SCHEMA_IDS: readonly unknown[] = ['default', IDS.userSchema];

/** `/api/v1/meta`: the attributes of the user profile and of the app's, and the user types. */
export function schemaRoutes(org: Org): Router {
  const router = express.Router();
  const { clock, switches, userSchema, appSchema } = org;
  const read = needs('okta.schemas.read', switches);
  const manage = needs('okta.schemas.manage', switches);

  /** The switch `schemaWriteAnswers500` decides whether the write takes effect and what is answered. */
  function write(res: Response, effect: () => void, answer: () => object): void {
    if (switches.schemaWriteAnswers500 === 'not-written') throw serverError();
    effect();
    if (switches.schemaWriteAnswers500 === 'written') throw serverError();
    res.json(answer());
  }

  const visible = (req: Request, name: string, schema: ProfileSchema): object =>
    schemaResource(addressOf(req), name, schema, schema.visibleCustom(clock.now(), switches.visibilityDelayMs));
  const stored = (req: Request, name: string, schema: ProfileSchema): object =>
    schemaResource(addressOf(req), name, schema, schema.custom);

  router.param('schemaId', (_req, _res, next, id: string) =>
    next(USER_SCHEMA_IDS.includes(id) ? undefined : notFound(id, 'UserSchema')),
  );
  router.param('appId', onlyTheApp);

  router.get('/schemas/user/:schemaId', read, (req, res) => void res.json(visible(req, 'user', userSchema)));
  router.post('/schemas/user/:schemaId', manage, (req, res) => {
    write(
      res,
      () => org.writeUserSchema(req.body),
      () => stored(req, 'user', userSchema),
    );
  });
  router.get('/schemas/apps/:appId/default', read, (req, res) => void res.json(visible(req, 'omni', appSchema)));
  router.post('/schemas/apps/:appId/default', manage, (req, res) => {
    if (!switches.roleManagesApp) throw forbidden();
    write(
      res,
      () => org.writeAppSchema(req.body),
      () => stored(req, 'omni', appSchema),
    );
  });
  router.get('/types/user', needs('okta.userTypes.read', switches), (req, res) => {
    res.json(userTypeResources(originOf(req), switches.otherUserTypes));
  });
  return router;
}
