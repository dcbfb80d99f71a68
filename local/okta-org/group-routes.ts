import express, { type Router } from 'express';
import { originOf } from './address.ts';
import { needs } from './admit.ts';
import type { OrgGroup } from './groups.ts';
import { invalid, notFound } from './okta-error.ts';
import type { Org } from './org.ts';
import { pageOf } from './page.ts';
import { groupResource, userResource } from './resources.ts';
import type { OrgUser } from './users.ts';

const GROUPS = { usual: 200, most: 10_000 };
const MEMBERS = { usual: 1_000, most: 1_000 };

/** The two searches by name that the connector sends, alone or joined by `or`; a text is quoted as in JSON. */
const TERM = /profile\.name (eq|sw) ("(?:[^"\\]|\\.)*")/y;
const OR = ' or ';

type Matches = (group: OrgGroup) => boolean;

/** @param joins whether `or` is understood */
function matches(search: unknown, joins: boolean): Matches {
  if (search === undefined) return () => true;
  const text = String(search);
  const terms: Matches[] = [];
  for (let at = 0; ; at += OR.length) {
    TERM.lastIndex = at;
    const [whole, operator, quoted = '""'] = TERM.exec(text) ?? [];
    if (whole === undefined) throw invalid('search', 'Invalid search criteria.');
    const named: string = JSON.parse(quoted);
    terms.push(({ name }) => (operator === 'eq' ? name === named : name.startsWith(named)));
    at += whole.length;
    if (at === text.length) return (group) => terms.some((term) => term(group));
    if (!joins || !text.startsWith(OR, at)) throw invalid('search', 'Invalid search criteria.');
  }
}

/** `/api/v1/groups`: lists with a search by name, one of them, its members, and who joins and leaves it. */
export function groupRoutes(org: Org): Router {
  const router = express.Router();
  const { switches, users, groups } = org;
  const read = needs('okta.groups.read', switches);
  const manage = needs('okta.groups.manage', switches);

  router.get('/', read, (req, res) => {
    const found = groups.all.filter(matches(req.query.search, switches.groupSearchJoins));
    res.json(pageOf(req, res, found, GROUPS).map((group) => groupResource(originOf(req), group)));
  });
  function find(id: unknown): OrgGroup {
    const group = groups.get(String(id));
    if (!group) throw notFound(String(id), 'UserGroup');
    return group;
  }
  function findUser(id: unknown): OrgUser {
    const user = users.get(String(id));
    if (!user) throw notFound(String(id), 'User');
    return user;
  }

  router.get('/:id', read, (req, res) => {
    res.json(groupResource(originOf(req), find(req.params.id)));
  });
  router.get('/:id/users', read, (req, res) => {
    const group = find(req.params.id);
    const members = [...group.members].flatMap((member) => users.get(member) ?? []);
    res.json(pageOf(req, res, members, MEMBERS).map((user) => userResource(originOf(req), user)));
  });
  // What changes nothing is no event: whether Okta tells one nobody has established.
  router.put('/:id/users/:userId', manage, (req, res) => {
    const [group, user] = [find(req.params.id), findUser(req.params.userId)];
    if (!group.members.has(user.id)) org.joinGroup(group, user);
    res.status(204).end();
  });
  router.delete('/:id/users/:userId', manage, (req, res) => {
    const [group, user] = [find(req.params.id), findUser(req.params.userId)];
    if (group.members.has(user.id)) org.leaveGroup(group, user);
    res.status(204).end();
  });
  return router;
}
