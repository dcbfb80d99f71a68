import express, { type Router } from 'express';
import { originOf } from './address.ts';
import { needs } from './admit.ts';
import type { OrgGroup } from './groups.ts';
import { invalid, notFound } from './okta-error.ts';
import type { Org } from './org.ts';
import { pageOf } from './page.ts';
import { groupResource, userResource } from './resources.ts';

const GROUPS = { usual: 200, most: 10_000 };
const MEMBERS = { usual: 1_000, most: 1_000 };

/** The two searches by name that the connector sends; a text is quoted as in JSON. */
const SEARCH = /^profile\.name (eq|sw) ("(?:[^"\\]|\\.)*")$/;

function matches(search: unknown): (group: OrgGroup) => boolean {
  if (search === undefined) return () => true;
  const [, operator, quoted = '""'] = SEARCH.exec(String(search)) ?? [];
  if (operator === undefined) throw invalid('search', 'Invalid search criteria.');
  const text: string = JSON.parse(quoted);
  return ({ name }) => (operator === 'eq' ? name === text : name.startsWith(text));
}

/** `/api/v1/groups`: lists with a search by name, one of them, and its members. */
export function groupRoutes(org: Org): Router {
  const router = express.Router();
  const { switches, users, groups } = org;
  const read = needs('okta.groups.read', switches);

  router.get('/', read, (req, res) => {
    const found = groups.all.filter(matches(req.query.search));
    res.json(pageOf(req, res, found, GROUPS).map((group) => groupResource(originOf(req), group)));
  });
  router.get('/:id', read, (req, res) => {
    const id = String(req.params.id);
    const group = groups.get(id);
    if (!group) throw notFound(id, 'UserGroup');
    res.json(groupResource(originOf(req), group));
  });
  router.get('/:id/users', read, (req, res) => {
    const id = String(req.params.id);
    const group = groups.get(id);
    if (!group) throw notFound(id, 'UserGroup');
    const members = [...group.members].flatMap((member) => users.get(member) ?? []);
    res.json(pageOf(req, res, members, MEMBERS).map((user) => userResource(originOf(req), user)));
  });
  return router;
}
