import express, { type Request, type Response, type Router } from 'express';
import { newAttribute, updatedAttribute } from './attribute-rules.ts';
import type { AttributeDefinition } from './attributes.ts';
import { checkBody } from './check-body.ts';
import type { OmniInstance } from './instance.ts';
import type { OmniKey } from './keys.ts';
import { invalidMethod, notFound, OmniError } from './omni-error.ts';
import { route } from './route.ts';
import { getSelectableValues, putSelectableValues } from './selectable-values.ts';
import type { OmniSwitches } from './switches.ts';

const CREATED: Record<OmniSwitches['createAnswer'], (res: Response, record: AttributeDefinition) => void> = {
  '201-record': (res, record) => void res.status(201).json(record),
  '200-record': (res, record) => void res.json(record),
  '200-wrapped': (res, record) => void res.json({ record }),
  '201-empty': (res) => void res.status(201).end(),
};

function getAttribute({ attributes }: OmniInstance, { params }: Request): AttributeDefinition {
  const definition = attributes.byId(String(params.id));
  if (!definition) throw notFound('User attribute');
  return definition;
}

function create(instance: OmniInstance, body: unknown): AttributeDefinition {
  const { attributes, switches, clock } = instance;
  const definition = newAttribute(instance.uuid(), checkBody('UserAttributeCreateBody', body));
  if (attributes.byName(definition.name)) {
    throw new OmniError(Number(switches.duplicateStatus), 'Conflict: name: Already exists');
  }
  attributes.add(definition, clock.now());
  return definition;
}

function update(instance: OmniInstance, before: AttributeDefinition, sent: unknown): AttributeDefinition {
  const body = checkBody('UserAttributeUpdateBody', sent);
  const after = updatedAttribute(before, body, instance.switches.renameByPut);
  instance.replaceAttribute(after);
  return after;
}

/** `/api/v1/user-attributes`: the definitions. */
export function attributeRoutes(instance: OmniInstance): Router {
  const router = express.Router();
  const { switches } = instance;

  router.use(({ method, path }, res, next) => {
    const { role, managesAttributes }: OmniKey = res.locals.key;
    if (role !== 'ORG_ADMIN' && !managesAttributes) throw new OmniError(403, 'Forbidden');
    if (switches.definitionWrites === 'off' && (method !== 'GET' || path !== '/')) throw invalidMethod();
    next();
  });

  route(router, '/', {
    get: (_req, res) => void res.json({ records: instance.visibleAttributes() }),
    post: ({ body }, res) => CREATED[switches.createAnswer](res, create(instance, body)),
  });

  route(router, '/:id', {
    put: (req, res) => void res.json(update(instance, getAttribute(instance, req), req.body)),
    delete: (req, res) => {
      instance.removeAttribute(getAttribute(instance, req));
      if (switches.deleteAnswer === '204') res.sendStatus(204);
      else res.json({ success: true });
    },
  });

  route(router, '/:id/selectable-values', {
    get: (req, res) => void res.json(getSelectableValues(instance, getAttribute(instance, req), req.query)),
    put: (req, res) => void res.json(putSelectableValues(instance, getAttribute(instance, req), req.body)),
  });
  return router;
}
