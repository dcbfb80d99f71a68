import express, { type RequestHandler, type Router } from 'express';
import { isObject, type JsonObject } from '../../src/base/is-object.ts';
import { originOf } from './address.ts';
import { needs } from './admit.ts';
import type { EventHook } from './event-hooks.ts';
import { asObject } from './json-object.ts';
import { forbidden, invalid, notFound } from './okta-error.ts';
import type { Org } from './org.ts';
import { eventHookResource } from './resources.ts';

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Okta wants HTTPS; the org of this machine lets loopback pass. */
function readUri(uri: unknown): string {
  const url = isText(uri) ? URL.parse(uri) : null;
  const isLoopback = url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname);
  if (!url || !(url.protocol === 'https:' || isLoopback)) throw invalid('uri', 'uri: The uri must be HTTPS.');
  return url.href;
}

function readAuth(scheme: unknown): EventHook['auth'] {
  if (!isObject(scheme)) return undefined;
  const { type, key, value } = scheme;
  if (type !== 'HEADER' || !isText(key) || !isText(value)) throw invalid('authScheme', 'authScheme: Not complete.');
  return { key, value };
}

/** @throws OktaError E0000001 */
function readHook(body: JsonObject): Pick<EventHook, 'name' | 'eventTypes' | 'uri' | 'auth'> {
  const { name } = body;
  const { type, items } = asObject(body.events);
  const channel = asObject(body.channel);
  const config = asObject(channel.config);
  if (!isText(name)) throw invalid('name', 'name: The field cannot be left blank');
  if (type !== 'EVENT_TYPE' || !Array.isArray(items) || !items.every(isText) || items.length === 0)
    throw invalid('events', 'events: Name types of events.');
  if (channel.type !== 'HTTP' || channel.version !== '1.0.0') throw invalid('channel', 'channel: HTTP 1.0.0 only.');
  return { name, eventTypes: [...items], uri: readUri(config.uri), auth: readAuth(config.authScheme) };
}

/** `/api/v1/eventHooks`: list, create, read, verify, activate, deactivate, and delete what is not active. */
export function eventHookRoutes(org: Org): Router {
  const router = express.Router();
  const { switches, eventHooks } = org;
  const read = needs('okta.eventHooks.read', switches);
  const manage: RequestHandler[] = [
    needs('okta.eventHooks.manage', switches),
    (_req, _res, next) => next(switches.serviceAppsManageHooks ? undefined : forbidden()),
  ];

  function find(id: unknown): EventHook {
    const hook = eventHooks.get(String(id));
    if (!hook) throw notFound(String(id), 'EventHook');
    return hook;
  }
  const setStatus =
    (status: EventHook['status']): RequestHandler =>
    (req, res) => {
      const hook = Object.assign(find(req.params.id), { status, lastUpdated: org.clock.now() });
      res.json(eventHookResource(originOf(req), hook));
    };

  router.get('/', read, (req, res) => {
    res.json(eventHooks.all.map((hook) => eventHookResource(originOf(req), hook)));
  });
  router.post('/', ...manage, (req, res) => {
    eventHooks.origin = originOf(req);
    res.json(eventHookResource(originOf(req), eventHooks.add(readHook(asObject(req.body)))));
  });
  router.get('/:id', read, (req, res) => {
    res.json(eventHookResource(originOf(req), find(req.params.id)));
  });
  router.post('/:id/lifecycle/activate', ...manage, setStatus('ACTIVE'));
  router.post('/:id/lifecycle/deactivate', ...manage, setStatus('INACTIVE'));
  router.post('/:id/lifecycle/verify', ...manage, async (req, res) => {
    const hook = find(req.params.id);
    if (!(await eventHooks.verify(hook))) throw invalid('eventHook', 'The endpoint did not send the challenge back.');
    res.json(eventHookResource(originOf(req), hook));
  });
  router.delete('/:id', ...manage, (req, res) => {
    const { id, status } = find(req.params.id);
    if (status === 'ACTIVE') throw invalid('eventHook', 'Only an inactive event hook can be deleted.');
    eventHooks.remove(id);
    res.status(204).end();
  });
  return router;
}
