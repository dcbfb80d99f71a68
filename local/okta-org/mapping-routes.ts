import express, { type Request, type Router } from 'express';
import { originOf } from './address.ts';
import { needs } from './admit.ts';
import { IDS } from './ids.ts';
import { asObject } from './json-object.ts';
import type { Mapping } from './mapping.ts';
import { invalid, notFound } from './okta-error.ts';
import type { Org } from './org.ts';
import { pageLimit } from './page.ts';
import { MAPPINGS, type MappingEnds, mappingResource } from './resources.ts';

/** `/api/v1/mappings`: list, read and update; there is no call to make one. */
export function mappingRoutes(org: Org): Router {
  const router = express.Router();
  const { clock, switches, mapping } = org;
  const read = needs('okta.profileMappings.read', switches);

  const existing = (): readonly MappingEnds[] => (switches.hasMapping ? MAPPINGS : []);
  function find(id: string): MappingEnds {
    const found = existing().find((ends) => ends.id === id);
    if (!found) throw notFound(id, 'ProfileMapping');
    return found;
  }
  const show = (req: Request, ends: MappingEnds, properties: Mapping): object =>
    mappingResource(originOf(req), ends, ends.id === IDS.toApp ? properties : {});

  router.get('/', read, (req, res) => {
    const { sourceId, targetId, limit } = req.query;
    const fits = ({ source, target }: MappingEnds): boolean =>
      [source.id, undefined].includes(sourceId as string) && [target.id, undefined].includes(targetId as string);
    const page = existing()
      .filter(fits)
      .slice(0, pageLimit(limit, 20, 200));
    res.json(page.map((ends) => mappingResource(originOf(req), ends)));
  });

  router.get('/:id', read, (req, res) => {
    const properties = mapping.visible(clock.now(), switches.visibilityDelayMs);
    res.json(show(req, find(String(req.params.id)), properties));
  });

  router.post('/:id', needs('okta.profileMappings.manage', switches), (req, res) => {
    const ends = find(String(req.params.id));
    if (ends.id !== IDS.toApp) throw invalid('updateProfileMapping', 'The user profile takes nothing from this app.');
    org.writeMapping(asObject(asObject(req.body).properties));
    res.json(show(req, ends, mapping.current));
  });
  return router;
}
